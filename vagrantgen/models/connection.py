"""How Vagrant reaches a machine: by SSH, or by WinRM."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, Field

from vagrantgen.models.address import Ipv6Address
from vagrantgen.models.base import (
    Bool,
    Int,
    OneOrSeveral,
    Port,
    PositiveInt,
    Settings,
)
from vagrantgen.models.emits import Emits
from vagrantgen.models.names import DomainName
from vagrantgen.models.quantity import Seconds
from vagrantgen.models.secret import SecretLine
from vagrantgen.models.text import Line, UserName, VariableName
from vagrantgen.models.values import with_symbols

_DURATION: Final = re.compile(r"P(?=[\dT])(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")


def _says_where_the_command_goes(value: str) -> str:
    if "%c" not in value:
        msg = f"{value!r} leaves out the command; write %c in its place"
        raise ValueError(msg)
    return value


def _says_what_is_exported(value: str) -> str:
    if "%ENV_KEY%" not in value or "%ENV_VALUE%" not in value:
        msg = f"{value!r} needs %ENV_KEY% and %ENV_VALUE% in it"
        raise ValueError(msg)
    return value


def _is_a_duration(value: str) -> str:
    if not _DURATION.fullmatch(value):
        msg = f"{value!r} is not a duration; write 'PT2H' for two hours"
        raise ValueError(msg)
    return value


class Ssh(Settings):
    """`config.ssh`: how Vagrant reaches the machine."""

    refused: ClassVar[Mapping[str, str]] = {
        "paranoid": "is an old word of Vagrant's; write `verify_host_key`",
        "private_key": "is called `private_key_path`",
        "user": "is called `username`",
    }
    """Old words, and what others call them."""

    username: UserName | None = None
    """The user; the box's own otherwise, mostly vagrant."""

    password: SecretLine | None = None
    """The user's password; a key opens the machine otherwise."""

    host: DomainName | Ipv6Address | None = None
    """The machine's address, instead of what libvirt says."""

    port: Port | None = None
    """The port to connect to."""

    guest_port: Port | None = None
    """The port in the guest; 22 otherwise."""

    private_key_path: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """Private keys that open the machine."""

    insert_key: Bool | None = None
    """Whether Vagrant replaces the key that everybody has; it does otherwise."""

    keys_only: Bool | None = None
    """Whether only these keys are offered; they are otherwise."""

    verify_host_key: (
        Literal["never", "accept_new_or_local_tunnel", "accept_new", "always"] | None
    ) = None
    """Whether the machine's host key is checked; never otherwise."""

    forward_agent: Bool | None = None
    """Whether the machine may use the SSH agent of the host."""

    forward_x11: Bool | None = None
    """Whether the machine may open windows on the host's display."""

    forward_env: tuple[VariableName, ...] | None = None
    """Variables of the host that are sent along."""

    connect_timeout: Seconds | None = None
    """Seconds a connection may take; 15 otherwise."""

    connect_retries: Annotated[
        Annotated[Int, Field(ge=0)] | None, Emits(since="Vagrant 2.4.4", default=5)
    ] = None
    """How often a connection is tried again."""

    connect_retry_delay: Annotated[
        Annotated[float, Field(ge=0)] | None, Emits(since="Vagrant 2.4.4", default=2)
    ] = None
    """Seconds between two tries."""

    key_type: Annotated[
        Literal["auto", "ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa"] | None,
        Emits(since="Vagrant 2.4.1", default="auto"),
    ] = None
    """The kind of key that Vagrant makes for the machine."""

    disable_deprecated_algorithms: Annotated[
        Bool | None, Emits(since="Vagrant 2.3.7", default=False)
    ] = None
    """Whether ssh-rsa is no longer offered."""

    compression: Bool | None = None
    """Whether it is compressed; it is otherwise."""

    dsa_authentication: Bool | None = None
    """Whether DSA keys are allowed."""

    extra_args: tuple[Line, ...] | None = None
    """More arguments of ssh."""

    remote_user: UserName | None = None
    """The user that `proxy_command` stands for as %r."""

    config: Line | None = None
    """A configuration file of ssh's own."""

    keep_alive: Bool | None = None
    """Whether the connection is kept alive; it is otherwise."""

    proxy_command: Line | None = None
    """A program that connects instead."""

    ssh_command: Line | None = None
    """The program that `vagrant ssh` starts."""

    pty: Bool | None = None
    """Whether provisioners get a terminal."""

    shell: Line | None = None
    """The shell for commands; `bash -l` otherwise."""

    sudo_command: Annotated[Line, AfterValidator(_says_where_the_command_goes)] | None = None
    """How a command becomes root's; %c stands for it."""

    export_command_template: Annotated[Line, AfterValidator(_says_what_is_exported)] | None = None
    """How a variable is exported; %ENV_KEY% and %ENV_VALUE% stand for it."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned."""
        return with_symbols(super().settings(), "verify_host_key", "key_type")


class Winssh(Ssh):
    """`config.winssh`: how Vagrant reaches a Windows machine by SSH."""

    upload_directory: Annotated[Line | None, Emits(default="C:/Windows/Temp")] = None
    """The guest's folder that scripts are put in."""


class NfsSection(Settings):
    """`config.nfs`: how folders are exported."""

    functional: Annotated[Bool | None, Emits(default=True)] = None
    """Whether NFS may be used at all."""

    map_uid: Annotated[Int | None, Emits(default="auto")] = None
    """The host's user, by number, that the guest's changes are made as."""

    map_gid: Annotated[Int | None, Emits(default="auto")] = None
    """The host's group, by number, that the guest's changes are made as."""

    verify_installed: Annotated[Bool | None, Emits(default=True)] = None
    """Whether NFS is installed in the guest where it is missing."""


class WindowsSection(Settings):
    """`config.windows`: what is done in Windows guests."""

    set_work_network: Annotated[Bool | None, Emits(default=False)] = None
    """Whether its networks are called work networks."""


class Winrm(Settings):
    """`config.winrm`: how Vagrant reaches a Windows machine."""

    refused: ClassVar[Mapping[str, str]] = {"retry_limit": "is called `max_tries`"}
    """Old words."""

    username: Line | None = None
    """The user; vagrant otherwise."""

    password: SecretLine | None = None
    """The user's password; vagrant otherwise."""

    host: DomainName | Ipv6Address | None = None
    """The machine's address, instead of what libvirt says."""

    port: Port | None = None
    """The port to connect to; 5985 otherwise."""

    guest_port: Port | None = None
    """The port in the guest; 5985 otherwise."""

    max_tries: Annotated[PositiveInt, Field(le=10_000)] | None = None
    """How often it is tried; 20 times otherwise."""

    retry_delay: Seconds | None = None
    """Seconds between two tries; 2 otherwise."""

    timeout: Seconds | None = None
    """Seconds an answer may take; 1800 otherwise."""

    transport: Literal["negotiate", "ssl", "plaintext"] | None = None
    """How it is carried; negotiate otherwise."""

    ssl_peer_verification: Bool | None = None
    """Whether the certificate is checked; it is otherwise."""

    execution_time_limit: Annotated[Line, AfterValidator(_is_a_duration)] | None = None
    """How long a command may run, as ISO 8601 has it: `PT2H`."""

    basic_auth_only: Bool | None = None
    """Use basic authentication only."""

    codepage: Port | None = None
    """The code page of its output."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned."""
        return with_symbols(super().settings(), "transport")
