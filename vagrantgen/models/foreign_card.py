"""What other providers are told of a network card, where one of them runs the machine."""

from typing import Literal

from vagrantgen.models.base import Bool, Model
from vagrantgen.models.text import Line


class ForeignCard(Model):
    """What other providers are told of a network card; libvirt does not read it."""

    nic_type: Literal["Am79C970A", "Am79C973", "82540EM", "82543GC", "82545EM", "virtio"] | None = (
        None
    )
    """VirtualBox's network card."""

    virtualbox__intnet: Bool | Line | None = None
    """VirtualBox's internal network, by its name; `true` for the one called intnet."""

    virtualbox__hostonly: Line | None = None
    """VirtualBox's host-only network, by its name: `vboxnet0`."""

    hyperv__bridge: Line | None = None
    """Hyper-V's switch, by its name."""
