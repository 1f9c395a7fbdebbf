#!/bin/sh
# A browser for the tests. Says plainly what is missing where it may not install it.
set -eu
if command -v chromium >/dev/null 2>&1; then exit 0; fi
wanted="chromium fonts-noto-core fonts-noto-color-emoji"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The browser tests need chromium; please install: $wanted" >&2
  exit 1
fi
echo "Installing a browser for the tests …"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of words
apt-get install -qq -y --no-install-recommends $wanted >/dev/null
