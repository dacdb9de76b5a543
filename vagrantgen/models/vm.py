"""`config.vm`: what is said of a machine in Vagrant's own words."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, ValidationInfo, model_validator

from vagrantgen.models.base import Bool, Mistake, Settings, is_partial
from vagrantgen.models.emits import Emits
from vagrantgen.models.guests import Guest
from vagrantgen.models.quantity import Seconds
from vagrantgen.models.text import Line, Text, Word, is_digest
from vagrantgen.models.values import with_symbols

_ELSEWHERE: Final = {
    "box": "box", "box_version": "box_version", "box_url": "box_url", "hostname": "hostname",
    "network": "networks", "networks": "networks", "provision": "provisioners",
    "synced_folder": "synced_folders", "disk": "disks", "cloud_init": "cloud_init",
}  # fmt: skip

_MAC: Final = re.compile(r"[0-9A-Fa-f]{12}")


def _is_on(value: bool) -> bool:  # noqa: FBT001
    if not value:
        msg = "says nothing; write `true`, or leave the option out"
        raise ValueError(msg)
    return value


def _is_a_mac_of_virtualboxes(value: str) -> str:
    if not _MAC.fullmatch(value):
        msg = f"{value!r} is not twelve hexadecimal digits; write them without colons"
        raise ValueError(msg)
    return value


Flag = Annotated[Bool, AfterValidator(_is_on)]
"""An option of a program that has no value."""


class Vm(Settings):
    """`config.vm`: what the machine's own keys don't say."""

    refused: ClassVar[Mapping[str, str]] = {
        name: f"does not stand here; write `{key}` of the machine"
        for name, key in _ELSEWHERE.items()
    } | {
        "base_address": "has no effect with libvirt",
        "usable_port_range": "has no effect with libvirt, which moves no port",
        "clone": "is nothing of libvirt's; write `box` of the machine",
        "host_name": "does not stand here; write `hostname` of the machine",
    }
    """Keys that are Vagrant's, with what to write instead."""

    guest: Guest | None = None
    """The guest's family of operating systems; the box catalogue's otherwise."""

    communicator: Literal["ssh", "winrm", "winssh"] | None = None
    """How Vagrant reaches it; by ssh otherwise."""

    boot_timeout: Seconds | None = None
    """Seconds it may take until it answers; 300 otherwise."""

    graceful_halt_timeout: Seconds | None = None
    """Seconds it may take to shut down; 60 otherwise."""

    post_up_message: Text | None = None
    """What is said when it is up."""

    base_mac: Annotated[str, AfterValidator(_is_a_mac_of_virtualboxes)] | None = None
    """The first card's MAC address where VirtualBox runs it: `080027123456`."""

    box_check_update: Bool = False
    """Whether each `up` looks for a newer box."""

    box_download_checksum: Line | None = None
    """The checksum of the box's file, with `box_download_checksum_type`."""

    box_download_checksum_type: Literal["md5", "sha1", "sha256", "sha384", "sha512"] | None = None
    """What kind of checksum that is."""

    box_download_ca_cert: Line | None = None
    """The certificates to check the download with."""

    box_download_ca_path: Line | None = None
    """The folder of the certificates to check the download with."""

    box_download_client_cert: Line | None = None
    """The certificate to download it with."""

    box_download_options: dict[Word, Line | Flag] | None = None
    """More options of curl, by their long names: `{limit-rate: 1M, compressed: true}`."""

    box_server_url: Line | None = None
    """The catalogue that boxes come from, instead of Vagrant's."""

    box_architecture: Annotated[Word | None, Emits(since="Vagrant 2.4.0", default="auto")] = None
    """The architecture of the box: `amd64`, `arm64`."""

    box_download_insecure: Bool | None = None
    """Download it without checking certificates."""

    box_download_location_trusted: Bool | None = None
    """Send the password along where the download is moved to another place."""

    allow_fstab_modification: Bool | None = None
    """Whether synced folders are written into the guest's fstab; they are otherwise."""

    allow_hosts_modification: Bool | None = None
    """Whether the hostname is written into the guest's hosts file; it is otherwise."""

    allowed_synced_folder_types: (
        (tuple[Literal["rsync", "nfs", "9p", "virtiofs", "sshfs", "smb"], ...]) | None
    ) = None
    """The types that a synced folder without a type may get."""

    ignore_box_vagrantfile: Bool | None = None
    """Leave out the Vagrantfile that comes with the box."""

    @model_validator(mode="after")
    def _has_a_checksum_of_some_kind(self, info: ValidationInfo) -> Self:
        checksum, kind = self.box_download_checksum, self.box_download_checksum_type
        if is_partial(info) or (checksum is None and kind is None):
            return self
        if checksum is None or kind is None:
            key = "box_download_checksum" if kind is None else "box_download_checksum_type"
            msg = "`box_download_checksum` and `box_download_checksum_type` need each other"
            raise Mistake(msg, key)
        if not is_digest(kind, checksum):
            msg = f"{checksum!r} is not a {kind} checksum"
            raise Mistake(msg, "box_download_checksum")
        return self

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned."""
        return with_symbols(super().settings(), "guest", "communicator")
