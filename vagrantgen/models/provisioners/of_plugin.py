"""Provisioners that a plugin of Vagrant adds."""

from collections.abc import Mapping
from typing import ClassVar

from vagrantgen.models.of_plugin import OfPlugin
from vagrantgen.models.plugins import PROVISIONERS
from vagrantgen.models.provisioning import Provisioner


class ProvisionerOfPlugin(Provisioner, OfPlugin):
    """A provisioner of a plugin, with any of its options."""

    in_one_call: ClassVar[bool] = True
    known: ClassVar[Mapping[str, str]] = PROVISIONERS
