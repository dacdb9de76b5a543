"""A lab as a Vagrantfile: the same bytes for the same lab, on every host."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vagrantgen import _assets
from vagrantgen.export.control import control_inventory
from vagrantgen.export.vagrant_inventory import VagrantInventory
from vagrantgen.models.experimental import experimental_features
from vagrantgen.models.guest_setup import network_tools
from vagrantgen.models.interface import LabInterface
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.machine_keys import no_provider_block
from vagrantgen.models.network import LabNetwork
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.secret import secrets_in
from vagrantgen.models.seeds import SEEDS
from vagrantgen.models.unsaid import type_of
from vagrantgen.models.values import Arguments, Assignment, Call, Options, Symbol, Verbatim
from vagrantgen.render import layout, ruby
from vagrantgen.render.compiled import CompiledTemplates

DIGEST: Final = "# digest: "
"""What the header's line begins with that carries the digest of everything after it."""

LAB_KEY: Final = ".vagrant/vagrantgen/id_ed25519"
"""Where the lab's own key is, seen from the lab's folder."""

LOGIN_KEY: Final = ".vagrant/vagrantgen/login_ed25519"
"""Where the key is that Vagrant logs in with."""

_MANY_LINES: Final = re.compile(r"<<|^=begin|%[qQwWiIrxs]?[(\[{<|!]", re.MULTILINE)
"""What Ruby's texts of several lines begin with, besides quotes."""


def render_vagrantfile(
    lab: Lab,
    source: str = "lab.yaml",
    *,
    machines: Sequence[str] | None = None,
    explain: bool = False,
    root: str = ".",
) -> str:
    """Return the Vagrantfile of a lab.

    Args:
        lab: The lab.
        source: The lab file's name, for the header.
        machines: The machines it is for; all of them otherwise.
        explain: Put a comment with its meaning above each setting.
        root: The way from the Vagrantfile's folder to the lab's.
    """
    chosen = lab.machines if machines is None else lab.select(machines)
    networks = _networks(lab, chosen)
    inventory = VagrantInventory.of(lab, chosen)
    body = (
        _environment()
        .get_template("Vagrantfile.j2")
        .render(
            lab=lab,
            machines=[machine for level in lab.levels(chosen) for machine in level],
            networks={network.name: Options(network.settings()) for network in networks},
            secrets=any(secrets_in([chosen, lab.plugins, lab.triggers])),
            plugins=sorted(lab.needed_plugins),
            experimental=experimental_features(lab, chosen),
            root=root,
            explain=explain,
            foreign_networks=any(network.network_name for network in networks),
            hosts=lab.host_tables(chosen),
            scripts=_Scripts.needed(lab, chosen),
            network_tools=network_tools(chosen),
            **_lines(explain=explain),
            lab_key=LAB_KEY if root == "." else f"{root}/{LAB_KEY}",
            login_key=LOGIN_KEY if root == "." else f"{root}/{LOGIN_KEY}",
            inventory=inventory,
            control_inventory=lambda machine: control_inventory(lab, machine),
            seed_files=lambda machine: _seed_files(lab, machine),
            guest_setup=lambda machine: _guest_setup(lab, machine),
            lab_interface=lambda interface: _lab_interface(lab, interface),
        )
    )
    return header(source, body) + body


def header(source: str, body: str) -> str:
    """Return the lines above a Vagrantfile's body: where it comes from, and its digest."""
    shown = "".join(character for character in source if character.isprintable())
    return (
        "# -*- mode: ruby -*-\n"
        "# vi: set ft=ruby :\n"
        f"# Rendered by vagrantgen from {shown}: change that, and render this again.\n"
        f"{DIGEST}{digest(body)}\n"
    )


