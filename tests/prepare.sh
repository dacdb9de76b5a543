#!/bin/sh
# Installs what the tests need of the host: vagrantgen's own set-up, and the tests' tools.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/vagrantgen host setup --yes --no-daemons
root=$([ "$(id -u)" = 0 ] || echo sudo)
programs='slirp4netns newuidmap:uidmap ruby shellcheck busybox mmdebstrap rsync tmux debugfs:e2fsprogs'
missing=$(for program in $programs; do
  command -v "${program%:*}" > /dev/null || echo "${program#*:}"
done)
[ -e /usr/share/ovmf/OVMF.fd ] || missing="$missing ovmf"
if [ -n "$missing" ]; then
  $root apt-get update
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
fi
