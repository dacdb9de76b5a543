"""What a script imports: a lab that renders and runs itself."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import PrivateAttr

from vagrantgen.catalog import BoxCatalog
from vagrantgen.driver.client import Listener
from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.emulation import choose_driver
from vagrantgen.driver.environment import Environment, ignore
from vagrantgen.driver.options import UpOptions
from vagrantgen.driver.record import Source, home
from vagrantgen.driver.up import up
from vagrantgen.loader.boxes import complete
from vagrantgen.loader.load import load_lab
from vagrantgen.models import lab as models
from vagrantgen.models.assembly import LabKeys, assemble
from vagrantgen.models.machine import Machine
from vagrantgen.render.vagrantfile import render_vagrantfile
from vagrantgen.running import RunningLab

_SOURCE = "Python"


class Lab(models.Lab):
    """A lab, made in Python.

    Args:
        machines: The machines; a box may be an alias of the catalogue.
        keys: What else a lab file may say of a lab: `name`, `networks`, `groups`, `uri`, ...

    Raises:
        LabError: The parts don't fit together.
        pydantic.ValidationError: One of the parts is wrong by itself.
    """

    _folder: Path = PrivateAttr()
    _files: tuple[Path, ...] = ()
    _overrides: tuple[str, ...] = ()

    def __init__(self, *, machines: Sequence[Machine], **keys: Any) -> None:
        catalog = BoxCatalog.load()
        said = [complete(machine, catalog) for machine in machines]
        super().__init__(**dict(assemble(LabKeys(**keys), said)))
        self._folder = home() / "labs" / self.name

    @classmethod
    def load(
        cls, path: str | Path = "lab.yaml", *more: str | Path, overrides: Sequence[str] = ()
    ) -> "Lab":
        """Return the lab that lab files describe, as the command line has it.

        Args:
            path: The lab file; the lab's folder is where it is.
            more: Lab files to merge over it, one after the other.
            overrides: What to merge over them all, each as `machines.node.count=5`.

        Raises:
            LabError: Something in them is wrong.
            UsageError: One of them can't be read.
        """
        files = [Path(file).absolute() for file in (path, *more)]
        lab = cls.model_construct(**dict(load_lab(files, overrides)))
        lab._folder = files[0].parent  # noqa: SLF001  (its own)
        lab._files = tuple(files)  # noqa: SLF001
        lab._overrides = tuple(overrides)  # noqa: SLF001
        return lab

    def render(self, *, explain: bool = False) -> str:
        """Return the lab's Vagrantfile.

        Args:
            explain: Put a comment with its meaning above each setting.
        """
        return render_vagrantfile(self, self._source(self._folder).name, explain=explain)

    def up(
        self,
        *names: str,
        folder: Path | None = None,
        options: UpOptions | None = None,
        listener: Listener = ignore,
    ) -> "RunningLab":
        """Bring the lab's machines up; `with` destroys them at the end of its block.

        If that goes wrong, and no machine was there before, what was made is destroyed.

        Args:
            names: Machines, counted machines or groups; those that start by themselves if none.
            folder: Where its Vagrantfile and its state go, and where relative paths start: the
                lab file's folder, or one of this user's for a lab made in Python.
            options: What it may and may not do.
            listener: What is told each event meanwhile.

        Raises:
            HostError: This host lacks something.
            CommandError: Vagrant or libvirt failed.
        """
        place = folder or self._folder
        place.mkdir(parents=True, exist_ok=True)
        environment = Environment(place, self, self._source(place), listener=listener)
        choose_driver(environment)
        is_new = not environment.existing()
        try:
            up(environment, names, options)
        except BaseException:
            if is_new:
                destroy(environment)
            raise
        return RunningLab(environment)

    def _source(self, folder: Path) -> Source:
        """Return where the lab is written, seen from a folder."""
        files = tuple(os.path.relpath(file, folder) for file in self._files)
        return Source(files or (_SOURCE,), self._overrides)
