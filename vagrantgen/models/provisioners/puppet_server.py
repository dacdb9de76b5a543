"""Puppet with a server."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from vagrantgen.models.base import Mistake, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioning import HostPaths, Provisioner
from vagrantgen.models.secret import SecretText
from vagrantgen.models.text import Line, VariableName


class PuppetServer(Provisioner):
    """Puppet's agent, which asks a server what to do."""

    on_host: ClassVar[HostPaths] = {"client_cert_path": "file", "client_private_key_path": "file"}

    type: Literal["puppet_server"] = "puppet_server"

    puppet_server: Annotated[Line | None, Emits(default="puppet")] = None
    """The server's name."""

    puppet_node: Line | None = None
    """What the machine is called there; its hostname otherwise."""

    client_cert_path: Line | None = None
    """The machine's certificate, with `client_private_key_path` and `puppet_node`."""

    client_private_key_path: Line | None = None
    """The machine's private key, with `client_cert_path` and `puppet_node`."""

    facter: dict[VariableName, SecretText] | None = None
    """Facts that Puppet finds besides its own."""

    options: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """More arguments of Puppet."""

    binary_path: Line | None = None
    """The guest's folder that Puppet is in."""

    @model_validator(mode="after")
    def _has_a_whole_identity(self) -> Self:
        keys = ("client_cert_path", "client_private_key_path", "puppet_node")
        cert, private_key, node = (getattr(self, key) for key in keys)
        if (cert is None) != (private_key is None) or (cert and node is None):
            said = keys[0] if cert else keys[1]
            msg = f"`{keys[0]}`, `{keys[1]}` and `{keys[2]}` need each other"
            raise Mistake(msg, said)
        return self
