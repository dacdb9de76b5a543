#!/bin/sh
# Runs in the root of a box once its packages are installed: makes it a Vagrant box that boots fast.
# Needs: RELEASE, ROOT_UUID.
set -eu
cd /etc/systemd/system

# What a login needs gets the processor first; the rest starts after the SSH server, or not at all.
for unit in systemd-udevd=1000 systemd-networkd=10000 dbus=10000; do
  mkdir -p ${unit%=*}.service.d
  printf '[Service]\nStartupCPUWeight=%s\n' ${unit#*=} > ${unit%=*}.service.d/first.conf
done
for unit in systemd-udev-trigger systemd-resolved systemd-timesyncd systemd-logind \
  systemd-user-sessions dbus modprobe@ getty@ serial-getty@; do
  mkdir -p $unit.service.d
  printf '[Unit]\nAfter=ssh.service\n' > $unit.service.d/after-ssh.conf
done
# The console's device comes with the rest, however late that is.
mkdir -p dev-ttyS0.device.d
printf '[Unit]\nJobRunningTimeoutSec=infinity\n' > dev-ttyS0.device.d/late.conf
systemctl --quiet mask \
  systemd-journal-flush.service kmod-static-nodes.service systemd-tmpfiles-setup-dev.service \
  systemd-binfmt.service proc-sys-fs-binfmt_misc.automount getty-static.service \
  systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-random-seed.service \
  systemd-repart.service systemd-firstboot.service systemd-machine-id-commit.service \
  systemd-pcrphase.service systemd-pcrphase-sysinit.service systemd-sysusers.service \
  dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount \
  sys-kernel-config.mount sys-fs-fuse-connections.mount sshd-keygen.service \
  systemd-tmpfiles-setup-dev-early.service systemd-udev-load-credentials.service \
  systemd-networkd-persistent-storage.service
mkdir -p /etc/systemd/system-generators
for kind in bless-boot debug factory-reset getty gpt-auto hibernate-resume import integritysetup \
  run ssh system-update tpm2 veritysetup; do
  ln -s /dev/null /etc/systemd/system-generators/systemd-$kind-generator
done
# /run/nologin would turn logins away until the whole boot is done.
ln -s /dev/null /etc/tmpfiles.d/systemd-nologin.conf
rm -f /etc/modules-load.d/modules.conf

systemctl --quiet enable systemd-networkd.service coldplug-first.service static-devices.service \
  journal-to-disk.service ssh.service ssh-sessions.service serial-getty@ttyS0.service
for unit in systemd-networkd-wait-online.service systemd-network-generator.service \
  systemd-pstore.service e2scrub_reap.service e2scrub_all.timer fstrim.timer; do
  systemctl --quiet disable $unit 2> /dev/null || true
done
ln -sf /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf

useradd --create-home --shell /bin/bash vagrant
echo vagrant:vagrant | chpasswd
install -d -m 700 -o vagrant -g vagrant /home/vagrant/.ssh
install -m 600 -o vagrant -g vagrant /tmp/box/vagrant.pub /home/vagrant/.ssh/authorized_keys
chmod 440 /etc/sudoers.d/vagrant
sed -i "s/@release@/$RELEASE/g" /etc/apt/sources.list.d/debian.sources
echo debian > /etc/hostname
echo "UUID=$ROOT_UUID / ext4 defaults 0 0" > /etc/fstab

# Logins start no program: Vagrant has a shell for every command. The folder's one script names the
# kernel; PAM looks for more only where there is a folder.
rm -rf /etc/update-motd.d
sed -i 's/"$(id -u)"/"${EUID-$(id -u)}"/' /etc/profile
sed -i 's/^mesg n/[ ! -t 0 ] || mesg n/' /root/.profile

# Links that every kernel package renews are what boots: the loader needs no update.
for kernel in /lib/modules/*; do
  mktirfs -o "/boot/initrd.img-${kernel##*/}" "${kernel##*/}"
done
rm -f /vmlinuz.old /initrd.img.old
sed -i "s/@root_uuid@/$ROOT_UUID/" /boot/grub/loader.cfg
chmod 755 /usr/local/sbin/update-boot-loader
update-boot-loader --no-disk

# What would be the same in every machine, or is the building host's.
rm -f /etc/ssh/ssh_host_* /var/lib/dbus/machine-id /etc/apt/sources.list /etc/apt/apt.conf.d/*mmdebstrap
: > /etc/machine-id
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/ldconfig/* /var/log/apt /var/log/*.log /tmp/* /run/*
touch /etc/.updated /var/.updated
