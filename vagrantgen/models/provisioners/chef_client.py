"""Chef with a server."""

from typing import Annotated, ClassVar, Literal

from vagrantgen.models.base import Bool
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.chef import ChefRun
from vagrantgen.models.provisioning import HostPaths
from vagrantgen.models.text import Line


class ChefClient(ChefRun):
    """Chef's client, which asks a server what to do."""

    on_host: ClassVar[HostPaths] = {**ChefRun.on_host, "validation_key_path": "file"}

    type: Literal["chef_client"] = "chef_client"

    chef_server_url: Line
    """The server."""

    validation_key_path: Line
    """The key that new machines show to the server, a file of the host."""

    validation_client_name: Annotated[Line | None, Emits(default="chef-validator")] = None
    """The client that this key is of."""

    client_key_path: Line | None = None
    """Where the guest keeps its own key."""

    delete_client: Annotated[Bool | None, Emits(default=False)] = None
    """Whether `destroy` removes the client from the server."""

    delete_node: Annotated[Bool | None, Emits(default=False)] = None
    """Whether `destroy` removes the node from the server."""
