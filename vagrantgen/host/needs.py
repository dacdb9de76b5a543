"""What a lab needs of this computer besides room: secrets, Vagrant's other plugins, gems."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen.host.finding import Finding
from vagrantgen.models.lab import Lab
from vagrantgen.models.secret import secrets_in

_PATIENCE: Final = 30.0
_WINRM: Final = ("winrm", "winrm-fs", "winrm-elevated")
"""The gems that Vagrant speaks WinRM with; Debian's Vagrant comes without them."""


def findings(lab: Lab, folder: Path) -> Iterator[Finding]:
    """Yield what a lab needs and this computer lacks.

    Args:
        lab: The lab.
        folder: Where relative paths start.
    """
    yield from _secrets(lab, folder)
    speaks_winrm = any(machine.vm.communicator == "winrm" for machine in lab.machines)
    if not lab.needed_plugins and not speaks_winrm:
        return
    installed = _installed()
    for name in sorted(lab.needed_plugins - installed):
        cure = f"vagrant plugin install {name}"
        yield Finding(f"plugin {name}", "problem", "is not installed", cure)
    if speaks_winrm and not installed.issuperset(_WINRM) and not _has_gems():
        text = "the gems are missing that Vagrant reaches Windows machines with"
        yield Finding("WinRM", "problem", text, f"vagrant plugin install {' '.join(_WINRM)}")


def _secrets(lab: Lab, folder: Path) -> Iterator[Finding]:
    for secret in dict.fromkeys(secrets_in([lab.plugins, lab.machines, lab.triggers])):
        if secret.env and secret.default is None and secret.env not in os.environ:
            cure = f"export {secret.env}=..., or give it a `default` in the lab file"
            text = "this environment variable is not set"
            yield Finding(f"secret {secret.env}", "problem", text, cure)
        if secret.file and not (folder / Path(secret.file).expanduser()).is_file():
            text = "there is no such file"
            yield Finding(f"secret '{secret.file}'", "problem", text, "write the secret into it")


def _installed() -> frozenset[str]:
    """Return the names of the plugins that Vagrant has."""
    if process.find("vagrant") is None:
        return frozenset()
    listed = process.run(
        ["vagrant", "plugin", "list", "--machine-readable"],
        check=False,
        timeout=_PATIENCE,
        env={"VAGRANT_CHECKPOINT_DISABLE": "1"},  # it would ask HashiCorp for news
    )
    return frozenset(re.findall(r",([\w.-]+),plugin-version,", listed.stdout))


def _has_gems() -> bool:
    """Tell whether Vagrant comes with the gems: where it is a program of its own, it does."""
    program = process.find("vagrant")
    if program is None or process.find("ruby") is None:
        return True
    with Path(program).open("rb") as text:
        if text.read(2) != b"#!":
            return True
    wanted = [part for name in _WINRM for part in ("-r", name)]
    return process.run(["ruby", *wanted, "-e", ""], check=False, timeout=_PATIENCE).status == 0
