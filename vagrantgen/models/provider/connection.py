"""The provider block's settings of libvirt itself, and of how it is reached."""

from typing import Annotated, Literal

from vagrantgen.models.base import Bool, Checked
from vagrantgen.models.emits import Emits
from vagrantgen.models.secret import SecretLine
from vagrantgen.models.text import Line
from vagrantgen.models.uri import LibvirtUri


class Connection(Checked):
    """How libvirt is reached and used."""

    driver: Annotated[Literal["kvm", "qemu"] | None, Emits("/domain/@type")] = None
    """Hardware virtualization (kvm) or emulation (qemu); kvm where it works otherwise."""

    password: Annotated[SecretLine | None, Emits()] = None
    """The password for a libvirt host that asks for one; not for ssh."""

    id_ssh_key_file: Annotated[Line | None, Emits(default="id_rsa")] = None
    """The key that opens the libvirt host for ssh; in ~/.ssh if it is no whole path."""

    proxy_command: Annotated[Line | None, Emits()] = None
    """How ssh gets from here to the machines of another host, with {host} and {username}."""

    system_uri: Annotated[LibvirtUri | None, Emits()] = None
    """The libvirt that knows the machines' addresses, with `qemu_use_session`."""

    qemu_use_session: Annotated[Bool | None, Emits(default=False)] = None
    """Whether the user's own libvirt (qemu:///session) is used."""

    qemu_use_agent: Annotated[Bool | None, Emits("/domain/devices/channel", default=False)] = None
    """Whether the machine's address is asked from the agent inside it."""

    forward_ssh_port: Annotated[Bool | None, Emits(default=False)] = None
    """Let port 2222 of the host lead to the machine's port 22."""

    autostart: Annotated[Bool | None, Emits("/domain", default=False)] = None
    """Start the machine with the host."""

    suspend_mode: Annotated[Literal["pause", "managedsave"] | None, Emits(default="pause")] = None
    """Whether `suspend` keeps the machine in memory (pause) or on disk."""
