"""Synced folders: a folder of the host that a guest sees, or has a copy of."""

from typing import TYPE_CHECKING, Annotated, Any, Final

from vagrantgen.models.kinds import Kinds

if TYPE_CHECKING:
    from vagrantgen.models.sharing import SyncedFolder
else:
    SyncedFolder = Any

FOLDER_KINDS: Final = Kinds(
    "vagrantgen.models.synced_folders",
    {
        "rsync": "rsync.Rsync",
        "nfs": "nfs.Nfs",
        "9p": "nine_p.NineP",
        "virtiofs": "virtiofs.Virtiofs",
        "smb": "smb.Smb",
        "sshfs": "sshfs.Sshfs",
    },
    of_plugin="of_plugin.FolderOfPlugin",
)

AnySyncedFolder = Annotated[SyncedFolder, FOLDER_KINDS]
"""One of the kinds of synced folders; `type` tells which."""
