"""`vagrantgen box`: make boxes out of Debian packages or cloud images."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from vagrantgen.box import cloud
from vagrantgen.box.build import build as build_box
from vagrantgen.box.recipe import Recipe, check_box_name
from vagrantgen.catalog import BoxCatalog
from vagrantgen.cli import output
from vagrantgen.cli.usage import Commands

app = Commands("Make boxes: out of Debian packages, or of a cloud image.")

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="The box to write.", show_default=False),
]
Name = Annotated[
    str | None, typer.Option("--name", help="Vagrant's name for the box.", show_default=False)
]


@app.command()
def build(
    *,
    target: Output = None,
    name: Name = None,
    release: Annotated[str, typer.Option("--release", help="The Debian release.")] = "bookworm",
    include: Annotated[
        str, typer.Option("--include", metavar="PKG,...", help="Further packages.")
    ] = "",
    size: Annotated[str, typer.Option("--size", help="The disk's size, in whole GiB.")] = "10G",
    mirror: Annotated[
        str | None,
        typer.Option("--mirror", metavar="URL", help="Where the packages come from."),
    ] = None,
) -> None:
    """Build a box of Debian out of its packages."""
    recipe = Recipe.of(release, include, size, mirror)
    box_name = check_box_name(name or recipe.box_name)
    file = _file(target, box_name)
    _make(build_box(recipe, file), box_name, file, guest="debian")


@app.command()
def from_image(
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="A qcow2 image with cloud-init.")],
    *,
    target: Output = None,
    name: Name = None,
    user: Annotated[str, typer.Option("--user", help="Who logs in.")] = "vagrant",
) -> None:
    """Make a box of a cloud image, without starting it."""
    box_name = check_box_name(name or image.name.partition(".")[0])
    file = _file(target, box_name)
    _make(cloud.from_image(image, file, user), box_name, file)


def _file(target: Path | None, box_name: str) -> Path:
    return target or Path(f"{box_name.replace('/', '-')}.box")


def _make(stages: Iterator[str], box_name: str, file: Path, guest: str | None = None) -> None:
    for stage in stages:
        output.say(stage)
    output.say(f"add it to Vagrant: vagrant box add --name {box_name} {file}")
    if guest and BoxCatalog.load().find(box_name) is None:
        output.say(f"in a lab: {{box: {box_name}, vm: {{guest: {guest}}}}}")
    output.write(f"{file}\n")
