"""How Vagrant reaches a machine: by SSH, or by WinRM."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import ValidationInfo, model_validator

from vagrantgen.models.base import (
    Bool,
    Mistake,
    OneOrSeveral,
    Port,
    PositiveInt,
    Settings,
    is_partial,
)
from vagrantgen.models.guests import Guest
from vagrantgen.models.text import Line, Text, VariableName, Word, is_digest
from vagrantgen.models.values import Symbol


class Ssh(Settings):
    """`config.ssh`: how Vagrant reaches the machine."""

    username: Line | None = None
    """The user; the box's own otherwise, mostly vagrant."""

    password: Line | None = None
    """The user's password; a key opens the machine otherwise."""

    host: Line | None = None
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

    connect_timeout: PositiveInt | None = None
    """Seconds a connection may take; 15 otherwise."""

    compression: Bool | None = None
    """Whether it is compressed; it is otherwise."""

    dsa_authentication: Bool | None = None
    """Whether DSA keys are allowed."""

    extra_args: tuple[Line, ...] | None = None
    """More arguments of ssh."""

    remote_user: Line | None = None
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

    sudo_command: Line | None = None
    """How a command becomes root's; %c stands for it."""

    export_command_template: Line | None = None
    """How a variable is exported; %ENV_KEY% and %ENV_VALUE% stand for it."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned."""
        return _with_symbols(super().settings(), "verify_host_key")


class Winrm(Settings):
    """`config.winrm`: how Vagrant reaches a Windows machine."""

    username: Line | None = None
    """The user; vagrant otherwise."""

    password: Line | None = None
    """The user's password; vagrant otherwise."""

    host: Line | None = None
    """The machine's address, instead of what libvirt says."""

    port: Port | None = None
    """The port to connect to; 5985 otherwise."""

    guest_port: Port | None = None
    """The port in the guest; 5985 otherwise."""

    max_tries: PositiveInt | None = None
    """How often it is tried; 20 times otherwise."""

    retry_delay: PositiveInt | None = None
    """Seconds between two tries; 2 otherwise."""

    timeout: PositiveInt | None = None
    """Seconds an answer may take; 1800 otherwise."""

    transport: Literal["negotiate", "ssl", "plaintext"] | None = None
    """How it is carried; negotiate otherwise."""

    ssl_peer_verification: Bool | None = None
    """Whether the certificate is checked; it is otherwise."""

    execution_time_limit: Line | None = None
    """How long a command may run, as ISO 8601 has it: `PT2H`."""

    basic_auth_only: Bool | None = None
    """Use basic authentication only."""

    codepage: PositiveInt | None = None
    """The code page of its output."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned."""
        return _with_symbols(super().settings(), "transport")


class Vm(Settings):
    """`config.vm`: what the machine's own keys don't say."""

    guest: Guest | None = None
    """The guest's family of operating systems; the box catalogue's otherwise."""

    communicator: Literal["ssh", "winrm", "winssh"] | None = None
    """How Vagrant reaches it; by ssh otherwise."""

    boot_timeout: PositiveInt | None = None
    """Seconds it may take until it answers; 300 otherwise."""

    graceful_halt_timeout: PositiveInt | None = None
    """Seconds it may take to shut down; 60 otherwise."""

    post_up_message: Text | None = None
    """What is said when it is up."""

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

    box_download_insecure: Bool | None = None
    """Download it without checking certificates."""

    box_download_location_trusted: Bool | None = None
    """Send the password along where the download is moved to another place."""

    allow_fstab_modification: Bool | None = None
    """Whether synced folders are written into the guest's fstab; they are otherwise."""

    allow_hosts_modification: Bool | None = None
    """Whether the hostname is written into the guest's hosts file; it is otherwise."""

    allowed_synced_folder_types: tuple[Word, ...] | None = None
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
        return _with_symbols(super().settings(), "guest", "communicator")


def _with_symbols(settings: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    return {key: Symbol(value) if key in names else value for key, value in settings.items()}
