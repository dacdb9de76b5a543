"""Ansible playbooks, wherever Ansible runs."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, model_validator

from vagrantgen.models.base import Bool, Mistake
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioning import Provisioner
from vagrantgen.models.secret import SecretVariables
from vagrantgen.models.text import Line, NumberedLine, Text

_VERSION: Final = re.compile(r"[0-9]+(?:\.[0-9a-z]+)*")

Texts = Line | tuple[Line, ...]
"""One text, or several."""


def _is_latest_or_a_version(value: str) -> str:
    if value != "latest" and not _VERSION.fullmatch(value):
        msg = f"{value!r} is not a version of Ansible; write '2.14.0' or 'latest'"
        raise ValueError(msg)
    return value


class Playbook(Provisioner):
    """What can be said of a playbook, wherever Ansible runs."""

    refused: ClassVar[Mapping[str, str]] = {
        **Provisioner.refused,
        "sudo": "is called `become`",
        "sudo_user": "is called `become_user`",
        "ask_sudo_pass": "is called `ask_become_pass`",
    }
    """Old words of Vagrant's."""

    playbook: NumberedLine
    """The playbook; a relative path starts at the lab file, or in the guest's folder."""

    become: Annotated[Bool | None, Emits(default=False)] = None
    """Whether its tasks run as another user."""

    become_user: Annotated[Line | None, Emits(default="root")] = None
    """Which user that is."""

    compatibility_mode: Annotated[Literal["auto", "1.8", "2.0"] | None, Emits(default="auto")] = (
        None
    )
    """The oldest Ansible that its inventory is written for."""

    config_file: Line | None = None
    """The `ansible.cfg` to use."""

    extra_vars: SecretVariables | Line | None = None
    """Variables that win over all others; or the file that has them."""

    galaxy_role_file: Line | None = None
    """The file of the roles to install first."""

    galaxy_roles_path: Line | None = None
    """Where these roles go."""

    galaxy_command: Line | None = None
    """How they are installed."""

    groups: dict[Line, Texts | dict[str, Any]] | None = None
    """Groups of the inventory that Vagrant writes; the lab's otherwise."""

    host_vars: dict[Line, Text | dict[str, Any]] | None = None
    """Host variables of that inventory, by machine; the `vars` of the lab's machines otherwise."""

    inventory_path: Line | None = None
    """An inventory in place of Vagrant's own."""

    limit: Texts | None = None
    """The machines it runs against; this one otherwise."""

    playbook_command: Annotated[Line | None, Emits(default="ansible-playbook")] = None
    """The program that runs it."""

    raw_arguments: Texts | None = None
    """More arguments of that program."""

    skip_tags: Texts | None = None
    """Tasks with these tags are left out."""

    start_at_task: Line | None = None
    """The task to begin with."""

    tags: Texts | None = None
    """Only tasks with these tags run."""

    vault_password_file: Line | None = None
    """The file with the vault's password."""

    verbose: Annotated[Bool | Literal["v", "vv", "vvv", "vvvv"] | None, Emits(default=False)] = None
    """How much Ansible says."""

    version: Annotated[Line, AfterValidator(_is_latest_or_a_version)] | None = None
    """The version of Ansible that is expected."""

    @model_validator(mode="after")
    def _has_one_inventory(self) -> Self:
        for key in ("groups", "host_vars"):
            if self.inventory_path and getattr(self, key):
                msg = "has no effect with `inventory_path`, which replaces Vagrant's own"
                raise Mistake(msg, key)
        return self
