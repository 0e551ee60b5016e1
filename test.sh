#!/usr/bin/env bash
# Sets everything up and passes the checks: format, lint, types, the rooms' import order (in the tests), tests.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/setup.sh

"$venv/bin/ruff" format --check --quiet lle_studio tests
"$venv/bin/ruff" check --quiet lle_studio tests
"$venv/bin/mypy"
exec "$python" -m pytest "$@"