def digest(body: str) -> str:
    """Return the digest of a Vagrantfile's body."""
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Scripts:
    """Which of the guests' scripts are needed."""

    guest_setup: bool
    login_key: bool
    lab_key: bool
    let_in: bool
    control: bool
    grow_disk: bool
    seed: bool

    @classmethod
    def needed(cls, lab: Lab, machines: Sequence[Machine]) -> Self:
        guest_setup = any(machine.setup for machine in machines)
        login_key = any(machine.setup and machine.replaces_key for machine in machines)
        let_in = any(lab.is_controlled(machine) for machine in machines)
        control = any(machine.controls for machine in machines)
        grow_disk = any(machine.disk_size for machine in machines)
        seed = any(machine.cloud_init for machine in machines)
        return cls(guest_setup, login_key, let_in or control, let_in, control, grow_disk, seed)


def _networks(lab: Lab, machines: Sequence[Machine]) -> list[LabNetwork]:
    """Return the lab's networks that these machines are on."""
    used = {interface.network for machine in machines for interface in machine.lab_interfaces}
    return [network for name, network in lab.networks.items() if name in used]


def _seed_files(lab: Lab, machine: Machine) -> Mapping[str, Any]:
    from vagrantgen.export.seed import seed_files  # noqa: PLC0415

    return seed_files(lab, machine)


def _lab_interface(lab: Lab, interface: LabInterface) -> Arguments:
    """Return how a machine is connected to a network of the lab."""
    return Arguments(
        (Symbol("private_network"),),
        lab.interface_settings(interface),
        (Verbatim(f"**networks[{ruby.literal(interface.network)}]"),),
    )


def _guest_setup(lab: Lab, machine: Machine) -> Arguments:
    """Return what `provision` is told of the script that sets a guest up."""
    table = lab.host_table(machine)
    names = f" + set_names.call(hosts[{ruby.literal(table)}])" if table else ""
    told = {
        "type": "shell",
        "run": "always",
        "args": machine.setup,
        **({"env": Verbatim("keys")} if machine.replaces_key else {}),
        "inline": Verbatim(f"set_up_guest{names}"),
    }
    return Arguments(("guest setup",), told)


def _arguments(*values: Any) -> Arguments:
    """Return the arguments of a call; a mapping at their end is those by name."""
    *positional, named = values if isinstance(values[-1], Mapping) else (*values, {})
    return Arguments(tuple(positional), named)


def _lines(*, explain: bool) -> Mapping[str, Callable[..., Any]]:
    """Return what templates lay lines of Ruby out with.

    Each takes what its lines begin with, what follows, and models (or what is of them) whose
    fields explain it.
    """

    def line(start: str, value: object, *models: Any) -> Verbatim:
        if not explain:
            return layout.line(start, value)
        types = [model if isinstance(model, type) else type_of(model) for model in models]
        return layout.line(start, value, types)

    def assignments(start: str, settings: Mapping[str, Any], *models: Any) -> Iterator[Verbatim]:
        return (line(start, Assignment(*setting), *models) for setting in settings.items())

    def calls(start: str, methods: Sequence[Any], *models: Any) -> Iterator[Verbatim]:
        return (line(start, Call(*method), *models) for method in methods)

    return {"line": line, "assignments": assignments, "calls": calls}


def _written(text: str, indent: str) -> Verbatim:
    """Return Ruby that the user wrote, indented where that can't change what it means.

    In a heredoc or in a string of several lines, it could.
    """
    lines = text.rstrip("\n").split("\n")
    if _MANY_LINES.search(text) or any(line.count(quote) % 2 for line in lines for quote in "'\"`"):
        return Verbatim("\n".join(lines))
    return Verbatim("\n".join(indent + line if line.strip() else "" for line in lines))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_assets.TEMPLATES / "vagrantfile"),
        finalize=ruby.literal,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  (it is Ruby, and `finalize` quotes every value)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates.of_user(),
    )
    environment.globals |= {
        "arguments": _arguments,
        "seeds": SEEDS,
        "libvirt": no_provider_block(),
        "PrivateNetwork": PrivateNetwork,
        "word": Verbatim,
        "written": _written,
    }
    return environment
