"""What Chef's provisioners have in common."""

import warnings
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator

from vagrantgen.models.base import Bool, Mistake, OneOrSeveral, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioners.guest_path import AnyPath, GuestPath
from vagrantgen.models.provisioning import HostPaths, Provisioner
from vagrantgen.models.secret import SecretLine
from vagrantgen.models.text import Line
from vagrantgen.models.unchecked import can_be_written_down
from vagrantgen.models.values import Arguments, Symbol

warnings.filterwarnings("ignore", 'Field name "json"')  # an old method of pydantic's


def _has_some(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if not value:
        msg = "is empty; name a folder, or leave the key out"
        raise ValueError(msg)
    return value


AnyPaths = Annotated[tuple[AnyPath, ...], OneOrSeveral, AfterValidator(_has_some)]
"""Folders of the host, or `{guest: PATH}`."""


class Chef(Provisioner):
    """Chef, and how it is installed."""

    product: Annotated[Line | None, Emits(default="chef")] = None
    """The product that is installed."""

    install: Annotated[Bool | Literal["force"] | None, Emits(default=True)] = None
    """Whether it is installed where it is missing, or anyway (force)."""

    channel: Annotated[Line | None, Emits(default="stable")] = None
    """The release channel that it comes from."""

    version: Annotated[Line | None, Emits(default="latest")] = None
    """Its version."""

    omnibus_url: Annotated[Line | None, Emits(default="https://omnitruck.chef.io")] = None
    """Where its installer comes from."""

    installer_download_path: Line | None = None
    """The guest's folder that the installer is kept in."""

    binary_path: Line | None = None
    """The guest's folder that Chef is in."""

    binary_env: Line | None = None
    """What stands before its command: `LC_ALL=C`."""

    log_level: Annotated[
        Literal["auto", "debug", "info", "warn", "error", "fatal"] | None, Emits(default="info")
    ] = None
    """How much Chef says."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned in its block."""
        return {
            key: Symbol(value) if key == "log_level" else _paths(value)
            for key, value in super().settings().items()
        }


def _paths(value: Any) -> Any:
    match value:
        case GuestPath():
            return value.pair
        case tuple() if any(isinstance(item, GuestPath) for item in value):
            return [_paths(item) for item in value]
        case _:
            return value


class ChefRun(Chef):
    """What Chef runs, and with which attributes."""

    on_host: ClassVar[HostPaths] = {"custom_config_path": "file"}

    methods: ClassVar[frozenset[str]] = frozenset({"add_recipe", "add_role"})

    add_recipe: Annotated[tuple[Line, ...], OneOrSeveral] = ()
    """Recipes that run, behind `run_list`."""

    add_role: Annotated[tuple[Line, ...], OneOrSeveral] = ()
    """Roles that run, behind `run_list` and `add_recipe`."""

    run_list: tuple[Line, ...] | None = None
    """What runs: `recipe[...]`, `role[...]`."""

    json: Annotated[dict[str, Any], AfterValidator(can_be_written_down)] | None = None  # type: ignore[assignment]
    """The node's attributes."""

    node_name: Line | None = None
    """What the node is called."""

    environment: Line | None = None
    """Chef's environment."""

    arguments: Line | None = None
    """More arguments of Chef."""

    attempts: Annotated[PositiveInt | None, Emits(default=1)] = None
    """How often it is tried."""

    custom_config_path: Line | None = None
    """A file of the host that is added to Chef's configuration."""

    encrypted_data_bag_secret_key_path: Line | None = None
    """The file with the secret of encrypted data bags."""

    formatter: Line | None = None
    """What formats Chef's output."""

    http_proxy: Line | None = None
    """The proxy for HTTP."""

    http_proxy_user: Line | None = None
    """The user there."""

    http_proxy_pass: SecretLine | None = None
    """That user's password."""

    https_proxy: Line | None = None
    """The proxy for HTTPS."""

    https_proxy_user: Line | None = None
    """The user there."""

    https_proxy_pass: SecretLine | None = None
    """That user's password."""

    no_proxy: Line | None = None
    """Where no proxy is used."""

    provisioning_path: Line | None = None
    """The guest's folder for what Vagrant puts there for Chef."""

    file_cache_path: Line | None = None
    """The guest's folder that Chef caches files in."""

    file_backup_path: Line | None = None
    """The guest's folder that Chef keeps backups in."""

    verbose_logging: Annotated[Bool | None, Emits(default=False)] = None
    """Whether Chef says even more."""

    enable_reporting: Annotated[Bool | None, Emits(default=True)] = None
    """Whether Chef reports to its server."""

    def calls(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called in its block."""
        return tuple(
            (method, Arguments((name,)))
            for method in ("add_recipe", "add_role")
            for name in getattr(self, method)
        )

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned in its block."""
        said = super().settings()
        return {key: value for key, value in said.items() if key not in self.methods}


class ChefCookbooks(ChefRun):
    """Chef with cookbooks that come from the host."""

    on_host: ClassVar[HostPaths] = {
        **ChefRun.on_host,
        "cookbooks_path": "folder",
        "data_bags_path": "folder",
        "environments_path": "folder",
        "nodes_path": "folder",
        "roles_path": "folder",
    }

    cookbooks_path: Annotated[AnyPaths | None, Emits(default="cookbooks")] = None
    """Folders of cookbooks, on the host or `{guest: PATH}`."""

    data_bags_path: AnyPaths | None = None
    """Folders of data bags."""

    environments_path: AnyPaths | None = None
    """Folders of environments, with `environment`."""

    nodes_path: AnyPaths | None = None
    """Folders of nodes."""

    roles_path: AnyPaths | None = None
    """Folders of roles."""

    synced_folder_type: Literal["rsync", "nfs", "9p", "virtiofs", "smb"] | None = None
    """How these folders get into the guest."""


def require_environments(chef: ChefCookbooks) -> None:
    """Raise a mistake where an environment is named that stands nowhere."""
    if chef.environment and not chef.environments_path:
        raise Mistake("needs `environments_path`, the folder it stands in", "environment")
