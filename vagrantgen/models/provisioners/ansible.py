"""Ansible playbooks that run on the host."""

from typing import Annotated, ClassVar, Literal

from vagrantgen.models.base import Bool
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.playbook import Playbook, Texts
from vagrantgen.models.provisioning import HostPaths


class Ansible(Playbook):
    """An Ansible playbook that runs on the host, against the machine."""

    on_host: ClassVar[HostPaths] = {
        "playbook": "file",
        "config_file": "file",
        "galaxy_role_file": "file",
        "inventory_path": "path",
        "vault_password_file": "file",
        "extra_vars": "file",
    }

    type: Literal["ansible"] = "ansible"

    raw_ssh_args: Texts | None = None
    """Arguments of ssh."""

    ask_become_pass: Annotated[Bool | None, Emits(default=False)] = None
    """Ask for the password of `become`."""

    ask_vault_pass: Annotated[Bool | None, Emits(default=False)] = None
    """Ask for the vault's password."""

    force_remote_user: Annotated[Bool | None, Emits(default=True)] = None
    """Whether it logs in as the SSH user, whatever the playbook says."""

    host_key_checking: Annotated[Bool | None, Emits(default=False)] = None
    """Whether the machine's host key is checked."""
