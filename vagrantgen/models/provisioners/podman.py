"""Podman in the guest."""

from typing import Annotated, Literal

from vagrantgen.models.base import Bool
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.container import Containers


class Podman(Containers):
    """Podman, installed in the guest, with images and containers."""

    type: Literal["podman"] = "podman"

    kubic: Annotated[Bool | None, Emits(default=False)] = None
    """Install it from the Kubic project, in CentOS guests."""
