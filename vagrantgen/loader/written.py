"""The lab file as it is written: defaults, counts, groups, units."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from vagrantgen.models.assembly import LabKeys
from vagrantgen.models.base import PositiveInt
from vagrantgen.models.deferred import DEFERRED
from vagrantgen.models.machine_keys import MachineKeys
from vagrantgen.models.names import Label, MachineName


def _nothing_said(value: Any) -> Any:
    return {} if value is None else value


def to_number(value: Any) -> Any:
    """Return the number that a key says as a text, as all keys of JSON are."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


UNSAID: Final = BeforeValidator(_nothing_said)
"""Lets nothing stand for an empty mapping."""


MachineNumber = Annotated[PositiveInt, BeforeValidator(to_number)]
"""The number of one of several machines, from 1."""


class WrittenMachine(MachineKeys):
    """A machine, or several that are counted."""

    count: Annotated[PositiveInt, Field(le=10_000)] | None = None
    """How many there are, numbered from 1; addresses and host ports go up with the number."""

    each: Annotated[dict[MachineNumber, Annotated[MachineKeys, UNSAID]], DEFERRED] = Field(
        default_factory=dict
    )
    """What single ones of them say besides, by number: `{2: {memory: 4 GiB}}`."""


class LabFile(LabKeys):
    """A lab file."""

    name: Label | None = None  # type: ignore[assignment]
    """The lab's name: its domains' and networks' names begin with it; the folder's otherwise."""

    defaults: Annotated[MachineKeys, DEFERRED] = Field(default_factory=MachineKeys.model_construct)
    """What holds for every machine that does not say otherwise."""

    machines: dict[MachineName, Annotated[WrittenMachine, UNSAID]]
    """The machines, by name."""
