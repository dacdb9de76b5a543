"""A lab as a Vagrantfile: the same bytes for the same lab, on every host."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

from vagrantgen import _assets
from vagrantgen.export.control import control_inventory
from vagrantgen.models.lab import Lab
from vagrantgen.models.values import Arguments, Assignment, Call, Option, Verbatim
from vagrantgen.render import ruby

DIGEST: Final = "# digest: "
"""What the header's line begins with that carries the digest of everything after it."""

LAB_KEY: Final = ".vagrant/vagrantgen/id_ed25519"
"""Where the lab's own key is, seen from the lab's folder."""


def render_vagrantfile(
    lab: Lab,
    source: str = "lab.yaml",
    *,
    machines: Sequence[str] | None = None,
    explain: bool = False,
    root: str = ".",
) -> str:
    """Return the Vagrantfile of a lab.

    Args:
        lab: The lab.
        source: The lab file's name, for the header.
        machines: The machines it is for; all of them otherwise.
        explain: Put a comment with its meaning above each setting.
        root: The way from the Vagrantfile's folder to the lab's.
    """
    chosen = lab.machines if machines is None else lab.select(machines)
    body = (
        _environment()
        .get_template("Vagrantfile.j2")
        .render(
            lab=lab,
            machines=[machine for level in lab.levels(chosen) for machine in level],
            hosts={key: lines(text) for key, text in lab.host_tables(chosen).items()},
            explain=explain,
            lab_key=LAB_KEY if root == "." else f"{root}/{LAB_KEY}",
            control_inventory=lambda machine: control_inventory(lab, machine),
        )
    )
    return header(source, body) + body


def header(source: str, body: str) -> str:
    """Return the lines above a Vagrantfile's body: where it comes from, and its digest."""
    shown = "".join(character for character in source if character.isprintable())
    return (
        "# -*- mode: ruby -*-\n"
        "# vi: set ft=ruby :\n"
        f"# Rendered by vagrantgen from {shown}: change that, and render this again.\n"
        f"{DIGEST}{digest(body)}\n"
    )


def digest(body: str) -> str:
    """Return the digest of a Vagrantfile's body."""
    return hashlib.sha256(body.encode()).hexdigest()


def lines(text: str) -> list[Verbatim]:
    """Return a text's lines, to be written as they are."""
    return [Verbatim(line) for line in text.rstrip("\n").split("\n")]


def assignments(settings: Mapping[str, Any], *models: BaseModel) -> Iterator[Assignment]:
    """Yield settings as assignments, with their meaning where one of the models knows it."""
    for name, value in settings.items():
        yield Assignment(name, value, _meaning(name.rpartition(".")[2], models))


def calls(methods: Sequence[tuple[str, Arguments]], *models: BaseModel) -> Iterator[Call]:
    """Yield method calls, with their meaning where one of the models knows it."""
    for name, arguments in methods:
        yield Call(name, arguments, _meaning(name, models))


def _meaning(name: str, models: Sequence[BaseModel]) -> str:
    fields = (type(model).model_fields.get(name) for model in models)
    return next((field.description or "" for field in fields if field), "").replace("\n", " ")


def _arguments(*values: Any) -> Arguments:
    """Return the arguments of a call; a mapping at their end is those by name."""
    named = values[-1] if values and isinstance(values[-1], Mapping) else {}
    positional = values[:-1] if named or (values and values[-1] == {}) else values
    return Arguments(positional, named)


def _options(settings: Mapping[str, Any]) -> list[Option]:
    return [Option(name, value) for name, value in settings.items()]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_assets.TEMPLATES / "vagrantfile"),
        finalize=ruby.literal,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  (it is Ruby, and `finalize` quotes every value)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {
        "arguments": _arguments,
        "assignments": assignments,
        "calls": calls,
        "lines": lines,
        "options": _options,
        "word": Verbatim,
    }
    return environment
