"""What the plugin's methods are called with."""

from collections.abc import Mapping
from typing import Any, ClassVar

from vagrantgen.models.base import Checked
from vagrantgen.models.values import Arguments, Symbol


class Method(Checked):
    """What one call of one of the plugin's methods is given."""

    positional: ClassVar[str] = ""
    """The key that is no option, but stands before them."""

    def arguments(self, options: Mapping[str, Any]) -> Arguments:
        """Return the arguments of the call, given its settings as they are written."""
        named = dict(options)
        first = (Symbol(named.pop(self.positional)),) if self.positional else ()
        return Arguments(first, named)
