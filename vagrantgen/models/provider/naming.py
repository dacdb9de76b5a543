"""What a machine is called in libvirt."""

from typing import Annotated

from vagrantgen.models.base import Bool, Checked, Numbered
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.values import Prefix, Uuid
from vagrantgen.models.text import Line, Text


class Naming(Checked):
    """What the domain is called, and what is said of it."""

    default_prefix: Annotated[Prefix | None, Emits("/domain/name")] = None
    """What the domains' names begin with; the lab's name and an underscore otherwise."""

    random_hostname: Annotated[Bool | None, Emits("/domain/name", default=False)] = None
    """Put the time and a random number at the end of the domain's name."""

    title: Annotated[Line | None, Emits("/domain/title")] = None
    """A short description of the domain; written with XML's own characters escaped."""

    description: Annotated[Text | None, Emits("/domain/description")] = None
    """A description of the domain; written with XML's own characters escaped."""

    uuid: Annotated[Annotated[Numbered, Uuid] | None, Emits("/domain/uuid")] = None
    """The domain's UUID; `{n}` stands for the machine's number. A new one otherwise."""
