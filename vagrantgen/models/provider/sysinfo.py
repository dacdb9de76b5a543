"""What a guest's SMBIOS tables say."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from vagrantgen.models.base import Model, Numbered, Settings, keys_of
from vagrantgen.models.provider.values import Uuid
from vagrantgen.models.text import Line, NumberedLine

_DATE: Final = re.compile(r"(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01])/(?:\d\d){1,2}")


def _is_a_date(value: str) -> str:
    if not _DATE.fullmatch(value):
        msg = f"{value!r} is not a date as a BIOS has it; write it as '01/31/2024'"
        raise ValueError(msg)
    return value


class _Block(Settings):
    manufacturer: Line | None = None
    """Who made it."""

    version: Line | None = None
    """Its version."""

    serial: NumberedLine | None = None
    """Its serial number; `{n}` stands for the machine's number."""


class Bios(Settings):
    """The BIOS."""

    vendor: Line | None = None
    """Who made it."""

    version: Line | None = None
    """Its version."""

    date: Annotated[str, AfterValidator(_is_a_date)] | None = None
    """Its date: `01/31/2024`."""

    release: Line | None = None
    """Its release: `2.1`."""


class System(_Block):
    """The machine."""

    product: Line | None = None
    """What it is called."""

    uuid: Annotated[Numbered, Uuid] | None = None
    """Its UUID, which has to be the domain's: `uuid`."""

    sku: Line | None = None
    """What it is sold as."""

    family: Line | None = None
    """What family of products it is of."""


class BaseBoard(_Block):
    """The base board."""

    product: Line | None = None
    """What it is called."""

    asset: Line | None = None
    """Its owner's number for it."""

    location: Line | None = None
    """Where in the machine it is."""


class Chassis(_Block):
    """The chassis."""

    asset: Line | None = None
    """Its owner's number for it."""

    sku: Line | None = None
    """What it is sold as."""


class Sysinfo(Model):
    """What the guest's SMBIOS tables say."""

    bios: Bios | None = None
    """The BIOS."""

    system: System | None = None
    """The machine."""

    base_board: Annotated[BaseBoard | None, Field(alias="base board")] = None
    """The base board."""

    chassis: Chassis | None = None
    """The chassis."""

    oem_strings: Annotated[tuple[Line, ...] | None, Field(alias="oem strings")] = None
    """Texts of whoever made it."""

    def blocks(self) -> Mapping[str, Any]:
        """Return what is said in each block, by the plugin's names."""
        said = {key: getattr(self, name) for key, name in keys_of(type(self)).items()}
        return {
            key: block.settings() if isinstance(block, Settings) else block
            for key, block in said.items()
            if block
        }
