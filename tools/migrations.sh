#!/bin/sh
# Does every model have its migration? Asked beside an empty database of its own: a fresh clone
# has none yet, and what stands in somebody's own says nothing about the models.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
LAPEL_HOME="$scratch" LAPEL_DATABASE_URL="sqlite://$scratch/empty.sqlite3" \
  DJANGO_SETTINGS_MODULE=lapel.settings PYTHONPATH=src \
  .venv/bin/django-admin makemigrations --check --dry-run --verbosity "${1:-0}" || {
  echo "Unless something else is said above, a model has changed without its migration." >&2
  echo "To see which: sh tools/migrations.sh 3" >&2
  exit 1
}
