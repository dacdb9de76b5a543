"""What a script imports: a lab that renders and runs itself."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vagrantgen.catalog import BoxCatalog
from vagrantgen.driver.client import Listener
from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.environment import Environment, ignore
from vagrantgen.driver.options import UpOptions
from vagrantgen.driver.record import Source, home
from vagrantgen.driver.up import up
from vagrantgen.host import kvm
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

    def __init__(self, *, machines: Sequence[Machine], **keys: Any) -> None:
        catalog = BoxCatalog.load()
        said = [complete(machine, catalog) for machine in machines]
        super().__init__(**dict(assemble(LabKeys(**keys), said)))

    @classmethod
    def load(cls, *paths: str | Path, overrides: Sequence[str] = ()) -> models.Lab:
        """Return the lab that lab files describe, a later one merged over those before it."""
        return load_lab([Path(path) for path in paths], overrides)

    def render(self, *, explain: bool = False) -> str:
        """Return the lab's Vagrantfile.

        Args:
            explain: Put a comment with its meaning above each setting.
        """
        return render_vagrantfile(self, _SOURCE, explain=explain)

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
            folder: Where its Vagrantfile and its state go; a folder of this user's otherwise.
            options: What it may and may not do.
            listener: What is told each event meanwhile.

        Raises:
            HostError: This host lacks something.
            CommandError: Vagrant or libvirt failed.
        """
        place = folder or home() / "labs" / self.name
        place.mkdir(parents=True, exist_ok=True)
        environment = Environment(place, self, Source((_SOURCE,)), listener=listener)
        if "VAGRANTGEN_DRIVER" not in os.environ:
            environment.variables["VAGRANTGEN_DRIVER"] = "kvm" if kvm.runs_guests() else "qemu"
        is_new = not environment.existing()
        try:
            up(environment, names, options)
        except BaseException:
            if is_new:
                destroy(environment)
            raise
        return RunningLab(environment)
