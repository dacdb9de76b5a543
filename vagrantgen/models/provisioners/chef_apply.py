"""A single recipe of Chef's."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.chef import Chef
from vagrantgen.models.text import Line, ScriptText
from vagrantgen.models.values import Recipe


class ChefApply(Chef):
    """A recipe that is written here, applied by Chef in the guest."""

    type: Literal["chef_apply"] = "chef_apply"

    recipe: ScriptText
    """The recipe itself."""

    upload_path: Annotated[Line | None, Emits(default="/tmp/vagrant-chef-apply")] = None  # noqa: S108
    """The guest's folder that it is put in."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned in its block, the recipe as a text of its own."""
        return {**super().settings(), "recipe": Recipe(self.recipe)}
