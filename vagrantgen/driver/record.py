"""The lab as it was made, kept so that it can be reached when its file has changed or gone."""

import difflib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from vagrantgen.errors import UsageError

if TYPE_CHECKING:  # what works from the record alone starts without the models
    from vagrantgen.models.lab import Lab
    from vagrantgen.models.machine import Machine

FOLDER: Final = Path(".vagrant/vagrantgen")
"""Where the driver keeps what it has to know, relative to the lab's folder."""

_FILE: Final = FOLDER / "record.json"
_FORMAT: Final = 1
DEFAULT_POOL: Final = "default"
MANAGEMENT_NETWORK: Final = "vagrant-libvirt"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMachine:
    """A machine of a lab, and how it was made."""

    name: str
    domain: str
    """Its name in libvirt."""
    pool: str = DEFAULT_POOL
    """The storage pool of its disk."""
    base: str | None = None
    """The name it was counted from."""
    depends_on: tuple[str, ...] = ()
    created: bool = False
    """Whether it was made to its end; one that was killed before has no name and no networks."""
    provisioned: bool = False
    """Whether its provisioners ended well."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Its keys when it was made, as in the lab file."""

    @classmethod
    def of(cls, lab: "Lab", machine: "Machine") -> Self:
        """Return what is to be recorded of a machine before it is made."""
        return cls(
            name=machine.name,
            domain=lab.domain_name(machine),
            pool=machine.libvirt.storage_pool_name or DEFAULT_POOL,
            base=machine.base,
            depends_on=machine.depends_on,
            settings=machine.model_dump(mode="json", exclude_defaults=True),
        )

    @property
    def volume(self) -> str:
        """The name of its disk's volume."""
        return f"{self.domain}.img"

    def but(self, **changes: Any) -> Self:
        """Return a copy with other values."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a lab is written."""

    files: tuple[str, ...] = ("lab.yaml",)
    """The lab files, seen from the lab's folder; a later one is merged over those before it."""
    overrides: tuple[str, ...] = ()
    """What was merged over them, each as `machines.node.count=5`."""

    @property
    def name(self) -> str:
        """The first file's name."""
        return Path(self.files[0]).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A lab, and its machines that were made or begun."""

    lab: str
    uri: str
    source: Source
    """Where it was written when machines came up last."""
    networks: tuple[str, ...] = ()
    """The lab's own networks, by libvirt's names."""
    management_network: str = MANAGEMENT_NETWORK
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    machines: Mapping[str, RecordedMachine] = field(default_factory=dict)
    wrote_vagrantfile: bool = False
    """Whether there was no Vagrantfile before."""

    @classmethod
    def of(cls, lab: "Lab", source: Source) -> Self:
        """Return the record of a lab with every machine that it has now.

        Args:
            lab: The lab.
            source: Where it is written.
        """
        own = [network for network in lab.networks.values() if not network.network_name]
        return cls(
            lab=lab.name,
            uri=lab.uri,
            source=source,
            networks=tuple(network.libvirt_name for network in own),
            management_network=lab.management.name if lab.management else MANAGEMENT_NETWORK,
            groups={name: group.machines for name, group in lab.groups.items()},
            machines={machine.name: RecordedMachine.of(lab, machine) for machine in lab.machines},
        )

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return the record of a folder's lab; None if nothing was made there."""
        try:
            return cls.parse((folder / _FILE).read_text())
        except FileNotFoundError:
            return None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the record that was written as this text."""
        written = json.loads(text)
        del written["format"]
        source = {key: tuple(value) for key, value in written.pop("source").items()}
        machines = {
            name: RecordedMachine(**machine | {"depends_on": tuple(machine["depends_on"])})
            for name, machine in written.pop("machines").items()
        }
        groups = {name: tuple(names) for name, names in written.pop("groups").items()}
        networks = tuple(written.pop("networks"))
        return cls(
            **written,
            source=Source(**source),
            machines=machines,
            groups=groups,
            networks=networks,
        )

    def write(self, folder: Path) -> None:
        """Keep the record in a folder, so that an interrupt leaves the old one or the new."""
        path = folder / _FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(str(self))
        draft.replace(path)

    def __str__(self) -> str:
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=1)

    def with_machines(self, machines: Iterable[RecordedMachine]) -> Self:
        """Return a copy in which these machines are recorded so."""
        changed = {machine.name: machine for machine in machines}
        return replace(self, machines={**self.machines, **changed})

    def with_lab(self, meant: Self) -> Self:
        """Return a copy with what another record says of the lab, besides the machines."""
        networks = tuple(dict.fromkeys((*self.networks, *meant.networks)))
        return replace(self, source=meant.source, groups=meant.groups, networks=networks)

    def with_own_vagrantfile(self) -> Self:
        """Return a copy that knows that the Vagrantfile came with the machines."""
        return replace(self, wrote_vagrantfile=True)

    def empty(self) -> Self:
        """Return a copy without machines, and without networks of its own."""
        return replace(self, machines={}, networks=())

    def without(self, names: Iterable[str]) -> Self:
        """Return a copy without these machines."""
        gone = set(names)
        kept = {name: made for name, made in self.machines.items() if name not in gone}
        return replace(self, machines=kept)

    def select(self, names: Sequence[str]) -> tuple[RecordedMachine, ...]:
        """Return the machines that these names mean; all if there are none.

        Args:
            names: Machines, counted machines (`node` for `node1`, `node2`, ...) or groups.

        Raises:
            UsageError: A name means nothing.
        """
        if not names:
            return tuple(self.machines.values())
        wanted = {machine for name in names for machine in self._named(name)}
        return tuple(made for name, made in self.machines.items() if name in wanted)

    def one(self, name: str) -> str:
        """Return the name of the one machine that a name means.

        Raises:
            UsageError: It means nothing, or several machines.
        """
        found = self._named(name)
        if len(found) > 1:
            raise UsageError(f"{name!r} means {', '.join(found)}", hint="name one of them")
        return found[0]

    def _named(self, name: str) -> tuple[str, ...]:
        if name in self.machines:
            return (name,)
        counted = tuple(made.name for made in self.machines.values() if made.base == name)
        found = counted or self.groups.get(name, ())
        if not found:
            raise self._unknown(name)
        return found

    def _unknown(self, name: str) -> UsageError:
        self.require_machines()
        bases = [made.base for made in self.machines.values() if made.base]
        near = difflib.get_close_matches(name, [*self.machines, *bases, *self.groups], 1)
        there = f"there are {', '.join(self.machines)}; `vagrantgen up` makes what is missing"
        return UsageError(
            f"no machine or group {name!r} of the lab {self.lab!r} was made",
            hint=f"did you mean {near[0]!r}?" if near else there,
        )

    def require_machines(self) -> None:
        """Make sure that there is a machine.

        Raises:
            UsageError: There is none.
        """
        if not self.machines:
            raise UsageError(
                f"nothing of the lab {self.lab!r} is up",
                hint="`vagrantgen up` makes its machines, and starts them",
            )


def home() -> Path:
    """Return the folder for what concerns all labs of this user."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base).expanduser() / "vagrantgen"
