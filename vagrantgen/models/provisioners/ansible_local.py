"""Ansible playbooks that run in the guest."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from vagrantgen.models.base import Bool, Mistake
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.playbook import Playbook
from vagrantgen.models.text import Line
from vagrantgen.models.values import Symbol


class AnsibleLocal(Playbook):
    """An Ansible playbook that runs in the guest; its files have to be there."""

    refused: ClassVar[Mapping[str, str]] = {
        **Playbook.refused,
        **dict.fromkeys(
            (
                "ask_become_pass", "ask_vault_pass", "force_remote_user", "host_key_checking",
                "raw_ssh_args",
            ),
            "is nothing of Ansible in the guest, but of `type: ansible`",
        ),
    }  # fmt: skip

    type: Literal["ansible_local"] = "ansible_local"

    install: Annotated[Bool | None, Emits(default=True)] = None
    """Whether Ansible is installed where it is missing."""

    install_mode: Annotated[
        Literal["default", "pip", "pip_args_only"] | None, Emits(default="default")
    ] = None
    """What installs it: the guest's packages, or pip."""

    pip_args: Line | None = None
    """pip's arguments, with an `install_mode` of pip."""

    pip_install_cmd: Line | None = None
    """How pip itself is installed, with an `install_mode` of pip."""

    provisioning_path: Annotated[Line | None, Emits(default="/vagrant")] = None
    """The guest's folder that relative paths start at."""

    tmp_path: Annotated[Line | None, Emits(default="/tmp/vagrant-ansible")] = None  # noqa: S108
    """The guest's folder for what Vagrant puts there for Ansible."""

    @model_validator(mode="after")
    def _asks_pip_only_where_it_is_used(self) -> Self:
        for key in ("pip_args", "pip_install_cmd"):
            if getattr(self, key) and self.install_mode not in {"pip", "pip_args_only"}:
                msg = "has no effect without `install_mode: pip`"
                raise Mistake(msg, key)
        return self

    def settings(self) -> Mapping[str, Any]:
        """Return what is written."""
        return {
            key: Symbol(value) if key == "install_mode" else value
            for key, value in super().settings().items()
        }
