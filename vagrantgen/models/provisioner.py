"""Provisioners: what is done inside a machine, or to it, once it answers."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from vagrantgen.models.base import Bool, Int, Numbered, Settings
from vagrantgen.models.values import Arguments, Script

Scalar = str | Bool | Int | float | None
Texts = str | tuple[str, ...]


class _Provisioner(Settings):
    """What every provisioner can say."""

    own: ClassVar[frozenset[str]] = frozenset({"type", "name", "run"})

    in_one_call: ClassVar[bool] = False
    """Whether its settings are given in the call, rather than in a block after it."""

    name: str | None = None
    """What it is called in the output, and by `provision --with`."""

    run: Literal["once", "always", "never"] | None = None
    """When it runs: at the first `up` (once), at every one, or only when it is asked for."""

    @property
    def arguments(self) -> Arguments:
        """What `provision` is called with: its name or type, and when it runs."""
        kind: str = self.type  # type: ignore[attr-defined]
        run = {"run": self.run} if self.run else {}
        return (
            Arguments((self.name,), {"type": kind, **run}) if self.name else Arguments((kind,), run)
        )

    @property
    def call(self) -> Arguments:
        """What `provision` is called with, where all is in the call."""
        return Arguments(self.arguments.positional, self.arguments.named | self.settings())

    def settings(self) -> Mapping[str, Any]:
        """Return what is written besides."""
        return {key: value for key, value in super().settings().items() if key not in self.own}


class Shell(_Provisioner):
    """A script that runs in the guest."""

    in_one_call: ClassVar[bool] = True

    type: Literal["shell"]

    inline: str | None = None
    """The script itself."""

    path: Numbered | None = None
    """The script's file on the host, or its URL."""

    args: str | Int | tuple[str | Int, ...] | None = None
    """What the script is called with."""

    env: dict[str, str] | None = None
    """Its environment."""

    privileged: Bool | None = None
    """Whether it runs as root; it does otherwise."""

    binary: Bool | None = None
    """Leave its line endings as they are."""

    upload_path: str | None = None
    """Where it is put in the guest."""

    keep_color: Bool | None = None
    """Leave its output's colours as they are."""

    md5: str | None = None
    """The checksum of a script that comes from a URL."""

    sha1: str | None = None
    """The checksum of a script that comes from a URL."""

    sha256: str | None = None
    """The checksum of a script that comes from a URL."""

    sha384: str | None = None
    """The checksum of a script that comes from a URL."""

    sha512: str | None = None
    """The checksum of a script that comes from a URL."""

    sensitive: Bool | None = None
    """Keep the values of `env` out of the output."""

    powershell_args: str | None = None
    """Arguments of PowerShell, in Windows guests."""

    powershell_elevated_interactive: Bool | None = None
    """Run it in an interactive session with elevated rights, in Windows guests."""

    reboot: Bool | None = None
    """Reboot the guest afterwards."""

    reset: Bool | None = None
    """Connect anew afterwards."""

    @model_validator(mode="after")
    def _has_one_script(self) -> Self:
        scripts = [key for key in ("inline", "path") if getattr(self, key) is not None]
        if len(scripts) > 1:
            msg = "has both `inline` and `path`; keep one of them"
            raise ValueError(msg)
        if not scripts and not (self.reboot or self.reset):
            msg = "needs `inline` (the script itself) or `path` (its file)"
            raise ValueError(msg)
        return self

    def settings(self) -> Mapping[str, Any]:
        """Return what is written inside its block, a long script as a text of its own."""
        return {
            key: Script(value) if key == "inline" else value
            for key, value in super().settings().items()
        }


class File(_Provisioner):
    """A file or a folder that is copied into the guest, as the SSH user."""

    in_one_call: ClassVar[bool] = True

    type: Literal["file"]

    source: Numbered
    """The file or folder on the host; a relative one starts at the lab file."""

    destination: str
    """Where the guest gets it."""


class Ansible(_Provisioner):
    """An Ansible playbook that runs on the host, against the machine."""

    type: Literal["ansible"]

    playbook: str
    """The playbook; a relative one starts at the lab file."""

    become: Bool | None = None
    """Whether its tasks run as another user."""

    become_user: str | None = None
    """Which user that is; root otherwise."""

    compatibility_mode: Literal["auto", "1.8", "2.0"] | None = None
    """The oldest Ansible that its inventory is written for."""

    config_file: str | None = None
    """The `ansible.cfg` to use."""

    extra_vars: dict[str, Any] | str | None = None
    """Variables that win over all others; or the file that has them."""

    galaxy_role_file: str | None = None
    """The file of the roles to install first."""

    galaxy_roles_path: str | None = None
    """Where these roles go."""

    galaxy_command: str | None = None
    """How they are installed."""

    groups: dict[str, Any] | None = None
    """Groups of Vagrant's own inventory."""

    host_vars: dict[str, Any] | None = None
    """Host variables of Vagrant's own inventory."""

    inventory_path: str | None = None
    """An inventory in place of Vagrant's own."""

    limit: Texts | None = None
    """The machines it runs against; this one otherwise."""

    playbook_command: str | None = None
    """The program that runs it."""

    raw_arguments: Texts | None = None
    """More arguments of that program."""

    raw_ssh_args: Texts | None = None
    """Arguments of ssh."""

    skip_tags: Texts | None = None
    """Tasks with these tags are left out."""

    start_at_task: str | None = None
    """The task to begin with."""

    tags: Texts | None = None
    """Only tasks with these tags run."""

    vault_password_file: str | None = None
    """The file with the vault's password."""

    verbose: Bool | Literal["v", "vv", "vvv", "vvvv"] | None = None
    """How much Ansible says."""

    version: str | None = None
    """The version of Ansible that is expected."""

    ask_become_pass: Bool | None = None
    """Ask for the password of `become`."""

    ask_vault_pass: Bool | None = None
    """Ask for the vault's password."""

    force_remote_user: Bool | None = None
    """Whether it logs in as the SSH user, whatever the playbook says; it does otherwise."""

    host_key_checking: Bool | None = None
    """Whether the machine's host key is checked."""


AnyProvisioner = Annotated[Shell | File | Ansible, Field(discriminator="type")]
"""One of the kinds of provisioners; `type` tells which."""
