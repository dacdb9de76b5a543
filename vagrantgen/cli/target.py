"""Which lab and which machines a command is about."""

import difflib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vagrantgen.cli.entry import LAB_FILES
from vagrantgen.errors import UsageError, VagrantgenError

if TYPE_CHECKING:  # many commands start without the models, others without the machines
    from vagrantgen.driver.client import Listener
    from vagrantgen.driver.environment import Environment
    from vagrantgen.driver.events import Event
    from vagrantgen.driver.record import Record, Source
    from vagrantgen.models.lab import Lab

_ENDINGS: Final = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Target:
    """A lab's folder and files, and the machines that are meant."""

    folder: Path
    files: tuple[Path, ...] = ()
    """The lab files; none where there are machines alone."""
    overrides: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Machines, counted machines and groups, as they were typed."""

    def load(self) -> "Lab":
        """Return the lab.

        Raises:
            LabError: Its files are wrong.
            UsageError: There is no lab file.
        """
        from vagrantgen.cli.plugins import without_plugins
        from vagrantgen.loader.load import load_lab

        if not self.files:
            raise UsageError(
                f"there is no {LAB_FILES[0]} in '{self.folder}' or above it",
                hint="`vagrantgen init` writes a first one; -f names another file",
            )
        with without_plugins():
            return load_lab(self.files, self.overrides)

    def open(self, listener: "Listener | None" = None) -> "Environment":
        """Return the machines as they are recorded, whatever the lab file says now."""
        from vagrantgen.driver.ids import machine_ids

        record = _recorded(self.folder)
        if record and not set(machine_ids(self.folder)) - set(record.machines):
            return self._environment(listener)
        environment = self.open_with_lab(listener)
        _adopt(environment)
        return environment

    def open_with_lab(self, listener: "Listener | None" = None) -> "Environment":
        """Return the machines, and the lab as its files are now."""
        return self._environment(listener, self.load(), self._source())

    def open_to_compare(self, listener: "Listener | None" = None) -> "Environment":
        """Return the machines, and what is meant unless the files are wrong or gone: say so then.

        The models are not even imported where the files have not changed since they were read.
        """
        from vagrantgen.driver.meant import keep_meant, kept_meant

        if meant := _recorded(self.folder) and kept_meant(self.folder, self._source()):
            environment = self._environment(listener, source=meant.source)
            environment.meant = meant
            return environment
        try:
            environment = self.open_with_lab(listener)
        except VagrantgenError as error:
            if _recorded(self.folder) is None:
                raise
            from vagrantgen.cli import output

            output.say(f"{error}\nwarning: what follows is the lab as it was made")
            return self._environment(listener)
        if environment.meant:
            keep_meant(self.folder, environment.meant)
        return environment

    def meant(self) -> "Record":
        """Return what is meant, without a look at the lab files where these have not changed."""
        from vagrantgen.driver.meant import kept_meant
        from vagrantgen.driver.record import Record

        source = self._source()
        return kept_meant(self.folder, source) or Record.of(self.load(), source)

    def _environment(
        self,
        listener: "Listener | None",
        lab: "Lab | None" = None,
        source: "Source | None" = None,
    ) -> "Environment":
        from vagrantgen.driver.environment import Environment, ignore

        return Environment(self.folder, lab, source, listener=listener or ignore)

    def _source(self) -> "Source":
        from vagrantgen.driver.record import Source

        files = tuple(os.path.relpath(file, self.folder) for file in self.files)
        return Source(files, self.overrides)


def find_target(
    words: Sequence[str] | None = None,
    files: Sequence[Path] | None = None,
    overrides: Sequence[str] | None = None,
    lab: str | None = None,
    *,
    as_made: bool = False,
) -> Target:
    """Return what a command is about.

    Args:
        words: What was typed: machines, and a lab file when `files` has none.
        files: The lab files, by `-f`.
        overrides: What `--set` says.
        lab: The name of a lab that was started without a file.
        as_made: Where no lab file and no override is given, take those of the last `up`.

    Raises:
        UsageError: There is no such lab.
    """
    typed = [] if files else [word for word in words or () if word.endswith(_ENDINGS)]
    names = tuple(word for word in words or () if word not in typed)
    chosen = [*(files or ()), *map(Path, typed)]
    if chosen:
        folder = chosen[0].absolute().parent
        return Target(folder, tuple(chosen), tuple(overrides or ()), names)
    folder, default = _nearest(_named_folder(lab) if lab else Path.cwd())
    record = _recorded(folder) if as_made or not default else None
    made = [folder / file for file in record.source.files] if record else []
    if record and all(file.is_file() for file in made):
        said = overrides if overrides or not as_made else record.source.overrides
        return Target(folder, tuple(made), tuple(said or ()), names)
    return Target(folder, tuple(default), tuple(overrides or ()), names)


def note(event: "Event") -> None:
    """Say on stderr what a command waits for."""
    from vagrantgen.driver.events import Said

    if isinstance(event, Said) and not event.machine:
        sys.stderr.write(f"{event.text}\n")


def labs_without_a_file() -> Path:
    """Return the folder of the labs that were started without a lab file."""
    from vagrantgen.driver.record import home

    return home() / "labs"


def complete_machine(incomplete: str) -> list[str]:
    """Return the names that a machine's argument may be completed to."""
    target = find_target(as_made=True)
    made = _recorded(target.folder)
    try:
        known = [target.meant()]
    except VagrantgenError:
        known = []
    records = [*known, *([made] if made else [])]
    machines = [machine for record in records for machine in record.machines.values()]
    names = [machine.name for machine in machines]
    names += [machine.base for machine in machines if machine.base]
    names += [group for record in records for group in record.groups]
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]


Machines = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="MACHINE",
        help="Machines, counted machines (node for node1, node2, ...) or groups; a lab file too.",
        autocompletion=complete_machine,
    ),
]
OneMachine = Annotated[
    str, typer.Argument(metavar="MACHINE", help="The machine.", autocompletion=complete_machine)
]


def _recorded(folder: Path) -> "Record | None":
    from vagrantgen.driver.record import Record

    return Record.read(folder)


def _adopt(environment: "Environment") -> None:
    """Record machines that plain `vagrant up` made of the lab's Vagrantfile."""
    from vagrantgen.driver.renewal import adopt

    with environment.locked():
        adopt(environment)


def _named_folder(lab: str) -> Path:
    folder = labs_without_a_file() / lab
    if folder.is_dir():
        return folder
    known = [path.name for path in labs_without_a_file().glob("*")]
    near = difflib.get_close_matches(lab, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known) or 'none'}"
    raise UsageError(f"no lab {lab!r} was started without a lab file", hint=hint)


def _nearest(start: Path) -> tuple[Path, list[Path]]:
    """Return the nearest folder with a lab, from here upwards, and its lab file if it has one."""
    for folder in (start, *start.parents):
        file = next((folder / name for name in LAB_FILES if (folder / name).is_file()), None)
        if file or _recorded(folder):
            return folder, [file] if file else []
    return start, []
