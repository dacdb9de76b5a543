"""Chef without a server, as chef-solo has it."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from vagrantgen.models.base import Bool
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.chef import ChefCookbooks, require_environments
from vagrantgen.models.text import Line


class ChefSolo(ChefCookbooks):
    """Chef in the guest, by itself."""

    type: Literal["chef_solo"] = "chef_solo"

    recipe_url: Line | None = None
    """Where an archive of cookbooks comes from."""

    legacy_mode: Annotated[Bool | None, Emits(default=False)] = None
    """Whether it runs as it did before Chef 12."""

    @model_validator(mode="after")
    def _has_its_environments(self) -> Self:
        require_environments(self)
        return self
