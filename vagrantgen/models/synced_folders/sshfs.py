"""Folders that are mounted over SSH, by the plugin vagrant-sshfs."""

from typing import Annotated, ClassVar, Literal

from vagrantgen.models.base import Bool, OneOrSeveral, Port
from vagrantgen.models.emits import Emits
from vagrantgen.models.names import DomainName
from vagrantgen.models.secret import SecretLine
from vagrantgen.models.sharing import SyncedFolder
from vagrantgen.models.text import Line, UserName


class Sshfs(SyncedFolder):
    """A folder of the host, mounted over SSH by the plugin vagrant-sshfs."""

    needed_plugin: ClassVar[str] = "vagrant-sshfs"

    type: Literal["sshfs"] = "sshfs"

    reverse: Annotated[Bool | None, Emits(default=False)] = None
    """Whether it is the guest's folder that is mounted on the host."""

    ssh_host: DomainName | None = None
    """Another computer that the folder is on."""

    ssh_port: Port | None = None
    """The port there."""

    ssh_username: UserName | None = None
    """The user there."""

    ssh_password: SecretLine | None = None
    """That user's password."""

    owner: UserName | None = None
    """The user it belongs to where it is mounted."""

    group: UserName | None = None
    """The group it belongs to there."""

    mount_options: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """Options of sshfs for mounting it."""

    prompt_for_password: Annotated[Bool | None, Emits(default=False)] = None
    """Whether that password is asked for."""

    ssh_opts_append: Line | None = None
    """More arguments of ssh."""

    sshfs_opts_append: Line | None = None
    """More arguments of sshfs: `-o nonempty -o cache=no`."""
