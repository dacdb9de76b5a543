"""Rules on the machines: how they start, control each other and are called."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from vagrantgen.errors import Problem
from vagrantgen.models.interface import LabInterface
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.playbooks import playbook_targets
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.rules.parts import Key, near, repeated

if TYPE_CHECKING:
    from vagrantgen.models.trigger import Trigger

_MOST_SHOWN: Final = 6


def has_machines(lab: Lab) -> Iterator[Problem]:
    """A lab is its machines."""
    if not lab.machines:
        hint = "add one: `web: {box: debian12}`"
        yield Problem("a lab needs a machine", ("machines",), hint=hint)


def has_one_primary_machine(lab: Lab) -> Iterator[Problem]:
    """Vagrant takes one machine where it is told none."""
    primary = [machine for machine in lab.machines if machine.primary]
    for machine in primary[1:]:
        yield Problem(
            f"{primary[0].name!r} is `primary` already, and only one can be",
            ("machines", machine.name, "primary"),
            hint="write `each: {1: {primary: true}}`" if machine.base else "",
        )


def has_guests_of_different_names(lab: Lab) -> Iterator[Problem]:
    """Machines know each other by name, so that a name is one machine's."""
    owners = {machine.name.casefold(): machine for machine in lab.machines}
    owners |= {f"{machine.name}.{lab.name}".casefold(): machine for machine in lab.machines}
    for machine in lab.machines:
        if machine.hostname is None:
            continue
        owner = owners.setdefault(machine.hostname.casefold(), machine)
        if owner.name != machine.name:
            text = f"the hostname {machine.hostname!r} is that of {owner.name!r} too"
            hint = "put {n}, the machine's number, into it" if machine.base else ""
            yield Problem(text, ("machines", machine.name, "hostname"), hint=hint)


def has_domains_of_different_names(lab: Lab) -> Iterator[Problem]:
    """Two domains of a libvirt can't have one name."""
    domains = (
        (lab.domain_name(machine), machine, ("machines", machine.name, "libvirt", "default_prefix"))
        for machine in lab.machines
    )
    for name, other, key in repeated(domains):
        if other.name == key[1]:
            continue  # it is not the prefix that has to change
        yield Problem(f"the domain would be called {name!r}, as that of {other.name!r} is", key)


def waits_only_for_what_gets_ready(lab: Lab) -> Iterator[Problem]:
    """A machine without a box never answers, so that nothing can wait for it."""
    without = {machine.name for machine in lab.machines if machine.box is None}
    for machine in lab.machines:
        for name in machine.depends_on:
            if name in without and name not in machine.controls:
                text = f"{name!r} has no box, so it never says that it is ready"
                yield Problem(text, ("machines", machine.name, "depends_on"))


def starts_in_some_order(lab: Lab) -> Iterator[Problem]:
    """No machine waits for itself."""
    try:
        TopologicalSorter({m.name: m.depends_on for m in lab.machines}).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        machine = lab.machine(circle[0])
        shown = circle if len(circle) <= _MOST_SHOWN else [*circle[:3], "...", *circle[-2:]]
        key = "controls" if circle[1] in machine.controls else "depends_on"
        text = f"waits for itself: {' needs '.join(shown)}"
        yield Problem(text, ("machines", machine.name, key))


def runs_playbooks_when_machines_are_ready(lab: Lab) -> Iterator[Problem]:
    """Vagrant's own inventory has the machines that are there when the playbook begins."""
    for machine in lab.machines:
        for place, names in playbook_targets(lab, machine):
            late = sorted(set(names) - _needed(lab, machine))
            if late:
                yield Problem(
                    f"{late[0]!r} may not be there when the playbook runs, which then misses it",
                    ("machines", machine.name, "provisioners", place, "limit"),
                    hint=f"add `depends_on: [{', '.join(late)}]` to {machine.name!r}",
                )


