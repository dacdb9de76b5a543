"""Provisioners: what is done inside a machine, or to it, once it answers."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from vagrantgen.models.base import Bool, Int, Mistake, Settings
from vagrantgen.models.text import (
    Line,
    NumberedLine,
    ScriptText,
    Text,
    VariableName,
    is_digest,
    is_url,
)
from vagrantgen.models.values import Arguments, Script

OWN_NAMES: Final = frozenset({"grow disk", "names", "lab key", "control"})
"""What the provisioners are called that are rendered besides those of the lab file."""

_CHECKSUMS: Final = ("md5", "sha1", "sha256", "sha384", "sha512")
_VERSION: Final = re.compile(r"[0-9]+(?:\.[0-9a-z]+)*")
Texts = Line | tuple[Line, ...]


def _is_not_our_own(value: str) -> str:
    if value in OWN_NAMES:
        msg = f"{value!r} is the name of a provisioner that vagrantgen adds; choose another"
        raise ValueError(msg)
    return value


def _is_latest_or_a_version(value: str) -> str:
    if value != "latest" and not _VERSION.fullmatch(value):
        msg = f"{value!r} is not a version of Ansible; write '2.14.0' or 'latest'"
        raise ValueError(msg)
    return value


class _Provisioner(Settings):
    """What every provisioner can say."""

    own: ClassVar[frozenset[str]] = frozenset({"type", "name", "run"})

    in_one_call: ClassVar[bool] = False
    """Whether its settings are given in the call, rather than in a block after it."""

    name: Annotated[Line, AfterValidator(_is_not_our_own)] | None = None
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
        return Arguments(self.arguments.positional, {**self.arguments.named, **self.settings()})

    def settings(self) -> Mapping[str, Any]:
        """Return what is written besides."""
        return {key: value for key, value in super().settings().items() if key not in self.own}


class Shell(_Provisioner):
    """A script that runs in the guest."""

    in_one_call: ClassVar[bool] = True

    type: Literal["shell"]

    inline: ScriptText | None = None
    """The script itself."""

    path: NumberedLine | None = None
    """The script's file on the host, or its URL."""

    args: Text | Int | tuple[Text | Int, ...] | None = None
    """What the script is called with."""

    env: dict[VariableName, Text] | None = None
    """Its environment."""

    privileged: Bool | None = None
    """Whether it runs as root; it does otherwise."""

    binary: Bool | None = None
    """Leave its line endings as they are."""

    upload_path: Line | None = None
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

    powershell_args: Line | None = None
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
            msg = "there is `inline` already; keep one of them"
            raise Mistake(msg, "path")
        if not scripts and not (self.reboot or self.reset):
            msg = "needs `inline` (the script itself) or `path` (its file)"
            raise ValueError(msg)
        if not scripts and (self.args is not None or self.env):
            msg = "there is no script to give this to; add `inline` or `path`"
            raise Mistake(msg, "env" if self.args is None else "args")
        return self

    @model_validator(mode="after")
    def _checks_what_it_downloads(self) -> Self:
        for kind in _CHECKSUMS:
            checksum = getattr(self, kind)
            if checksum is None:
                continue
            if not is_url(self.path or ""):
                msg = "has no effect without a `path` that is a URL"
                raise Mistake(msg, kind)
            if not is_digest(kind, checksum):
                msg = f"{checksum!r} is not a {kind} checksum"
                raise Mistake(msg, kind)
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

    source: NumberedLine
    """The file or folder on the host; a relative one starts at the lab file."""

    destination: NumberedLine
    """Where the guest gets it."""


class Ansible(_Provisioner):
    """An Ansible playbook that runs on the host, against the machine."""

    type: Literal["ansible"]

    playbook: NumberedLine
    """The playbook; a relative one starts at the lab file."""

    become: Bool | None = None
    """Whether its tasks run as another user."""

    become_user: Line | None = None
    """Which user that is; root otherwise."""

    compatibility_mode: Literal["auto", "1.8", "2.0"] | None = None
    """The oldest Ansible that its inventory is written for."""

    config_file: Line | None = None
    """The `ansible.cfg` to use."""

    extra_vars: dict[VariableName, Any] | Line | None = None
    """Variables that win over all others; or the file that has them."""

    galaxy_role_file: Line | None = None
    """The file of the roles to install first."""

    galaxy_roles_path: Line | None = None
    """Where these roles go."""

    galaxy_command: Line | None = None
    """How they are installed."""

    groups: dict[str, Any] | None = None
    """Groups of Vagrant's own inventory."""

    host_vars: dict[str, Any] | None = None
    """Host variables of Vagrant's own inventory."""

    inventory_path: Line | None = None
    """An inventory in place of Vagrant's own."""

    limit: Texts | None = None
    """The machines it runs against; this one otherwise."""

    playbook_command: Line | None = None
    """The program that runs it."""

    raw_arguments: Texts | None = None
    """More arguments of that program."""

    raw_ssh_args: Texts | None = None
    """Arguments of ssh."""

    skip_tags: Texts | None = None
    """Tasks with these tags are left out."""

    start_at_task: Line | None = None
    """The task to begin with."""

    tags: Texts | None = None
    """Only tasks with these tags run."""

    vault_password_file: Line | None = None
    """The file with the vault's password."""

    verbose: Bool | Literal["v", "vv", "vvv", "vvvv"] | None = None
    """How much Ansible says."""

    version: Annotated[Line, AfterValidator(_is_latest_or_a_version)] | None = None
    """The version of Ansible that is expected."""

    ask_become_pass: Bool | None = None
    """Ask for the password of `become`."""

    ask_vault_pass: Bool | None = None
    """Ask for the vault's password."""

    force_remote_user: Bool | None = None
    """Whether it logs in as the SSH user, whatever the playbook says; it does otherwise."""

    host_key_checking: Bool | None = None
    """Whether the machine's host key is checked."""

    @model_validator(mode="after")
    def _has_one_inventory(self) -> Self:
        for key in ("groups", "host_vars"):
            if self.inventory_path and getattr(self, key):
                msg = "has no effect with `inventory_path`, which replaces Vagrant's own"
                raise Mistake(msg, key)
        return self


AnyProvisioner = Annotated[Shell | File | Ansible, Field(discriminator="type")]
"""One of the kinds of provisioners; `type` tells which."""
