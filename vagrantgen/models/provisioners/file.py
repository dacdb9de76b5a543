"""Files that are copied into a guest."""

from typing import ClassVar, Literal

from vagrantgen.models.provisioning import HostPaths, Provisioner
from vagrantgen.models.text import NumberedLine


class File(Provisioner):
    """A file or a folder that is copied into the guest, as the SSH user."""

    in_one_call: ClassVar[bool] = True
    on_host: ClassVar[HostPaths] = {"source": "path"}

    type: Literal["file"] = "file"

    source: NumberedLine
    """The file or folder on the host; a relative one starts at the lab file."""

    destination: NumberedLine
    """Where the guest gets it."""
