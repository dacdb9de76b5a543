"""`vagrantgen init`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from vagrantgen import _assets
from vagrantgen.cli import output
from vagrantgen.cli.options import Json
from vagrantgen.errors import UsageError

_SCHEMA = "lab.schema.json"


def _starters() -> dict[str, str]:
    """Return the starter labs, each with what the first line of it says."""
    paths = sorted(_assets.STARTERS.glob("*.yaml"))
    return {path.stem: path.read_text().partition("\n")[0].lstrip("# ") for path in paths}


def _complete(incomplete: str) -> list[str]:
    return [name for name in _starters() if name.startswith(incomplete)]


def init(
    starter: Annotated[
        str, typer.Argument(help="The starter lab; `--list` shows them.", autocompletion=_complete)
    ] = "single",
    target: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where it goes.")
    ] = Path("lab.yaml"),
    *,
    show: Annotated[bool, typer.Option("--list", help="Show the starter labs.")] = False,
    as_json: Json = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a lab file that is there.")
    ] = False,
) -> None:
    """Write a lab file from a starter lab, with its schema."""
    starters = _starters()
    if show and as_json:
        output.write_json(starters)
    elif show:
        output.write_table(("STARTER", "WHAT IT IS"), starters.items())
    elif starter not in starters:
        msg = f"there is no starter lab {starter!r}"
        raise UsageError(msg, hint=f"there are {', '.join(starters)}")
    else:
        _write(target, starter, overwrite=overwrite)


def _write(target: Path, starter: str, *, overwrite: bool) -> None:
    from vagrantgen.export.schema import lab_schema

    if target.exists() and not overwrite:
        msg = f"{target} is there already"
        raise UsageError(msg, hint="--overwrite replaces it; -o names another file")
    text = (_assets.STARTERS / f"{starter}.yaml").read_text()
    try:
        target.write_text(f"# yaml-language-server: $schema={_SCHEMA}\n{text}")
        (target.parent / _SCHEMA).write_text(json.dumps(lab_schema(), indent=2) + "\n")
    except OSError as error:
        msg = f"{target} can't be written: {(error.strerror or str(error)).lower()}"
        raise UsageError(msg) from None
    output.say(f"wrote {target}; `vagrantgen check` checks it, `vagrantgen up` starts it")
