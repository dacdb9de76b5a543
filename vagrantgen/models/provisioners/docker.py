"""Docker in the guest."""

from typing import Literal

from vagrantgen.models.provisioners.container import Containers


class Docker(Containers):
    """Docker, installed in the guest, with images and containers."""

    type: Literal["docker"] = "docker"
