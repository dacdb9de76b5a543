"""Folders that the host shares by SMB."""

from typing import Annotated, Literal

from vagrantgen.models.address import Ipv6Address
from vagrantgen.models.base import OneOrSeveral
from vagrantgen.models.names import DomainName
from vagrantgen.models.secret import SecretLine
from vagrantgen.models.sharing import SyncedFolder
from vagrantgen.models.text import Line


class Smb(SyncedFolder):
    """A folder that a host with Windows or macOS shares by SMB; on Linux, Vagrant can't.

    Vagrant asks for the user and the password that it lacks.
    """

    type: Literal["smb"] = "smb"

    smb_host: DomainName | Ipv6Address | None = None
    """The host's address, as the guest reaches it."""

    smb_username: Line | None = None
    """The user on the host."""

    smb_password: SecretLine | None = None
    """That user's password."""

    smb_id: Line | None = None
    """What the share is called."""

    owner: Line | None = None
    """Who owns it in the guest; the SSH user otherwise."""

    group: Line | None = None
    """The group it belongs to in the guest."""

    mount_options: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """Options for mounting it."""
