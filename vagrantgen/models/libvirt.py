"""The provider block: vagrant-libvirt's settings, by its own names."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from vagrantgen.models.address import Subnet
from vagrantgen.models.base import Bool, OneOrSeveral, PositiveInt, Settings, is_partial
from vagrantgen.models.disk import CacheMode, DiskBus, IoMode
from vagrantgen.models.names import MacAddress
from vagrantgen.models.network import ForwardMode, NicModel
from vagrantgen.models.values import Arguments

_METHODS = frozenset({"boot", "disk_driver", "random"})


class DiskDriver(Settings):
    """How the host reads and writes the box's disks."""

    cache: CacheMode | None = None
    """How the host caches them."""

    io: IoMode | None = None
    """How QEMU reads and writes them."""

    copy_on_read: Literal["on", "off"] | None = None
    """Whether what is read from the box's image is kept."""

    discard: Literal["unmap", "ignore"] | None = None
    """Whether space that the guest frees is given back."""

    detect_zeroes: Literal["off", "on", "unmap"] | None = None
    """Whether zeroes are written."""


class Random(Settings):
    """A source of random numbers for the guest."""

    model: Literal["random"] = "random"
    """The host's /dev/random, the only one there is."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always the model, without which the plugin adds nothing."""
        return {"model": self.model}


class Libvirt(Settings):
    """The provider block's settings."""

    refused: ClassVar[Mapping[str, str]] = {
        "memory": "does not stand here; write `memory` of the machine",
        "cpus": "does not stand here; write `cpus` of the machine",
        "nested": "does not stand here; write `nested` of the machine",
        "storage": "does not stand here; write `disks` of the machine",
        "uri": "does not stand here; write `uri` of the lab",
        "graphics_autoport": "has no effect: the plugin overwrites it",
        "port": "has no effect: the plugin overwrites it; put the port into the lab's `uri`",
    }
    """Keys that are the plugin's, with the reason why they are not taken."""

    driver: Literal["kvm", "qemu"] | None = None
    """Hardware virtualization (kvm) or emulation (qemu); kvm where it works otherwise."""

    default_prefix: str | None = None
    """What the domains' names begin with; the lab's name and an underscore otherwise."""

    title: str | None = None
    """A short description of the domain."""

    description: str | None = None
    """A description of the domain."""

    autostart: Bool | None = None
    """Start the machine with the host."""

    machine_type: str | None = None
    """QEMU's machine type: `q35`, `pc`, or one with its version."""

    cpu_mode: Literal["host-model", "host-passthrough", "custom", "maximum"] | None = None
    """How the guest's CPU is made; host-model otherwise."""

    cpu_model: str | None = None
    """The CPU's model, with `cpu_mode: custom`."""

    cpu_fallback: Literal["allow", "forbid"] | None = None
    """Whether another model may take its place."""

    graphics_type: Literal["vnc", "spice", "sdl", "none"] | None = None
    """The display's protocol; vnc otherwise."""

    graphics_ip: str | None = None
    """The host's address that the display listens on; 127.0.0.1 otherwise."""

    graphics_port: Annotated[int, Field(ge=-1, le=65535)] | None = None
    """The display's port; a free one otherwise."""

    graphics_passwd: str | None = None
    """The display's password."""

    keymap: str | None = None
    """The display's keyboard: `en-us`, `ko`, ..."""

    video_type: (
        Literal[
            "vga", "cirrus", "vmvga", "xen", "vbox", "qxl", "virtio", "gop", "bochs", "ramfb",
            "none",
        ]
        | None
    ) = None  # fmt: skip
    """The graphics card; cirrus otherwise."""

    video_vram: PositiveInt | None = None
    """The graphics card's memory, in KiB."""

    disk_bus: DiskBus | None = None
    """What the box's disk is connected to; virtio otherwise."""

    disk_device: str | None = None
    """The name of the box's disk in the guest; vda otherwise."""

    disk_driver: DiskDriver | None = None
    """How the host reads and writes the box's disks."""

    machine_virtual_size: PositiveInt | None = None
    """The box's disk grown to this many GiB, without its file system; `disk_size` does both."""

    storage_pool_name: str | None = None
    """The storage pool of the machine's disks; default otherwise."""

    snapshot_pool_name: str | None = None
    """The storage pool of the machine's own layer above the box's image."""

    nic_model_type: NicModel | None = None
    """The network card of every interface that names none."""

    management_network_name: str | None = None
    """The libvirt network by which Vagrant reaches the machine."""

    management_network_address: Subnet | None = None
    """That network's subnet."""

    management_network_mode: ForwardMode | None = None
    """How that network reaches outside."""

    management_network_mac: MacAddress | None = None
    """The machine's MAC address on it; the machine's index is added."""

    management_network_guest_ipv6: Literal["yes", "no"] | None = None
    """Whether guests may talk IPv6 to each other on it."""

    management_network_autostart: Bool | None = None
    """Start it with the host."""

    management_network_domain: str | None = None
    """The DNS domain that libvirt answers for on it."""

    management_network_mtu: PositiveInt | None = None
    """Its largest packet, in bytes."""

    management_network_pci_bus: str | None = None
    """The PCI bus of the machine's interface on it, with `management_network_pci_slot`."""

    management_network_pci_slot: str | None = None
    """The PCI slot of the machine's interface on it, with `management_network_pci_bus`."""

    management_network_device: str | None = None
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

    ruby: str | None = None
    """Ruby for the end of the provider block, where its variable is called `domain`."""

    @model_validator(mode="after")
    def _names_a_cpu_only_where_it_counts(self, info: ValidationInfo) -> Self:
        if not is_partial(info) and self.cpu_model and self.cpu_mode != "custom":
            msg = "`cpu_model` is ignored without `cpu_mode: custom`; add that"
            raise ValueError(msg)
        return self

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned in the provider block."""
        return {
            key: value
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
