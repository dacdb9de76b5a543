"""What docker and podman have in common: images that are pulled or built, containers that run."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import model_validator

from vagrantgen.models.base import Bool, Mistake, OneOrSeveral, Settings
from vagrantgen.models.emits import Emits
from vagrantgen.models.kinds import Kinds
from vagrantgen.models.provisioning import Provisioner
from vagrantgen.models.text import Line
from vagrantgen.models.values import Arguments

_AFTERWARDS: Final = Kinds(
    "vagrantgen.models.provisioners", {"shell": "shell.Shell", "file": "file.File"}
)


class Build(Settings):
    """An image that is built in the guest."""

    path: Line
    """The guest's folder that it is built from."""

    args: Line | None = None
    """More arguments of `build`, such as `-t me/app`."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written behind the path."""
        return {key: value for key, value in super().settings().items() if key != "path"}


class Container(Settings):
    """A container that runs in the guest."""

    image: Line | None = None
    """Its image; one of the container's own name otherwise."""

    cmd: Line | None = None
    """What runs in it, instead of the image's own command."""

    args: Line | None = None
    """More arguments of `run`, such as `-p 80:80 -v /srv:/srv`."""

    auto_assign_name: Annotated[Bool | None, Emits(default=True)] = None
    """Whether it gets its name."""

    daemonize: Annotated[Bool | None, Emits(default=True)] = None
    """Whether it runs in the background."""

    restart: Annotated[Line | None, Emits(default="always")] = None
    """When it is started again: `always`, `no`, `on-failure`, `unless-stopped`."""


class Containers(Provisioner):
    """Images that are pulled or built, and containers that run."""

    refused: ClassVar[Mapping[str, str]] = {
        **Provisioner.refused,
        "images": "is called `pull_images`",
        "image": "is called `pull_images`",
    }

    methods: ClassVar[frozenset[str]] = frozenset(
        {"pull_images", "build_image", "containers", "post_install_provision"}
    )

    pull_images: Annotated[tuple[Line, ...], OneOrSeveral] = ()
    """Images that are pulled."""

    build_image: Annotated[tuple[Build, ...], OneOrSeveral] = ()
    """Images that are built: `{path: /srv/app, args: -t me/app}`."""

    containers: dict[Line, Container | None] | None = None
    """Containers that run, by name: `{web: {image: nginx, args: -p 80:80}}`."""

    post_install_provision: Annotated[Provisioner, _AFTERWARDS] | None = None
    """A provisioner, of type shell or file, that runs once the program is installed."""

    @model_validator(mode="after")
    def _runs_after_the_installation_once(self) -> Self:
        after = self.post_install_provision
        if after is not None and after.run is not None:
            msg = "has no effect: it runs with what it stands in"
            raise Mistake(msg, "post_install_provision", "run")
        return self

    def calls(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called in its block."""
        after = self.post_install_provision
        calls = [("post_install_provision", after.call)] if after else []
        if self.pull_images:
            calls.append(("pull_images", Arguments(self.pull_images)))
        calls += [("build_image", Arguments((b.path,), b.settings())) for b in self.build_image]
        for name, container in (self.containers or {}).items():
            calls.append(("run", Arguments((name,), container.settings() if container else {})))
        return tuple(calls)

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned in its block."""
        said = super().settings()
        return {key: value for key, value in said.items() if key not in self.methods}
