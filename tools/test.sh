#!/bin/sh
# All tests in one run, so that there is one closing line and one figure of coverage.
set -eu
exec .venv/bin/pytest -q -n 2 --dist loadgroup "$@"
