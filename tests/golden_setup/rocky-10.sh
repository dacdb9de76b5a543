#!/bin/sh
# rocky 10 as a host for labs.
set -eu

# 1. QEMU and libvirt
# QEMU runs the machines, with KVM where the processor can; libvirt manages them.
sudo dnf install --assumeyes qemu-kvm libvirt

# 2. Tools for machines and disk images
# Labs run without them: virt-install, virt-top, guestfish and their like.
sudo dnf install --assumeyes epel-release
sudo dnf install --assumeyes virt-install bridge-utils virt-top libguestfs-tools

# 3. libvirt's daemons
# They start now, and with the computer.
sudo systemctl enable --now virtqemud.socket virtqemud-ro.socket virtnetworkd.socket \
    virtstoraged.socket virtnodedevd.socket virtsecretd.socket virtnwfilterd.socket \
    virtinterfaced.socket virtproxyd.socket

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

# 6. Graphical tools, for this screen or through `ssh -X`
# Labs run without them. Then, from another computer: `ssh -X HOST virt-viewer --connect
# qemu:///system MACHINE`.
sudo dnf install --assumeyes epel-release
sudo dnf install --assumeyes cockpit cockpit-machines virt-viewer xorg-x11-xauth \
    dejavu-sans-fonts

# 7. User alice in the group libvirt
# Its members use libvirt without a password: at once where polkit is asked, as it is on
# these distributions; elsewhere, and for `id`, from the next login on.
sudo usermod --append --groups libvirt alice

# 8. Vagrant with the plugin vagrant-libvirt
# The plugin is built for Vagrant's own Ruby, which takes some minutes.
sudo dnf install --assumeyes dnf-plugins-core
sudo dnf config-manager --set-enabled crb
sudo tee /etc/yum.repos.d/hashicorp.repo <<'END'
[hashicorp]
name=HashiCorp
baseurl=https://rpm.releases.hashicorp.com/RHEL/9/$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://rpm.releases.hashicorp.com/gpg
END
sudo dnf install --assumeyes vagrant gcc make pkgconf-pkg-config libvirt-devel \
    libxml2-devel ruby-devel
env 'CONFIGURE_ARGS=with-libvirt-include=/usr/include/libvirt with-libvirt-lib=/usr/lib64' \
    vagrant plugin install vagrant-libvirt
