#!/bin/sh
# Installs what the tests need of the host: vagrantgen's own set-up, and the tests' tools.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/vagrantgen host setup --yes --no-daemons
root=$([ "$(id -u)" = 0 ] || echo sudo)
missing=$(for package in slirp4netns uidmap ruby shellcheck busybox mmdebstrap rsync tmux; do
  dpkg-query -W -f '' "$package" 2> /dev/null || echo "$package"
done)
[ -z "$missing" ] || DEBIAN_FRONTEND=noninteractive $root apt-get install -y --no-install-recommends $missing
