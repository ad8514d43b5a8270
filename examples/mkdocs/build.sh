#!/bin/sh
# Build, narrate new pages, build again with the players. First: pip install mkdocs
set -eu
cd "$(dirname "$0")"
mkdocs build --quiet
narrate site/*/index.html     # a recording is named after its page's folder; unchanged pages are skipped
mkdocs build --quiet
