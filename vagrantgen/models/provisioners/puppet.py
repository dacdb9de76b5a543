"""Puppet without a server."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from vagrantgen.models.base import Bool, Mistake, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.guest_path import AnyPath, GuestPath
from vagrantgen.models.provisioning import HostPaths, PathKind, Provisioner
from vagrantgen.models.secret import SecretText
from vagrantgen.models.text import Line, VariableName


class Puppet(Provisioner):
    """A Puppet manifest, applied in the guest."""

    on_host: ClassVar[HostPaths] = {
        "manifests_path": "folder",
        "environment_path": "folder",
        "module_path": "folder",
        "hiera_config_path": "file",
    }

    type: Literal["puppet"] = "puppet"

    environment_path: AnyPath | None = None
    """The folder of environments on the host, or `{guest: PATH}`."""

    environment: Annotated[Line | None, Emits(default="production")] = None
    """The environment, with `environment_path`."""

    manifests_path: Annotated[AnyPath | None, Emits(default="manifests")] = None
    """The folder of manifests on the host, or `{guest: PATH}`."""

    manifest_file: Annotated[Line | None, Emits(default="default.pp")] = None
    """The manifest in it."""

    module_path: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """Folders of modules, on the host."""

    hiera_config_path: Line | None = None
    """Hiera's configuration, on the host."""

    facter: dict[VariableName, SecretText] | None = None
    """Facts that Puppet finds besides its own."""

    structured_facts: Bool | None = None
    """Write these facts down as structured ones."""

    environment_variables: dict[VariableName, SecretText] | None = None
    """Puppet's environment."""

    options: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """More arguments of Puppet."""

    binary_path: Line | None = None
    """The guest's folder that Puppet is in."""

    synced_folder_type: Literal["rsync", "nfs", "9p", "virtiofs", "smb"] | None = None
    """How its folders get into the guest."""

    synced_folder_args: tuple[Line, ...] | None = None
    """rsync's arguments, where that is the way."""

    temp_dir: Annotated[Line | None, Emits(default="/tmp/vagrant-puppet")] = None  # noqa: S108
    """The guest's folder that its folders get into."""

    working_directory: Line | None = None
    """The guest's folder that Puppet starts in."""

    @model_validator(mode="after")
    def _says_of_environments_only_what_it_uses(self) -> Self:
        if self.environment and self.environment_path is None:
            msg = "has no effect without `environment_path`"
            raise Mistake(msg, "environment")
        return self

    def host_paths(self) -> Iterator[tuple[tuple[str | int, ...], str, PathKind]]:
        """Yield what has to be on the host; what Vagrant looks for by default, too."""
        yield from super().host_paths()
        if isinstance(self.environment_path, str):
            name = self.environment or "production"
            yield ("environment",), f"{self.environment_path}/{name}", "path"
        elif self.environment_path is None and not isinstance(self.manifests_path, GuestPath):
            folder = self.manifests_path or "manifests"
            yield ("manifest_file",), f"{folder}/{self.manifest_file or 'default.pp'}", "path"

    def settings(self) -> Mapping[str, Any]:
        """Return what is written."""
        return {
            key: value.pair if isinstance(value, GuestPath) else value
            for key, value in super().settings().items()
        }
