"""Labs in folders of their own, for tests that drive them."""

from collections.abc import Callable
from pathlib import Path

from vagrantgen.driver.client import Listener
from vagrantgen.driver.environment import Environment, ignore
from vagrantgen.driver.status import status
from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab

Load = Callable[..., Lab]
"""Loads lab files, each given by its text; and `overrides`."""

LAB = """\
name: demo
networks: {lan: {subnet: 10.20.30.0/24}}
defaults: {box: any/box, networks: [lan]}
machines:
  control: {depends_on: node, ports: ["18080:80"]}
  node: {count: 2}
groups: {managed: [node]}
"""


def write_lab(folder: Path, text: str = LAB) -> Path:
    """Write a lab file, and return its folder."""
    folder.mkdir(exist_ok=True)
    (folder / "lab.yaml").write_text(text)
    return folder


def open_lab(folder: Path, text: str | None = None, listener: Listener = ignore) -> Environment:
    """Return the machines of a folder whose lab file says this, or what it said before."""
    if text is not None:
        write_lab(folder, text)
    return Environment(folder, load_lab([folder / "lab.yaml"]), listener=listener)


def without_lab(folder: Path) -> Environment:
    """The machines of a folder whose lab file is broken or gone."""
    (folder / "lab.yaml").unlink(missing_ok=True)
    return Environment(folder)


def states(environment: Environment) -> dict[str, str]:
    """The machines' states, by their names."""
    return {machine.name: machine.state for machine in status(environment)}
