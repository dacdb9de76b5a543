#!/bin/sh
# Makes .venv, with vagrantgen and what its tests need; installs Debian's venv where it is missing.
set -eu
cd "$(dirname "$0")/.."

if ! python3 -c 'import ensurepip, venv' 2> /dev/null; then
  root=$([ "$(id -u)" = 0 ] || echo sudo)
  $root apt-get update
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "vagrantgen needs Python 3.11 or newer")'
python3 -m venv .venv
.venv/bin/pip install --quiet --upgrade 'pip>=25.1'
.venv/bin/pip install --quiet --editable . --group dev
