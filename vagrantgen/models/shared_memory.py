"""Memory that the host and the guest share, without which virtiofs reaches no machine."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from vagrantgen.models.base import Mistake
from vagrantgen.models.values import Arguments, Symbol

if TYPE_CHECKING:
    from vagrantgen.models.libvirt import Libvirt
    from vagrantgen.models.sharing import SyncedFolder

_METHOD: Final = "memorybacking"


def _needs_shared_memory(folders: "Iterable[SyncedFolder]") -> bool:
    """Tell whether one of these folders is shared by virtiofs."""
    return any(folder.type == "virtiofs" and not folder.disabled for folder in folders)


def memory_sharing(
    folders: "Iterable[SyncedFolder]", libvirt: "Libvirt"
) -> tuple[tuple[str, Arguments], ...]:
    """Return what is called to share memory that folders need shared, and that is not yet."""
    if not _needs_shared_memory(folders):
        return ()
    said = {backing.name for backing in libvirt.memorybacking or ()}
    wanted = {"source": {"type": "memfd"}, "access": {"mode": "shared"}}
    return tuple(
        (_METHOD, Arguments((Symbol(name),), options))
        for name, options in wanted.items()
        if name not in said and "access" not in said
    )


def mistakes_of_sharing(folders: "Iterable[SyncedFolder]", libvirt: "Libvirt") -> Iterator[Mistake]:
    """Yield what keeps the memory from being shared though a folder needs it."""
    if not _needs_shared_memory(folders):
        return
    for place, backing in enumerate(libvirt.memorybacking or ()):
        if backing.name == "access" and backing.mode == "private":
            text = "keeps virtiofs out, which a synced folder needs; write `mode: shared`"
            yield Mistake(text, "libvirt", _METHOD, place, "mode")
