"""A folder with a lab's machines: what is recorded, what exists, and Vagrant run on them."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vagrantgen.driver import ssh_blocks
from vagrantgen.driver.client import Client, Listener
from vagrantgen.driver.events import ActionEnded, Event, Queued, Reported, Said
from vagrantgen.driver.ids import machine_ids
from vagrantgen.driver.libvirt import Domain, Libvirt
from vagrantgen.driver.loading import selection, vagrantfile_of
from vagrantgen.driver.lock import locked
from vagrantgen.driver.options import with_guest_setup
from vagrantgen.driver.record import Record, RecordedMachine, Source
from vagrantgen.driver.stages import provisioner_of
from vagrantgen.errors import UsageError
from vagrantgen.export.ssh_config import parse_blocks

if TYPE_CHECKING:
    from vagrantgen.models.lab import Lab


def ignore(_event: Event) -> None:
    """Be told an event, and do nothing."""


class Environment:
    """The machines of one folder.

    Args:
        folder: Where the lab file, the Vagrantfile and `.vagrant` are.
        lab: The lab as it is now; None if its file is broken or gone.
        source: Where the lab is written.
        listener: What is told each event of the commands that run.
        variables: The environment for Vagrant, besides the current one.

    Raises:
        UsageError: Nothing was made there, and there is no lab either.
    """

    def __init__(
        self,
        folder: Path,
        lab: "Lab | None" = None,
        source: Source | None = None,
        *,
        listener: Listener = ignore,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.lab = lab
        self.source = source or Source()
        self.record = Record.read(folder) or Record.of(self.require_lab(), self.source).empty()
        self.tell = listener
        self.libvirt = Libvirt(self.record.uri)
        self.variables = dict(variables or {})

    @cached_property
    def meant(self) -> Record | None:
        """The lab as it would be recorded if all of it was made now; None without a lab."""
        return Record.of(self.lab, self.source) if self.lab else None

    def require_lab(self) -> "Lab":
        """Return the lab.

        Raises:
            UsageError: There is none.
        """
        if self.lab is None:
            raise UsageError(
                f"there is no lab in '{self.folder}'",
                hint="write a lab.yaml, or name one with -f; `vagrantgen init` makes a first one",
            )
        return self.lab

    def keep(self, record: Record) -> None:
        """Take this record from now on, also after the end of this process."""
        self.record = record
        record.write(self.folder)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other commands from changing the machines meanwhile."""
        waiting = Said("", "info", "Waiting for another vagrantgen that works in this folder...")
        with locked(self.folder, lambda: self.tell(waiting)):
            self.record = Record.read(self.folder) or self.record.empty()
            yield

    def domains(self, *, addresses: bool = False) -> dict[str, Domain]:
        """Return the domains of the machines that exist, by the machines' names.

        Args:
            addresses: Whether their addresses are wanted too.
        """
        ids = machine_ids(self.folder)
        if not ids:
            return {}
        found = self.libvirt.domains(ids.values() if addresses else ())
        return {name: found[uuid] for name, uuid in ids.items() if uuid in found}

    def existing(self, names: Sequence[str] = ()) -> dict[str, Domain]:
        """Return the domains of the machines that these names mean, as far as they exist."""
        domains = self.domains()
        chosen = self.record.select(names)
        return {
            machine.name: domains[machine.name] for machine in chosen if machine.name in domains
        }

    def vagrant(self, command: str, names: Sequence[str], options: Sequence[str] = ()) -> None:
        """Run a Vagrant command on machines, which are the only ones that Vagrant loads.

        Args:
            command: Such as `halt`.
            names: The machines; nothing is run when there are none.
            options: Such as `--force`.
        """
        if not names:
            return
        some = {"--no-provision", "--provision-with"}.intersection(options)
        provisions = "--provision" in options or (command in {"up", "provision"} and not some)

        def note_and_tell(event: Event) -> None:
            ended = isinstance(event, ActionEnded) and event.action == command
            if event.machine in self.record.machines and (ended or provisioner_of(event)):
                self._note(event.machine, provisioned=ended and provisions)
            if isinstance(event, Reported) and event.kind == "ssh-config":
                for name, block in parse_blocks(event.values[0]).items():
                    ssh_blocks.keep(self.folder, name, block)
            self.tell(event)

        client = self._client(names, command, *options)
        machines = self.lab.machines if self.lab else ()
        is_setup = any(machine.setup and machine.name in names for machine in machines)
        if is_setup and command != "provision":
            options = with_guest_setup(options)
        client.run([command, *options, *names], note_and_tell)

    def ssh_config(self, names: Sequence[str]) -> str:
        """Return what `vagrant ssh-config` says of running machines."""
        return self._client(names, "ssh-config").ssh_config(names)

    def announce(self, names: Iterable[str]) -> None:
        """Tell the listener which machines a command will come to."""
        for name in names:
            self.tell(Queued(name))

    def levels(self, names: Iterable[str]) -> list[tuple[str, ...]]:
        """Return machines in the order they start: each level needs only those before it."""
        waiting = {name: self.record.machines[name] for name in names}
        levels: list[tuple[str, ...]] = []
        while waiting:
            level = tuple(name for name, machine in waiting.items() if _is_free(machine, waiting))
            levels.append(level or tuple(waiting))  # a record's circle is no reason to hang
            for name in levels[-1]:
                del waiting[name]
        return levels

    def ordered(self, names: Iterable[str]) -> list[str]:
        """Return machines in the order they start."""
        return [name for level in self.levels(names) for name in level]

    def orphans(self, existing: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the machines that exist, and that the lab no longer has; none without a lab."""
        if self.meant is None:
            return ()
        there = set(self.domains() if existing is None else existing)
        gone = there - set(self.meant.machines)
        return tuple(name for name in self.record.machines if name in gone)

    def start_anew(self, record: Record) -> None:
        """Begin with another lab, where the machines of the one before are gone."""
        self.record = record.empty()
        self.libvirt = Libvirt(record.uri)

    def drop(self, names: Iterable[str]) -> None:
        """Forget machines that are gone."""
        gone = tuple(names)
        self.keep(self.record.without(gone))
        for name in gone:
            (self.folder / vagrantfile_of(name)).unlink(missing_ok=True)
            ssh_blocks.forget(self.folder, name)

    def _note(self, name: str, *, provisioned: bool) -> None:
        """Note that a machine has been made, and whether its provisioners have ended."""
        made = self.record.machines[name]
        noted = made.but(created=True, provisioned=made.provisioned or provisioned)
        if noted != made:
            self.keep(self.record.with_machines([noted]))

    def _client(self, names: Sequence[str], *words: str) -> Client:
        chosen = selection(self.folder, self.record.machines, names, words)
        return Client(self.folder, {**self.variables, **chosen})


def require_running(name: str, domain: Domain | None) -> Domain:
    """Return a machine's domain.

    Raises:
        UsageError: It does not run.
    """
    if domain is not None and domain.state == "running":
        return domain
    state = domain.state if domain else "not created"
    verb = "resume" if state == "paused" else "up"
    raise UsageError(
        f"the machine {name!r} is not running: it is {state}",
        hint=f"`vagrantgen {verb} {name}` starts it",
    )


def _is_free(machine: RecordedMachine, waiting: Mapping[str, RecordedMachine]) -> bool:
    return not any(name in waiting for name in machine.depends_on)
