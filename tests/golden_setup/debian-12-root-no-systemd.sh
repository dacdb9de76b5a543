#!/bin/sh
# debian 12 as a host for labs.
set -eu

# 1. QEMU and libvirt
# QEMU runs the machines, with KVM where the processor can; libvirt manages them.
apt-get update
env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    qemu-system-x86 qemu-utils libvirt-daemon-system libvirt-clients dnsmasq-base iptables \
    iproute2

# 2. Tools for machines and disk images
# Labs run without them: virt-install, virt-top, guestfish and their like.
apt-get update
env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends virtinst \
    bridge-utils libguestfs-tools

# 3. libvirt's daemons
# No systemd runs here, so they are started directly: once more after a restart.
virtlogd --daemon || true
libvirtd --daemon

# 4. Storage pool for the machines' disks
# Vagrant makes it too, but not so that it is there after a restart of the computer.
virsh --connect qemu:///system pool-define-as default dir --target /var/lib/libvirt/images || true
virsh --connect qemu:///system pool-autostart default
virsh --connect qemu:///system pool-start default || true

# 5. libvirt's own look at the host
# FAIL at hardware virtualization: labs run, by emulation and slowly. `vagrantgen doctor`
# says more, and what to do.
virt-host-validate qemu || true

# 6. Graphical tools, for this screen or through `ssh -X`
# Labs run without them. Then, from another computer: `ssh -X HOST virt-viewer --connect
# qemu:///system MACHINE`.
apt-get update
env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    virt-manager virt-viewer gir1.2-spiceclientgtk-3.0 xauth xterm x11-utils \
    fonts-dejavu-core

# 7. Vagrant with the plugin vagrant-libvirt
# Both are packages of the distribution, made for each other.
apt-get update
env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends vagrant \
    vagrant-libvirt
