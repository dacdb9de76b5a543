"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]

LabFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="The lab file; a further one is merged over it."
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a key, such as machines.node.count=5."
    ),
]
LabName = Annotated[
    str | None,
    typer.Option("--lab", metavar="NAME", help="A lab that `up` started without a lab file."),
]
Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", metavar="N", min=1, help="How many machines at the same time."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Provision = Annotated[
    bool | None,
    typer.Option(
        "--provision/--no-provision",
        help="Run provisioners also where they ran before, or nowhere.",
    ),
]
ProvisionWith = Annotated[
    list[str] | None,
    typer.Option("--provision-with", metavar="NAME", help="Run only these provisioners."),
]
