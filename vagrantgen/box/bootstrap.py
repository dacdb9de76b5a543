"""A Debian root, made by mmdebstrap out of packages and written into a disk while it lasts."""

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen._assets import TEMPLATES
from vagrantgen.box import disk, sources
from vagrantgen.box.archive import write_tar
from vagrantgen.box.recipe import Recipe
from vagrantgen.errors import CommandError, UsageError, VagrantgenError

_BOX: Final = TEMPLATES / "box"
_PACKAGES: Final = tuple(
    """
    systemd-sysv udev dbus kmod procps netbase iproute2 iputils-ping systemd-resolved
    systemd-timesyncd libnss-myhostname linux-image-cloud-amd64 tiny-initramfs grub-pc-bin
    openssh-server sudo rsync python3 ca-certificates curl less nano fdisk e2fsprogs
    cloud-guest-utils
    """.split()  # noqa: SIM905 - twenty lines otherwise
)
_STAGES: Final = {
    "running apt-get update": "fetching the lists of packages",
    "downloading packages": "downloading packages",
    "extracting archives": "unpacking the essential packages",
    "installing essential packages": "installing the essential packages",
    "installing remaining packages": "installing the other packages",
    "running special hook: tar-in": "making it a Vagrant box",
    "running --customize-hook in shell: sh -c 'unshare": "writing the disk",
}
"""What mmdebstrap says of itself, and what it means here."""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """The making of a disk with Debian on it, in a folder of its own."""

    recipe: Recipe
    folder: Path

    @property
    def disk(self) -> Path:
        """The finished disk."""
        return self.folder / "disk.raw"

    @property
    def size(self) -> int:
        """The disk's size in bytes."""
        return self.recipe.size * 1024**3

    def run(self) -> Iterator[str]:
        """Make the disk; yield each stage when it begins.

        Raises:
            UsageError: A package or the size can't be had.
            CommandError: A program failed.
        """
        self._prepare()
        try:
            for line in process.stream(self._command(), env={"TMPDIR": str(self.folder)}):
                said = line.removeprefix("I: ")
                yield from (stage for start, stage in _STAGES.items() if said.startswith(start))
        except CommandError as error:
            raise _explained(error, self.recipe) from error
        boot = (self.folder / "boot.img").read_bytes()
        core = (self.folder / "core.img").read_bytes()
        disk.make_bootable(self.disk, boot, core, self.size)

    def _prepare(self) -> None:
        """Write what mmdebstrap reads; as another user, if it works in a user namespace."""
        self.folder.chmod(0o700 if os.geteuid() == 0 else 0o755)
        (self.folder / "apt.conf").write_text(sources.apt_settings(), encoding="utf-8")
        root = _BOX / "rootfs"
        files = sorted(path for path in root.rglob("*") if path.is_file())
        write_tar(
            self.folder / "box.tar",
            {
                **{str(path.relative_to(root)): path for path in files},
                "tmp/box/configure.sh": _BOX / "configure.sh",
                "tmp/box/vagrant.pub": _BOX / "vagrant.pub",
            },
        )
        self.disk.touch()
        self.disk.chmod(0o600 if os.geteuid() == 0 else 0o666)

    def _command(self) -> tuple[str, ...]:
        packages = ",".join((*_PACKAGES, *self.recipe.include))
        hooks = [f"--customize-hook={hook}" for hook in self._customize_hooks()]
        settings = shlex.quote(str(self.folder / "apt.conf"))
        return (
            *("mmdebstrap", "--variant=minbase", "--format=null", "--skip=cleanup"),
            "--architectures=amd64",
            f"--include={packages}",
            f'--setup-hook=cat {settings} >> "$MMDEBSTRAP_APT_CONFIG"',
            *(*hooks, self.recipe.release, "/dev/null"),
            *sources.apt_sources(self.recipe),
        )

    def _customize_hooks(self) -> tuple[str, ...]:
        folder = shlex.quote(str(self.folder))
        # Whoever isn't root here mostly has no `sbin` in the path.
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        variables = f"{path} RELEASE={self.recipe.release} ROOT_UUID={disk.ROOT_UUID}"
        # Bound elsewhere, the root shows without /proc, /sys and /dev, which are mounted on it.
        command = shlex.join(disk.file_system_command(self.disk, self.size))
        fill = f'mount --bind "$1" /mnt && {command} /mnt'
        return (
            f"tar-in {folder}/box.tar /",
            f'chroot "$1" env {variables} sh /tmp/box/configure.sh',
            f"download /usr/lib/grub/i386-pc/boot.img {folder}/boot.img",
            f"download /boot/grub/core.img {folder}/core.img",
            f'unshare --mount sh -c {shlex.quote(fill)} fill "$1"',
        )


def _explained(error: CommandError, recipe: Recipe) -> VagrantgenError:
    """Return what a failure means for the person who wrote the recipe."""
    if missing := re.search(r"E: Unable to locate package (\S+)", error.output):
        return UsageError(
            f"Debian {recipe.release} has no package '{missing[1]}'",
            hint="`apt-cache search WORD` finds packages, as does packages.debian.org",
        )
    if "Could not allocate block" in error.output:
        return UsageError(
            f"a disk of {recipe.size}G is too small for these packages", hint="raise --size"
        )
    return CommandError(["mmdebstrap"], error.status, error.output)
