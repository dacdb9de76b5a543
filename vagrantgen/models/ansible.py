"""Ansible playbooks that run on the host."""

import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, model_validator

from vagrantgen.models.base import Bool, Mistake
from vagrantgen.models.provisioning import Provisioner
from vagrantgen.models.text import Line, NumberedLine, Text, VariableName

_VERSION: Final = re.compile(r"[0-9]+(?:\.[0-9a-z]+)*")

Texts = Line | tuple[Line, ...]
"""One text, or several."""


def _is_latest_or_a_version(value: str) -> str:
    if value != "latest" and not _VERSION.fullmatch(value):
        msg = f"{value!r} is not a version of Ansible; write '2.14.0' or 'latest'"
        raise ValueError(msg)
    return value


class Ansible(Provisioner):
    """An Ansible playbook that runs on the host, against the machine."""

    type: Literal["ansible"] = "ansible"

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

    groups: dict[Line, Texts | dict[str, Any]] | None = None
    """Groups of Vagrant's own inventory."""

    host_vars: dict[Line, Text | dict[str, Any]] | None = None
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