def _needed(lab: Lab, machine: Machine) -> set[str]:
    """Return the machines that are ready before a machine starts."""
    needed = set(machine.depends_on)
    waiting = list(needed)
    while waiting:
        more = set(lab.machine(waiting.pop()).depends_on) - needed
        needed |= more
        waiting += more
    return needed


def controls_machines_it_can_reach(lab: Lab) -> Iterator[Problem]:
    """A control node logs in by SSH, over a network of the lab."""
    for machine in lab.machines:
        key = ("machines", machine.name, "controls")
        for name in machine.controls:
            other = lab.machine(name)
            if other.box is None:
                yield Problem(f"{name!r} has no box, so nothing in it can be controlled", key)
            elif other.is_windows:
                yield Problem(f"{name!r} runs Windows, where no key lets the lab in", key)
            elif lab.shared_address(machine, other) is None:
                yield Problem(
                    f"{machine.name!r} can't reach {name!r}: they share no network of the lab",
                    key,
                    hint="put both on one of `networks`, with an address",
                )


def uses_the_users_own_libvirt_whole(lab: Lab) -> Iterator[Problem]:
    """`qemu:///session` and `qemu_use_session` go together, and exclude what root would do."""
    session = lab.uri.partition("?")[0].endswith("/session")
    for machine in lab.machines:
        own = bool(machine.libvirt.qemu_use_session)
        key = ("machines", machine.name, "libvirt", "qemu_use_session")
        if session and not own:
            yield Problem(f"the lab's uri, {lab.uri}, needs `qemu_use_session: true`", key)
        if own and not session:
            yield Problem("needs `uri: qemu:///session` of the lab", key)
        for place, item in enumerate(machine.networks):
            is_tunnel = isinstance(item, PrivateNetwork) and item.is_tunnel
            if own and isinstance(item, LabInterface | PrivateNetwork) and not is_tunnel:
                yield Problem(
                    "is never made with `qemu_use_session`: private networks need qemu:///system",
                    ("machines", machine.name, "networks", place),
                )
        for place, shared in enumerate(machine.synced_folders):
            if own and shared.type == "virtiofs" and not shared.disabled:
                yield Problem(
                    "may not work with `qemu_use_session`: libvirt runs virtiofs as root",
                    ("machines", machine.name, "synced_folders", place, "type"),
                    hint="write `type: 9p`",
                )


def reaches_another_host_in_one_way(lab: Lab) -> Iterator[Problem]:
    """The plugin fails on a `proxy_command` of its own where the URI has a port."""
    if urlsplit(lab.uri).port is None:
        return
    for machine in lab.machines:
        if machine.libvirt.proxy_command is not None:
            yield Problem(
                f"the plugin fails on it, as the lab's uri has a port: {lab.uri}",
                ("machines", machine.name, "libvirt", "proxy_command"),
                hint="leave the port out there, and name it in ~/.ssh/config",
            )


def has_triggers_for_machines_there_are(lab: Lab) -> Iterator[Problem]:
    """A trigger on a machine that is not there never runs."""
    names = [machine.name for machine in lab.machines]
    found: list[tuple[Key, tuple[Trigger, ...]]] = [(("triggers",), lab.triggers)]
    found += [(("machines", m.name, "triggers"), m.triggers) for m in lab.machines if m.triggers]
    for key, triggers in found:
        for place, trigger in enumerate(triggers):
            for position, name in enumerate(trigger.only_on or ()):
                if name not in names:
                    where = (*key, place, "only_on", position)
                    hint = near(name, names)
                    yield Problem(f"there is no machine {name!r}", where, hint=hint)


def waits_for_command_lines_in_the_lab_alone(lab: Lab) -> Iterator[Problem]:
    """What Vagrant is told on a command line is before there is any machine."""
    for machine in lab.machines:
        for place, trigger in enumerate(machine.triggers):
            if trigger.type == "command":
                text = "has no effect in a machine: move the trigger to `triggers` of the lab"
                yield Problem(text, ("machines", machine.name, "triggers", place, "type"))
