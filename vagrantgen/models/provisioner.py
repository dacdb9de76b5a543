"""Provisioners: what is done inside a machine, or to it, once it answers."""

from typing import TYPE_CHECKING, Annotated, Any, Final

from vagrantgen.models.kinds import Kinds

if TYPE_CHECKING:
    from vagrantgen.models.provisioning import Provisioner
else:
    Provisioner = Any

PROVISIONER_KINDS: Final = Kinds(
    "vagrantgen.models.provisioners",
    {
        "shell": "shell.Shell",
        "file": "file.File",
        "ansible": "ansible.Ansible",
        "ansible_local": "ansible_local.AnsibleLocal",
        "docker": "docker.Docker",
        "podman": "podman.Podman",
        "puppet": "puppet.Puppet",
        "puppet_server": "puppet_server.PuppetServer",
        "salt": "salt.Salt",
        "chef_solo": "chef_solo.ChefSolo",
        "chef_zero": "chef_zero.ChefZero",
        "chef_client": "chef_client.ChefClient",
        "chef_apply": "chef_apply.ChefApply",
    },
    of_plugin="of_plugin.ProvisionerOfPlugin",
)

AnyProvisioner = Annotated[Provisioner, PROVISIONER_KINDS]
"""One of the kinds of provisioners; `type` tells which."""
