#!/bin/sh
# A folder overnight, for cron: archive.sh PAGES AUDIO. Run it as often as you like: it continues where it stopped, a
# second run at the same time shares the work, and no sentence is synthesized twice. The report names pages that can't be
# narrated, and the feed has the others; the exit code is that of `narrate batch`.
set -eu
pages=$1
audio=$2
mkdir -p "$audio"
code=0
narrate batch "$pages" -o "$audio" --jobs 2 --report "$audio/report.json" || code=$?
case $code in
    2 | 7 | 1??) exit "$code" ;; # wrong settings, a disk error, or an interruption
esac
narrate feed "$audio" --base-url "${AUDIO_URL:-https://example.org/audio}"
narrate cache prune --days 90
exit "$code"
