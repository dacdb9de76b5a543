"""Synced folders of a kind that a plugin of Vagrant adds."""

from collections.abc import Mapping
from typing import ClassVar

from vagrantgen.models.of_plugin import OfPlugin
from vagrantgen.models.plugins import FOLDERS
from vagrantgen.models.sharing import SyncedFolder


class FolderOfPlugin(SyncedFolder, OfPlugin):
    """A synced folder of a plugin's kind, with any of its options."""

    known: ClassVar[Mapping[str, str]] = FOLDERS
