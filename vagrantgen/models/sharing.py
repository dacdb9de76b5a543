"""What every kind of synced folder can say."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator

from vagrantgen.models.base import Bool, Kind, Mistake
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioning import Provisioner
from vagrantgen.models.text import Line, NumberedLine, is_from_a_root
from vagrantgen.models.values import Arguments

_OF_THE_SYSTEM: Final = frozenset(
    PurePosixPath(f"/{name}")
    for name in (
        "", "bin", "boot", "dev", "etc", "home", "lib", "lib64", "proc", "root", "run", "sbin",
        "sys", "usr", "var",
    )
)  # fmt: skip

_FILE_SYSTEMS: Final = frozenset({"9p", "virtiofs"})
_DEFAULT: Final = "/vagrant"
"""Where a playbook in the guest is looked for."""


def _is_a_folder_of_its_own(value: str) -> str:
    if not is_from_a_root(value):
        near = value.removeprefix("./").lstrip("~/")
        msg = f"{value!r} must be a path from the root; write '/{near}'"
        raise ValueError(msg)
    if ".." in value.split("/"):
        msg = f"{value!r} leads upwards; write where it leads"
        raise ValueError(msg)
    if PurePosixPath(value) in _OF_THE_SYSTEM:
        msg = f"{value!r} is the guest's system, which would be replaced; write a folder of its own"
        raise ValueError(msg)
    return value


class SyncedFolder(Kind):
    """What every kind of synced folder can say."""

    own: ClassVar[frozenset[str]] = frozenset({"type", "host", "guest"})

    host: NumberedLine
    """The folder on the host; a relative one starts at the lab file."""

    guest: Annotated[NumberedLine, AfterValidator(_is_a_folder_of_its_own)]
    """Where the guest has it."""

    id: Line | None = None
    """Vagrant's name for it, by which a later one replaces it."""

    create: Annotated[Bool | None, Emits(default=False)] = None
    """Make the folder on the host if it is missing."""

    disabled: Annotated[Bool | None, Emits(default=False)] = None
    """Leave it out."""

    @property
    def arguments(self) -> Arguments:
        """What `synced_folder` is called with."""
        return Arguments((self.host, self.guest), self.settings())

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always the type too, as Vagrant's choice depends on the host."""
        written = {key: value for key, value in super().settings().items() if key not in self.own}
        return {"type": self.type, **written}


def check_folders(folders: Sequence[SyncedFolder], provisioners: Sequence[Provisioner]) -> None:
    """Look at a machine's folders together, and with what needs them.

    Raises:
        Mistake: Two are alike where they can't be, or one is missing.
    """
    shared: list[str] = []
    for place, folder in enumerate(folders):
        if folder.type in _FILE_SYSTEMS and not folder.disabled:
            if folder.host in shared:
                msg = f"{folder.host!r} is shared already, and the plugin calls both the same"
                raise Mistake(msg, "synced_folders", place, "host")
            shared.append(folder.host)
    guests = {folder.guest.rstrip("/") for folder in folders if not folder.disabled}
    for place, provisioner in enumerate(provisioners):
        where = getattr(provisioner, "provisioning_path", None)
        if provisioner.type == "ansible_local" and where is None and _DEFAULT not in guests:
            msg = (
                f"nothing brings the playbook to {_DEFAULT} in the guest; add `{{type: rsync,"
                f" host: ., guest: {_DEFAULT}}}` to `synced_folders`, or write `provisioning_path`"
            )
            raise Mistake(msg, "provisioners", place)
