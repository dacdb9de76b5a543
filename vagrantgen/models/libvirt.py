"""The provider block: vagrant-libvirt's settings, by its own names."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self
from xml.sax.saxutils import escape

from pydantic import Field, ValidationInfo, model_validator

from vagrantgen.models.address import Ipv6Address, Subnet
from vagrantgen.models.base import Bool, Mistake, OneOrSeveral, PositiveInt, Settings, is_partial
from vagrantgen.models.disk import DeviceName, DiskBus, DiskDriver
from vagrantgen.models.emits import Emits
from vagrantgen.models.names import DomainName, MacAddress
from vagrantgen.models.nic import NicModel
from vagrantgen.models.provider_values import (
    REFUSED,
    GraphicsPort,
    Keymap,
    ManagementMode,
    PciNumber,
    Prefix,
    Random,
)
from vagrantgen.models.text import (
    HostInterface,
    Line,
    NetworkName,
    PoolName,
    ScriptText,
    Text,
    Word,
    XmlLine,
)
from vagrantgen.models.values import Arguments

_METHODS: Final = frozenset({"boot", "disk_driver", "random"})
_WRITTEN_AS_XML: Final = frozenset({"title", "description"})
"""What the plugin copies into its XML as it is."""

_LONGEST_VNC_PASSWORD: Final = 8


class Libvirt(Settings):
    """The provider block's settings."""

    refused: ClassVar[Mapping[str, str]] = REFUSED
    """Keys that are the plugin's, with the reason why they are not taken."""

    driver: Literal["kvm", "qemu"] | None = None
    """Hardware virtualization (kvm) or emulation (qemu); kvm where it works otherwise."""

    default_prefix: Prefix | None = None
    """What the domains' names begin with; the lab's name and an underscore otherwise."""

    title: Annotated[Line | None, Emits("/domain/title")] = None
    """A short description of the domain."""

    description: Text | None = None
    """A description of the domain."""

    autostart: Bool | None = None
    """Start the machine with the host."""

    machine_type: Word | None = None
    """QEMU's machine type: `q35`, `pc`, or one with its version."""

    cpu_mode: Literal["host-model", "host-passthrough", "custom", "maximum"] | None = None
    """How the guest's CPU is made; host-model otherwise."""

    cpu_model: Word | None = None
    """The CPU's model, with `cpu_mode: custom`."""

    cpu_fallback: Literal["allow", "forbid"] | None = None
    """Whether another model may take its place."""

    graphics_type: Annotated[
        Literal["vnc", "spice", "sdl", "none"] | None,
        Emits("/domain/devices/graphics/@type", default="vnc"),
    ] = None
    """The display's protocol."""

    graphics_ip: DomainName | Ipv6Address | None = None
    """The host's address that the display listens on; 127.0.0.1 otherwise."""

    graphics_port: GraphicsPort | None = None
    """The display's port, -1 for a free one; a free one otherwise."""

    graphics_passwd: XmlLine | None = None
    """The display's password."""

    keymap: Keymap | None = None
    """The display's keyboard; en-us otherwise."""

    video_type: (
        Literal[
            "vga", "cirrus", "vmvga", "xen", "vbox", "qxl", "virtio", "gop", "bochs", "ramfb",
            "none",
        ]
        | None
    ) = None  # fmt: skip
    """The graphics card; cirrus otherwise."""

    video_vram: Annotated[PositiveInt, Field(ge=1024, le=1024**2)] | None = None
    """The graphics card's memory, in KiB."""

    disk_bus: DiskBus | None = None
    """What the box's disk is connected to; virtio otherwise."""

    disk_device: DeviceName | None = None
    """The name of the box's disk in the guest; vda otherwise."""

    disk_driver: DiskDriver | None = None
    """How the host reads and writes the box's disks."""

    machine_virtual_size: Annotated[PositiveInt, Field(le=65536)] | None = None
    """The box's disk grown to this many GiB, without its file system; `disk_size` does both."""

    storage_pool_name: PoolName | None = None
    """The storage pool of the machine's disks; default otherwise."""

    snapshot_pool_name: PoolName | None = None
    """The storage pool of the machine's own layer above the box's image."""

    nic_model_type: NicModel | None = None
    """The network card of every interface that names none."""

    management_network_name: NetworkName | None = None
    """The libvirt network by which Vagrant reaches the machine."""

    management_network_address: Subnet | None = None
    """That network's subnet."""

    management_network_mode: ManagementMode | None = None
    """How that network reaches outside."""

    management_network_mac: MacAddress | None = None
    """The machine's MAC address on it; the machine's index is added."""

    management_network_guest_ipv6: Literal["yes", "no"] | None = None
    """Whether guests may talk IPv6 to each other on it."""

    management_network_autostart: Bool | None = None
    """Start it with the host."""

    management_network_domain: DomainName | None = None
    """The DNS domain that libvirt answers for on it."""

    management_network_mtu: Annotated[PositiveInt, Field(ge=68, le=65535)] | None = None
    """Its largest packet, in bytes."""

    management_network_pci_bus: PciNumber | None = None
    """The PCI bus of its interface there, as `0x00`; with `management_network_pci_slot`."""

    management_network_pci_slot: PciNumber | None = None
    """The PCI slot of its interface there, as `0x05`; with `management_network_pci_bus`."""

    management_network_device: HostInterface | None = None
    """The host's bridge that takes its place with `qemu_use_session`."""

    management_network_keep: Bool | None = None
    """Whether it stays when its last machine goes; one that was there before always stays."""

    mgmt_attach: Bool | None = None
    """Whether the machine is connected to it; it is otherwise."""

    qemu_use_session: Bool | None = None
    """Whether the user's own libvirt (qemu:///session) is used."""

    qemu_use_agent: Bool | None = None
    """Whether the machine's address is asked from the agent inside it."""

    suspend_mode: Literal["pause", "managedsave"] | None = None
    """Whether `suspend` keeps the machine in memory (pause) or on disk."""

    boot: Annotated[tuple[Literal["hd", "cdrom", "network"], ...], OneOrSeveral] | None = None
    """What it boots from, in this order."""

    random: Random | None = None
    """A source of random numbers for the guest."""

    ruby: ScriptText | None = None
    """Ruby for the end of the provider block, where its variable is called `domain`."""

    @model_validator(mode="after")
    def _says_only_what_has_an_effect(self, info: ValidationInfo) -> Self:
        if not is_partial(info) and self.model_fields_set:
            self._check_cpu()
            self._check_display()
            self._check_management_network()
        return self

    def _check_cpu(self) -> None:
        if self.cpu_model and self.cpu_mode != "custom":
            raise Mistake("is ignored without `cpu_mode: custom`; add that", "cpu_model")
        if self.cpu_mode == "custom" and self.cpu_model is None:
            raise Mistake("'custom' needs `cpu_model`, such as `Skylake-Server`", "cpu_mode")
        if self.cpu_mode == "host-passthrough" and self.driver == "qemu":
            raise Mistake("can't be emulated; it needs `driver: kvm`", "cpu_mode")

    def _check_display(self) -> None:
        if self.graphics_type in {"none", "sdl"} and self.graphics_passwd is not None:
            text = f"has no effect with `graphics_type: {self.graphics_type}`"
            raise Mistake(text, "graphics_passwd")
        too_long = len(self.graphics_passwd or "") > _LONGEST_VNC_PASSWORD
        if too_long and self.graphics_type in {None, "vnc"}:
            text = f"is longer than the {_LONGEST_VNC_PASSWORD} characters that VNC takes"
            raise Mistake(text, "graphics_passwd")
        if self.video_type == "none" and self.video_vram is not None:
            raise Mistake("has no effect with `video_type: none`", "video_vram")

    def _check_management_network(self) -> None:
        pci = ("management_network_pci_bus", "management_network_pci_slot")
        said = [key for key in pci if getattr(self, key) is not None]
        if len(said) == 1:
            raise Mistake(f"`{pci[0]}` and `{pci[1]}` have no effect without each other", said[0])
        if self.management_network_device and not self.qemu_use_session:
            text = "has no effect without `qemu_use_session: true`"
            raise Mistake(text, "management_network_device")

    @model_validator(mode="after")
    def _boots_from_each_kind_once(self) -> Self:
        for device in self.boot or ():
            if (self.boot or ()).count(device) > 1:
                raise Mistake(f"there is {device!r} twice", "boot")
        return self

    @property
    def box_device(self) -> str:
        """The name of the box's disk in the guest."""
        return self.disk_device or ("sda" if self.disk_bus == "scsi" else "vda")

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned in the provider block; as XML where the plugin doesn't."""
        return {
            key: escape(value) if key in _WRITTEN_AS_XML else value
            for key, value in super().settings().items()
            if key not in _METHODS and key != "ruby"
        }

    def calls(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called in the provider block: each name, and what it is given."""
        boot = tuple(("boot", Arguments((device,))) for device in self.boot or ())
        single = tuple(
            (name, Arguments(named=value.settings()))
            for name in ("disk_driver", "random")
            if (value := getattr(self, name)) is not None
        )
        return single + boot
