"""A machine, and the rules between its keys."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

from pydantic import Field, ValidationInfo, model_validator

from vagrantgen.models import shared_memory
from vagrantgen.models.base import Mistake, Mistakes, is_partial
from vagrantgen.models.deferred import DEFERRED, late
from vagrantgen.models.interface import LabInterface
from vagrantgen.models.machine_keys import PROVIDERS, MachineKeys
from vagrantgen.models.names import Label, MachineName
from vagrantgen.models.nic import Interface
from vagrantgen.models.plugins import section_settings
from vagrantgen.models.port import ForwardedPort, winrm_left_out
from vagrantgen.models.values import Arguments

if TYPE_CHECKING:
    from vagrantgen.models.disk import AnyDisk
    from vagrantgen.models.drives import Drives
    from vagrantgen.models.link import WireEnd
    from vagrantgen.models.other_providers import OtherProvider
else:
    WireEnd = late("link.WireEnd")

_NEED_A_BOX: Final = (
    "box_version", "box_url", "hostname", "provisioners", "synced_folders", "controls", "disk_size",
    "ports",
)  # fmt: skip
"""The keys that say something only of a machine that answers."""


class Machine(MachineKeys):
    """A machine: one `config.vm.define` block of the Vagrantfile."""

    name: MachineName
    """Names it in Vagrant and in libvirt, and in the guest unless `hostname` does."""

    base: Label | None = None
    """The name it was counted from: `node` for `node2`."""

    cloud_init_files: dict[str, str] = Field(default_factory=dict)
    """The digests of the files that `cloud_init` names, by its keys."""

    wires: Annotated[tuple[WireEnd, ...], DEFERRED] = ()
    """Its ends of the lab's links, as they are meant."""

    setup: tuple[str, ...] = Field(default=(), exclude=True)
    """What the script is told that sets the guest up; nothing where Vagrant does it."""

    replaces_key: bool = Field(default=False, exclude=True)
    """Whether its box lets in who has Vagrant's own key, as everybody has, and that can change."""

    @model_validator(mode="after")
    def _says_only_what_a_machine_without_a_box_can(self, info: ValidationInfo) -> Self:
        if is_partial(info) or self.box is not None:
            return self
        for key in _NEED_A_BOX:
            if getattr(self, key):
                msg = f"{self.name!r} has no box, so `{key}` concerns nothing"
                raise Mistake(f"{msg}; add `box`, or remove this", key)
        return self

    @model_validator(mode="after")
    def _has_drives_that_fit(self) -> Self:
        if self.disks or self.cloud_init or self.libvirt.model_fields_set:
            self._drives().check(with_seed=bool(self.cloud_init))
        return self

    def _drives(self) -> "Drives":
        from vagrantgen.models.drives import Drives  # noqa: PLC0415

        return Drives(self.disks, self.libvirt, has_box=bool(self.box))

    @model_validator(mode="after")
    def _has_processors_and_memory_that_fit(self, info: ValidationInfo) -> Self:
        if is_partial(info) or not self.libvirt.model_fields_set:
            return self
        from vagrantgen.models import processors  # noqa: PLC0415

        found = (
            *processors.mistakes_of_processors(self.libvirt, self.cpus, nested=self.nested),
            *processors.mistakes_of_memory(self.libvirt, self.memory),
            *shared_memory.mistakes_of_sharing(self.synced_folders, self.libvirt),
        )
        if found:
            raise Mistakes(found)
        return self

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        guests = [folder.guest.rstrip("/") for folder in self.synced_folders]
        for kind, values, *key in (
            ("provisioners called", [item.name for item in self.provisioners], "provisioners"),
            ("synced folders at", guests, "synced_folders"),
            ("ports with the id", [port.id for port in self.ports], "ports"),
            ("synced folders with the id", [f.id for f in self.synced_folders], "synced_folders"),
        ):
            for place, value in enumerate(values):
                if value and value in values[:place]:
                    msg = f"there are two {kind} {value!r}, and Vagrant would take the last only"
                    raise Mistake(msg, *key, place)
        return self

    @model_validator(mode="after")
    def _has_folders_and_provisioners_that_fit(self, info: ValidationInfo) -> Self:
        if (self.synced_folders or self.provisioners) and not is_partial(info):
            from vagrantgen.models.provisioning import check_order  # noqa: PLC0415
            from vagrantgen.models.sharing import check_folders  # noqa: PLC0415

            check_folders(self.synced_folders, self.provisioners)
            check_order(self.provisioners)
        return self

    @model_validator(mode="after")
    def _says_its_disk_size_once(self) -> Self:
        if self.disk_size and self.libvirt.machine_virtual_size:
            raise Mistake("there is `disk_size` already", "libvirt", "machine_virtual_size")
        return self

    @model_validator(mode="after")
    def _takes_no_version_of_a_box_file(self, info: ValidationInfo) -> Self:
        files = [url for url in self.box_url or () if str(url).endswith(".box")]
        if files and self.box_version and not is_partial(info):
            msg = f"no version can be asked of {files[0]!r}: a box file has none"
            raise Mistake(msg, "box_version")
        return self

    @model_validator(mode="after")
    def _speaks_shell_where_shell_is_spoken_to_it(self) -> Self:
        for key in ("disk_size", "controls"):
            if getattr(self, key) and self.is_windows:
                msg = f"{self.name!r} runs Windows, where `{key}` can't be done"
                raise Mistake(msg, key)
        return self

    @model_validator(mode="after")
    def _can_be_reached(self, info: ValidationInfo) -> Self:
        connected = any(not getattr(item, "is_tunnel", False) for item in self.interfaces)
        apart = self.libvirt.mgmt_attach is False and not self.libvirt.qemu_use_agent
        if apart and self.box is not None and not connected and not is_partial(info):
            msg = (
                f"{self.name!r} has no other way to be reached; add one to `networks`, or"
                " `qemu_use_agent: true`"
            )
            raise Mistake(msg, "libvirt", "mgmt_attach")
        return self

    @property
    def is_windows(self) -> bool:
        """Whether Vagrant speaks to Windows in it."""
        return self.vm.communicator == "winrm" or self.vm.guest == "windows"

    @property
    def ssh_user(self) -> str:
        """The user that Vagrant and vagrantgen log in as."""
        return self.ssh.username or "vagrant"

    @property
    def guest_name(self) -> str:
        """What the guest is called."""
        return self.hostname or self.name

    @property
    def lab_interfaces(self) -> tuple[LabInterface, ...]:
        """Its connections to networks of the lab."""
        return tuple(item for item in self.networks if isinstance(item, LabInterface))

    @property
    def forwarded_ports(self) -> tuple[ForwardedPort, ...]:
        """All its forwarded ports, wherever they are written."""
        elsewhere = (item for item in self.networks if isinstance(item, ForwardedPort))
        return tuple(port for port in (*self.ports, *elsewhere) if not port.disabled)

    @property
    def drives(self) -> "tuple[AnyDisk, ...]":
        """Its drives besides the box's: the disks, and that of the image for cloud-init."""
        some = self.disks or self.cloud_init
        return tuple(self._drives().meant(with_seed=bool(self.cloud_init))) if some else ()

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """Its connections, to whatever they lead."""
        return (*(item for item in self.networks if isinstance(item, Interface)), *self.wires)

    @property
    def joined(self) -> tuple[str, ...]:
        """The lab's networks that it is on, and then the wires on which it has an address."""
        joined = {
            item.joins: None
            for item in self.interfaces
            if item.joins and (item.address or isinstance(item, LabInterface))
        }
        return tuple(joined)

    def ports_left_out(self) -> Iterator[Arguments]:
        """Yield the ports that Vagrant would forward for itself, the same for each machine."""
        if self.vm.communicator == "winrm":
            yield from winrm_left_out({port.id for port in self.forwarded_ports})

    def address_on(self, name: str) -> IPv4Address | None:
        """Return its address on a network or a wire of the lab."""
        on_it = (item.address for item in self.interfaces if item.joins == name)
        return next((address for address in on_it if address), None)

    def define_options(self) -> Mapping[str, Any]:
        """Return what `config.vm.define` is told, besides the name."""
        primary = {"primary": True} if self.primary else {}
        return primary | ({} if self.autostart else {"autostart": False})

    def node_settings(self) -> Mapping[str, Any]:
        """Return what is assigned in its block: the box, its name, `vm`, `ssh` and `winrm`."""
        box = {
            f"vm.{key}": value
            for key in ("box", "box_version", "box_url")
            if (value := getattr(self, key)) is not None
        }
        if self.box_url and len(self.box_url) == 1:
            box["vm.box_url"] = self.box_url[0]
        hostname = {"vm.hostname": self.guest_name} if self.box else {}
        sections = {
            f"{section}.{key}": value
            for section in ("vm", "ssh", "winrm", "winssh", "nfs", "windows")
            for key, value in getattr(self, section).settings().items()
        }
        return {**box, **hostname, **sections, **section_settings(self.plugins)}

    def provider_settings(self) -> Mapping[str, Any]:
        """Return what is assigned in its provider block."""
        size = {"machine_virtual_size": self.disk_size} if self.disk_size else {}
        # With host-passthrough it is so anyway, and the plugin would take it away at each start.
        nested = {"nested": True} if self.nested and not self.libvirt.drops_cpu_details else {}
        machine = {"cpus": self.cpus, "memory": self.memory, **nested, **size}
        return machine | dict(self.libvirt.settings())

    def provider_calls(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called in its provider block."""
        disks = (("storage", call) for disk in self.drives for call in disk.calls())
        return (*self.libvirt.calls(), *disks)

    def other_providers(self) -> "Iterator[tuple[str, OtherProvider]]":
        """Yield the blocks of other providers, by the provider's name."""
        blocks = {name: getattr(self, name) for name in PROVIDERS} | self.providers
        yield from ((name, block) for name, block in blocks.items() if block is not None)

    def memory_sharing(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called so that virtiofs can reach the machine's memory."""
        return shared_memory.memory_sharing(self.synced_folders, self.libvirt)
