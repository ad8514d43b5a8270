#!/bin/sh
# A folder overnight, for cron: archive.sh PAGES AUDIO. Start it as often as you like: it goes on where it was, a second
# run beside it shares the work, and nothing is spoken twice.
set -eu
pages=$1
audio=$2
mkdir -p "$audio"
narrate batch "$pages" -o "$audio" --jobs 2 --report "$audio/report.json"
narrate feed "$audio" --base-url "${AUDIO_URL:-https://example.org/audio}"
narrate cache prune --days 90
