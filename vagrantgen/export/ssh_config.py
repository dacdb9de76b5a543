"""OpenSSH's configuration for machines: blocks as `vagrant ssh-config` writes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_HOST: Final = re.compile(r"^Host (\S+)$", re.MULTILINE)
_SILENT: Final = re.compile(r"LogLevel (?:FATAL|QUIET)$", re.MULTILINE)
_ADDRESS: Final = re.compile(r"^(\s*HostName )\S+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class HostBlock:
    """What OpenSSH has to know about one machine."""

    text: str
    """From its `Host` line to its last line."""

    @property
    def address(self) -> str:
        """The machine's address."""
        return self["HostName"]

    def __getitem__(self, key: str) -> str:
        found = re.search(rf"^\s*{key} (.+)$", self.text, re.MULTILINE)
        return found[1].strip().strip('"') if found else ""

    def at(self, address: str) -> "HostBlock":
        """Return the block for another address of the machine."""
        return HostBlock(_ADDRESS.sub(rf"\g<1>{address}", self.text))

    def audible(self) -> "HostBlock":
        """Return the block without Vagrant's wish that ssh should not say why it failed."""
        return HostBlock(_SILENT.sub("LogLevel ERROR", self.text))

    def but(self, settings: Mapping[str, str]) -> "HostBlock":
        """Return the block with more settings."""
        return HostBlock(self.text + "".join(f"  {key} {settings[key]}\n" for key in settings))


def parse_blocks(text: str) -> dict[str, HostBlock]:
    """Return the blocks of a configuration by the names of their machines."""
    places = [(found[1], found.start()) for found in _HOST.finditer(text)]
    ends = [start for _, start in places[1:]] + [len(text)]
    return {
        name: HostBlock(text[start:end].strip() + "\n")
        for (name, start), end in zip(places, ends, strict=True)
    }


def render_ssh_config(blocks: Mapping[str, HostBlock]) -> str:
    """Return a configuration with these blocks, for `ssh -F` or an `Include` line."""
    return "\n".join(block.text for block in blocks.values())
