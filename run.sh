#!/usr/bin/env bash
# Opens the app on the bundled sample clip; where there is no screen, exports the sample's evidence package.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/setup.sh

sample=resources/sample/night-street.mp4
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; then
    exec "$venv/bin/lle-studio" "${1:-$sample}"
fi
folder="evidence/sample-$(date +%Y%m%d-%H%M%S)"
say "There is no screen: exporting the evidence package of the sample clip."
"$venv/bin/lle-studio" export "$sample" -o "$folder"
"$venv/bin/lle-studio" verify "$folder" --source "$sample"
printf 'Evidence package: %s\n' "$PWD/$folder"
