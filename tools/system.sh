#!/bin/sh
# A browser, a token in software, a Redis and a PostgreSQL for the tests. Says plainly what is
# missing where it may not install it.
set -eu
wanted=""
command -v chromium >/dev/null 2>&1 || wanted="chromium fonts-noto-core fonts-noto-color-emoji"
command -v softhsm2-util >/dev/null 2>&1 || wanted="$wanted softhsm2"
command -v redis-server >/dev/null 2>&1 || wanted="$wanted redis-server"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
  || wanted="$wanted postgresql"
if [ -z "$wanted" ]; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need of the system; please install: $wanted" >&2
  exit 1
fi
echo "Installing for the tests: $wanted …"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of words
apt-get install -qq -y --no-install-recommends $wanted >/dev/null
