"""The domains that the plugin would define, put to libvirt's schema and to its parser."""

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from oracle.loader import answers

Domains = Callable[[Path], Mapping[str, Any]]

_TYPE = re.compile(r"<domain type='\w+'")


@contextmanager
def domain_maker(home: Path) -> Iterator[Domains]:
    """Yield a function that returns the domains of the Vagrantfile in a folder, by machine.

    Args:
        home: An empty folder for what Vagrant keeps between its runs.
    """
    with answers(["ruby", str(Path(__file__).with_name("domains.rb"))], home) as ask:

        def domains(folder: Path) -> Mapping[str, Any]:
            answer: Mapping[str, Any] = ask(str(folder))
            assert "error" not in answer, f"{answer['error']}\n{folder / 'Vagrantfile'}"
            return answer

        yield domains


def refusals(domains: Mapping[str, Any], folder: Path) -> list[str]:
    """Return what libvirt has against domains: its schema, and its parser.

    Args:
        domains: The domains, as a `domain_maker` makes them.
        folder: A folder to write them into, for virsh.
    """
    found = [f"{name}: {text}" for name, item in domains.items() for text in item["mistakes"]]
    commands = []
    for name, item in domains.items():
        file = folder / f"{name}.xml"
        file.write_text(_TYPE.sub("<domain type='test'", item["xml"], count=1), encoding="utf-8")
        commands.append(f"define {file}")
    said = subprocess.run(
        ["virsh", "-c", "test:///default", "; ".join(commands)],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    return found + [line for line in said.stderr.splitlines() if line]
