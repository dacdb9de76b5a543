"""The provider block's settings of the management network, and of network cards."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from vagrantgen.models.address import Subnet
from vagrantgen.models.base import Bool, Checked, Mistake, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.names import DomainName, MacAddress
from vagrantgen.models.nic import NicModel
from vagrantgen.models.provider.values import ManagementMode, PciBus, PciSlot, YesNo
from vagrantgen.models.text import HostInterface, NetworkName, NumberedInterface

_INTERFACE = "/domain/devices/interface"
_LIBVIRTS_OWN = ("vnet", "vif", "macvtap", "macvlan")


def _is_not_libvirts(value: str) -> str:
    found = next((prefix for prefix in _LIBVIRTS_OWN if value.startswith(prefix)), None)
    if found:
        msg = f"{value!r} begins as libvirt's own names do: {found}; choose another"
        raise ValueError(msg)
    return value


class Management(Checked):
    """The network by which Vagrant reaches the machine, and what holds for every card."""

    management_network_name: Annotated[
        NetworkName | None, Emits("/network/name", default="vagrant-libvirt")
    ] = None
    """The libvirt network by which Vagrant reaches the machine."""

    management_network_address: Annotated[
        Subnet | None, Emits("/network/ip", default="192.168.121.0/24")
    ] = None
    """That network's subnet."""

    management_network_mode: Annotated[
        ManagementMode | None, Emits("/network/forward/@mode", default="nat")
    ] = None
    """How that network reaches outside."""

    management_network_mac: Annotated[MacAddress | None, Emits(f"{_INTERFACE}/mac/@address")] = None
    """The machine's MAC address on it; the machine's index is added."""

    management_network_guest_ipv6: Annotated[
        YesNo | None, Emits("/network/@ipv6", default="yes")
    ] = None
    """Whether guests may talk IPv6 to each other on it."""

    management_network_autostart: Annotated[Bool | None, Emits("/network", default=False)] = None
    """Start it with the host."""

    management_network_domain: Annotated[DomainName | None, Emits("/network/domain/@name")] = None
    """The DNS domain that libvirt answers for on it."""

    management_network_mtu: Annotated[
        Annotated[PositiveInt, Field(ge=68, le=65535)] | None, Emits("/network/mtu/@size")
    ] = None
    """Its largest packet, in bytes."""

    management_network_pci_bus: Annotated[PciBus | None, Emits(f"{_INTERFACE}/address/@bus")] = None
    """The PCI bus of its interface there, as `0x00`; with `management_network_pci_slot`."""

    management_network_pci_slot: Annotated[PciSlot | None, Emits(f"{_INTERFACE}/address/@slot")] = (
        None
    )
    """The PCI slot of its interface there, as `0x05`; with `management_network_pci_bus`."""

    management_network_device: Annotated[
        HostInterface | None, Emits(f"{_INTERFACE}/source/@bridge", default="virbr0")
    ] = None
    """The host's bridge that takes its place with `qemu_use_session`."""

    management_network_driver_iommu: Annotated[
        Bool | None, Emits(f"{_INTERFACE}/driver/@iommu", default=False)
    ] = None
    """Let its card work with encrypted memory, as `launchsecurity` needs it."""

    management_network_iface_name: Annotated[
        Annotated[NumberedInterface, AfterValidator(_is_not_libvirts)] | None,
        Emits(f"{_INTERFACE}/target/@dev", since="vagrant-libvirt 0.12.1"),
    ] = None
    """What its interface is called on the host; `{n}` stands for the machine's number."""

    management_network_model_type: Annotated[
        NicModel | None,
        Emits(f"{_INTERFACE}/model/@type", default="virtio", since="vagrant-libvirt 0.12.0"),
    ] = None
    """Its card; `nic_model_type` otherwise."""

    management_network_keep: Annotated[Bool | None, Emits(default=True)] = None
    """Whether it stays when its last machine goes; one that was there before always stays."""

    mgmt_attach: Annotated[Bool | None, Emits(_INTERFACE, default=True)] = None
    """Whether the machine is connected to it."""

    nic_model_type: Annotated[
        NicModel | None, Emits(f"{_INTERFACE}/model/@type", default="virtio")
    ] = None
    """The network card of every interface that names none."""

    nic_adapter_count: Annotated[Annotated[PositiveInt, Field(le=64)] | None, Emits(default=8)] = (
        None
    )
    """How many network cards fit into it, with the management network's."""

    host_device_exclude_prefixes: Annotated[
        tuple[HostInterface, ...] | None,
        Emits(default=["docker", "macvtap", "virbr", "vnet"]),
    ] = None
    """What the host's interfaces begin with that no public network can lead to."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what has no effect."""
        pci = ("management_network_pci_bus", "management_network_pci_slot")
        said = [key for key in pci if getattr(self, key) is not None]
        if len(said) == 1:
            yield Mistake(f"`{pci[0]}` and `{pci[1]}` have no effect without each other", said[0])
