"""Provisioners: what is done inside a machine, or to it, once it answers."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from vagrantgen.models.ansible import Ansible
from vagrantgen.models.provisioning import Provisioner
from vagrantgen.models.shell import Shell
from vagrantgen.models.text import NumberedLine


class File(Provisioner):
    """A file or a folder that is copied into the guest, as the SSH user."""

    in_one_call: ClassVar[bool] = True

    type: Literal["file"] = "file"

    source: NumberedLine
    """The file or folder on the host; a relative one starts at the lab file."""

    destination: NumberedLine
    """Where the guest gets it."""


AnyProvisioner = Annotated[Shell | File | Ansible, Field(discriminator="type")]
"""One of the kinds of provisioners; `type` tells which."""
