#!/bin/sh
# debian 12 as a host for labs.
set -eu

# 1. QEMU and libvirt (done already)
# QEMU runs the machines, with KVM where the processor can; libvirt manages them.
#   sudo apt-get update
#   sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
#       qemu-system-x86 qemu-utils libvirt-daemon-system libvirt-clients dnsmasq-base iptables \
#       iproute2

# 2. Tools for machines and disk images (only with --tools)
# Labs run without them: virt-install, virt-top, guestfish and their like.
#   sudo apt-get update
#   sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
#       virtinst bridge-utils libguestfs-tools

# 3. libvirt's daemons (done already)
# They start now, and with the computer.
#   sudo systemctl enable --now libvirtd.service

# 4. Storage pool for the machines' disks
# Vagrant makes it too, but not so that it is there after a restart of the computer.
sudo virsh --connect qemu:///system pool-define-as default dir --target \
    /var/lib/libvirt/images || true
sudo virsh --connect qemu:///system pool-autostart default
sudo virsh --connect qemu:///system pool-start default || true

# 5. libvirt's own look at the host
# FAIL at hardware virtualization: labs run, by emulation and slowly. `vagrantgen doctor`
# says more, and what to do.
sudo virt-host-validate qemu || true

# 6. Graphical tools, for this screen or through `ssh -X` (only with --desktop)
# Labs run without them. Then, from another computer: `ssh -X HOST virt-viewer --connect
# qemu:///system MACHINE`.
#   sudo apt-get update
#   sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
#       virt-manager virt-viewer gir1.2-spiceclientgtk-3.0 xauth xterm x11-utils \
#       fonts-dejavu-core

# 7. User alice in the group libvirt
# Its members use libvirt without a password: at once where polkit is asked, as it is on
# these distributions; elsewhere, and for `id`, from the next login on.
sudo usermod --append --groups libvirt alice

# 8. Vagrant with the plugin vagrant-libvirt
# Both are packages of the distribution, made for each other.
sudo apt-get update
sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    vagrant vagrant-libvirt
