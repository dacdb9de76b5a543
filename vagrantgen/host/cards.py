"""Network cards that only a newer plugin can put side by side."""

import re
from collections.abc import Iterator
from typing import Final

from vagrantgen.host.finding import Finding, Host
from vagrantgen.host.programs import find_plugin
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.public_network import PublicNetwork

_USUAL: Final = "virtio"
_FIRST_TO_MIX: Final = (0, 12, 0)
"""The plugin's version that has cards of several kinds in a machine: others refuse to start it."""


def mixed_cards(lab: Lab) -> Iterator[Finding]:
    """Yield a problem for each card that the plugin of this host can't have beside the others."""
    odd = {machine.name: card for machine in lab.machines if (card := _odd_card(machine))}
    plugin = find_plugin(Host()) if odd else None
    if plugin is None or plugin.state != "ok" or _parts(plugin.text) >= _FIRST_TO_MIX:
        return
    for name, card in odd.items():
        needed = ".".join(map(str, _FIRST_TO_MIX))
        text = (
            f"vagrant-libvirt {plugin.text} does not start a machine with a card {card!r} beside"
            f" others; {needed} does"
        )
        cure = f"write `libvirt: {{nic_model_type: {card}}}` of {name}, for all its cards"
        yield Finding(f"card of {name}", "problem", text, cure)


def _odd_card(machine: Machine) -> str | None:
    every = machine.libvirt.nic_model_type
    for item in machine.interfaces:
        is_free = isinstance(item, PublicNetwork) and every is None
        if item.model_type and item.model_type != (every or _USUAL) and not is_free:
            return item.model_type
    return None


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))
