#!/bin/sh
# From a bare host to the ping: sets this host up, makes a box, and runs the lab `ansible`.
# The host's own libvirt is used where it answers, else one that ends with the demo.
# Nothing of the lab is left: no machine, volume, network or file.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
box=vagrantgen/demo

step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
show() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }
# Kept from the terminal, virsh asks nobody for a password: it is let in, or it is not.
libvirt() { setsid --wait virsh --quiet --connect qemu:///system "$@"; }

trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
if [ "${1-}" != inside ]; then
  step 'Set up the host (`vagrantgen host setup` shows what that means)'
  show vagrantgen host setup --yes --no-daemons

  step 'Make a box that has Ansible'
  root=$([ "$(id -u)" = 0 ] || echo sudo)
  show $root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends debian-archive-keyring mmdebstrap uidmap
  folder=$(mktemp -d -p "${TMPDIR:-/var/tmp}") # on disk, where /tmp may be memory
  trap 'rm -rf "$folder"' EXIT
  show vagrantgen box build --name "$box" --include ansible-core --output "$folder/demo.box"

  export DEMO="$folder"
  answers='setsid --wait virsh --connect qemu:///system uri'
  if $answers > /dev/null 2>&1; then
    sh docs/demo.sh inside
  elif id -nG "$(id -un)" | grep -qw libvirt && sg libvirt -c "$answers" > /dev/null 2>&1; then
    show sg libvirt -c 'sh docs/demo.sh inside' # this login is older than its place in the group
  else
    show vagrantgen host private -- sh docs/demo.sh inside
  fi
  step 'Done: nothing of it is left'
  exit
fi

pool=$(libvirt pool-list --all --name | grep -x default || true)
clean() {
  if [ -d "$DEMO/lab/.vagrant" ]; then
    (cd "$DEMO/lab" && vagrantgen destroy --yes) || true
  fi
  for volume in $(libvirt vol-list default 2> /dev/null | awk '{ print $1 }'); do
    case $volume in
      vagrantgen-VAGRANTSLASH-demo_vagrant_box_image_*) libvirt vol-delete "$volume" default ;;
    esac
  done
  if [ -z "$pool" ]; then
    libvirt pool-destroy default > /dev/null 2>&1 || true
    libvirt pool-undefine default > /dev/null 2>&1 || true
  fi
}
trap clean EXIT
export VAGRANT_HOME="$DEMO/vagrant" XDG_STATE_HOME="$DEMO/state" XDG_CACHE_HOME="$DEMO/cache"

step 'Write the lab file, and start the lab'
show vagrant box add --name "$box" "$DEMO/demo.box"
mkdir "$DEMO/lab" && cd "$DEMO/lab"
show vagrantgen init ansible
show cat lab.yaml
show vagrantgen up --set "defaults.box=$box"

step 'Log in, and look at Ansible'
show vagrantgen ssh control -- ansible --version
show vagrantgen ssh control -- ansible all -m ping

step 'Ping the other machines by name, on the lab network alone'
show vagrantgen ssh control -- getent hosts node1 node2
show vagrantgen ssh control -- sudo sh -c '
  ip -4 route save dev eth0 > /run/management
  ip -4 route flush dev eth0
  ping -c 2 node1 && ping -c 2 node2
  status=$?
  ip -4 route restore < /run/management
  exit $status'

step 'Look at the lab, and destroy it'
show vagrantgen status
show vagrantgen destroy --yes
