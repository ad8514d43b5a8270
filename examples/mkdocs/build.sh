#!/bin/sh
# Build, narrate what is new, build again with the players: pip install mkdocs first.
set -eu
cd "$(dirname "$0")"
mkdocs build --quiet
narrate site/*/index.html     # a recording is named after its page's folder; one that stands is left alone
mkdocs build --quiet
