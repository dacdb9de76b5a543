"""The provider block's settings of the box's disk, and of the pools."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from vagrantgen.models.base import Checked, Mistake, PositiveInt
from vagrantgen.models.disk import DiskDriver
from vagrantgen.models.disk_values import CacheMode, DeviceName, DiskAddress, DiskBus
from vagrantgen.models.emits import Emits
from vagrantgen.models.text import HostFile, PoolName

_DISK = "/domain/devices/disk"


class Storage(Checked):
    """The box's disk, and where disks are kept."""

    disk_bus: Annotated[DiskBus | None, Emits(f"{_DISK}/target/@bus", default="virtio")] = None
    """What the box's disk is connected to; scsi where its name begins with `sd`."""

    disk_device: Annotated[DeviceName | None, Emits(f"{_DISK}/target/@dev", default="vda")] = None
    """The name of the box's disk in the guest; sda on scsi."""

    disk_address_type: Annotated[DiskAddress | None, Emits(f"{_DISK}/address/@type")] = None
    """The kind of the disks' addresses, where libvirt is to choose none itself."""

    disk_controller_model: Annotated[
        Literal[
            "auto", "buslogic", "lsilogic", "lsisas1068", "lsisas1078", "vmpvscsi", "ibmvscsi",
            "virtio-scsi", "virtio-transitional", "virtio-non-transitional", "ncr53c90", "dc390",
            "am53c974",
        ] | None,
        Emits("/domain/devices/controller[@type='scsi']/@model", default="virtio-scsi"),
    ] = None  # fmt: skip
    """The controller of a box's disk on scsi."""

    disk_driver: Annotated[DiskDriver | None, Emits(f"{_DISK}/driver", is_method=True)] = None
    """How the host reads and writes the box's disks."""

    volume_cache: Annotated[CacheMode | None, Emits(f"{_DISK}/driver/@cache")] = None
    """The plugin's old word for the cache of `disk_driver`, as which it is written."""

    machine_virtual_size: Annotated[
        Annotated[PositiveInt, Field(le=65536)] | None, Emits("/volume/capacity")
    ] = None
    """The box's disk grown to this many GiB, without its file system; `disk_size` does both."""

    storage_pool_name: Annotated[PoolName | None, Emits("/volume", default="default")] = None
    """The storage pool of the machine's disks."""

    storage_pool_path: Annotated[
        HostFile | None, Emits("/pool/target/path", default="/var/lib/libvirt/images")
    ] = None
    """Where the pool `default` is made if there is none."""

    snapshot_pool_name: Annotated[PoolName | None, Emits("/volume", default="default")] = None
    """The storage pool of the machine's own layer above the box's image."""

    @property
    def box_device(self) -> str:
        """The name of the box's disk in the guest."""
        return self.disk_device or ("sda" if self.disk_bus == "scsi" else "vda")

    @property
    def has_scsi(self) -> bool:
        """Whether the box's disk is on scsi."""
        return (self.disk_bus or ("scsi" if self.box_device[:2] == "sd" else "")) == "scsi"

    @property
    def written_disk_driver(self) -> DiskDriver | None:
        """What is said of the box's disks, by the plugin's newer word."""
        return DiskDriver(cache=self.volume_cache) if self.volume_cache else self.disk_driver

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what has no effect."""
        if self.volume_cache and self.disk_driver is not None:
            yield Mistake("has no effect beside `disk_driver`; write its `cache`", "volume_cache")
        if self.disk_controller_model and not self.has_scsi:
            yield Mistake("has no effect without `disk_bus: scsi`", "disk_controller_model")
        if self.storage_pool_path and self.storage_pool_name not in {None, "default"}:
            text = f"has no effect: the pool {self.storage_pool_name!r} is never made"
            yield Mistake(text, "storage_pool_path")
