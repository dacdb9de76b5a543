"""Chef without a server, as chef-zero has it."""

from typing import Literal, Self

from pydantic import model_validator

from vagrantgen.models.provisioners.chef import AnyPaths, ChefCookbooks, require_environments


class ChefZero(ChefCookbooks):
    """Chef in the guest, with a server of its own in memory."""

    type: Literal["chef_zero"] = "chef_zero"

    nodes_path: AnyPaths
    """Folders of nodes; one has to be there."""

    @model_validator(mode="after")
    def _has_its_environments(self) -> Self:
        require_environments(self)
        return self
