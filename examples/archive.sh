#!/bin/sh
# A folder overnight, for cron: archive.sh PAGES AUDIO. Start it as often as you like: it goes on where it was, a second
# run beside it shares the work, and nothing is spoken twice. Pages that can't be narrated are named in the report, and
# the feed has the others; the exit code is that of `narrate batch`.
set -eu
pages=$1
audio=$2
mkdir -p "$audio"
code=0
narrate batch "$pages" -o "$audio" --jobs 2 --report "$audio/report.json" || code=$?
case $code in
    2 | 7 | 1??) exit "$code" ;; # the settings or the disk: see to that first; or interrupted
esac
narrate feed "$audio" --base-url "${AUDIO_URL:-https://example.org/audio}"
narrate cache prune --days 90
exit "$code"
