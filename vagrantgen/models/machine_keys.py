"""What can be said of a machine."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from pydantic import Field

from vagrantgen.models.base import Bool, Model, OneOrSeveral, PositiveInt
from vagrantgen.models.deferred import DEFERRED, late
from vagrantgen.models.interface import AnyInterface
from vagrantgen.models.names import Hostname
from vagrantgen.models.plugins import Plugins
from vagrantgen.models.port import ForwardedPort
from vagrantgen.models.provisioner import AnyProvisioner
from vagrantgen.models.quantity import Gibibytes, Mebibytes
from vagrantgen.models.secret import SecretLine
from vagrantgen.models.synced_folder import AnySyncedFolder
from vagrantgen.models.text import Line, ScriptText, Versions
from vagrantgen.models.unsaid import unsaid
from vagrantgen.models.variables import Variables
from vagrantgen.models.vm import Vm

if TYPE_CHECKING:
    from vagrantgen.models.cloud_init import CloudInit
    from vagrantgen.models.connection import NfsSection, Ssh, WindowsSection, Winrm, Winssh
    from vagrantgen.models.disk import AnyDisk
    from vagrantgen.models.libvirt import Libvirt
    from vagrantgen.models.other_providers import (
        DockerProvider,
        FurtherProviders,
        Hyperv,
        Parallels,
        Virtualbox,
        VmwareDesktop,
    )
    from vagrantgen.models.trigger import Trigger
else:
    CloudInit = late("cloud_init.CloudInit")
    NfsSection = late("connection.NfsSection")
    Ssh = late("connection.Ssh")
    WindowsSection = late("connection.WindowsSection")
    Winrm = late("connection.Winrm")
    Winssh = late("connection.Winssh")
    AnyDisk = late("disk.AnyDisk")
    Libvirt = late("libvirt.Libvirt")
    DockerProvider = late("other_providers.DockerProvider")
    FurtherProviders = late("other_providers.FurtherProviders")
    Hyperv = late("other_providers.Hyperv")
    Parallels = late("other_providers.Parallels")
    Virtualbox = late("other_providers.Virtualbox")
    VmwareDesktop = late("other_providers.VmwareDesktop")
    Trigger = late("trigger.Trigger")

PROVIDERS: Final = ("virtualbox", "vmware_desktop", "hyperv", "parallels", "docker")
"""Other providers whose blocks have keys of their own."""

no_provider_block: Final = unsaid(
    "libvirt.Libvirt", "box_device", "drops_cpu_details", "has_scsi", "written_disk_driver"
)
"""Returns what stands for a provider block of which nothing is said."""


class MachineKeys(Model):
    """What can be said of a machine; `defaults` says the same of every machine."""

    refused: ClassVar[Mapping[str, str]] = {
        "ram": "is called `memory`",
        "image": "is called `box`",
        "os": "is called `box`",
        "ip": "does not stand here; write it in `networks`, or in `ports`",
        "mac": "does not stand here; write it in `networks`",
        "storage": "is called `disks`",
        "shell": "is a kind of provisioner: `provisioners: [{type: shell, ...}]`",
        "ansible": "is a kind of provisioner: `provisioners: [{type: ansible, ...}]`",
        "groups": "does not stand here; name the machine under `groups` of the lab",
        "count": "is what one machine says, and stands with it",
        "each": "is what one machine says, and stands with it",
        "name": "does not stand here: a machine's name is its key",
    }
    """Other words for what has a name here."""

    box: Line | None = None
    """The Vagrant box: an alias of the catalogue, or a name such as `generic/rocky9`."""

    box_version: Versions | None = None
    """The box's version, or constraints such as `>= 4.1, < 5`."""

    box_url: Annotated[tuple[SecretLine, ...], OneOrSeveral] | None = None
    """Where the box comes from, instead of Vagrant's own catalogue: URLs or files."""

    hostname: Hostname | None = None
    """The guest's name; the machine's own otherwise."""

    cpus: Annotated[PositiveInt, Field(le=255)] = 1
    """Virtual CPUs."""

    memory: Mebibytes = 1024
    """The guest's memory, in MiB or with a unit: `2048`, `2 GiB`, `2G`."""

    nested: Bool = False
    """Whether the guest can run virtual machines itself."""

    disk_size: Gibibytes | None = None
    """The box's disk grown to this size, and its file system with it: `40G`."""

    primary: Bool = False
    """Whether it is meant where Vagrant is told no machine."""

    autostart: Bool = True
    """Whether `up` starts it when it is told no machine."""

    depends_on: Annotated[tuple[Line, ...], OneOrSeveral] = ()
    """Machines, counted machines or groups that must be ready before it starts."""

    networks: Annotated[tuple[AnyInterface, ...], DEFERRED] = ()
    """Its connections, besides the management network that the plugin always adds."""

    ports: Annotated[tuple[ForwardedPort, ...], DEFERRED] = ()
    """Ports of the host that lead to it: `8080:80`."""

    disks: Annotated[tuple[AnyDisk, ...], DEFERRED] = ()
    """Disks besides the box's own."""

    cloud_init: CloudInit | None = None
    """What cloud-init does in it at its first boot."""

    synced_folders: Annotated[tuple[AnySyncedFolder, ...], DEFERRED] = ()
    """Folders of the host that it sees, or has a copy of; none otherwise."""

    provisioners: Annotated[tuple[AnyProvisioner, ...], DEFERRED] = ()
    """What is done once it answers, in this order."""

    names: Bool = True
    """Whether it knows the lab's other machines by name."""

    guest_setup: Literal["script", "vagrant"] | None = None
    """What gives the guest its hostname and its addresses: a script, in one SSH session, or
    Vagrant, in many. The script otherwise, where it knows the guest."""

    ssh: Ssh = Field(default_factory=unsaid("connection.Ssh"))
    """`config.ssh`: how Vagrant reaches it."""

    winrm: Winrm = Field(default_factory=unsaid("connection.Winrm"))
    """`config.winrm`: how Vagrant reaches it, if it runs Windows."""

    winssh: Winssh = Field(default_factory=unsaid("connection.Winssh"))
    """`config.winssh`: how Vagrant reaches it, if it runs Windows with SSH."""

    nfs: NfsSection = Field(default_factory=unsaid("connection.NfsSection"))
    """`config.nfs`: how its folders of type nfs are exported."""

    windows: WindowsSection = Field(default_factory=unsaid("connection.WindowsSection"))
    """`config.windows`: what is done in it, if it runs Windows."""

    vm: Annotated[Vm, DEFERRED] = Field(default_factory=cache(Vm.model_construct))
    """`config.vm`: what the other keys don't say."""

    libvirt: Libvirt = Field(default_factory=no_provider_block)
    """The provider block."""

    virtualbox: Virtualbox | None = None
    """The block of VirtualBox, for those who have no libvirt."""

    vmware_desktop: VmwareDesktop | None = None
    """The block of VMware's plugin, for those who have no libvirt."""

    hyperv: Hyperv | None = None
    """The block of Hyper-V, where that runs the machine instead."""

    parallels: Parallels | None = None
    """The block of Parallels, where that runs the machine instead."""

    docker: DockerProvider | None = None
    """The block of Docker as a provider, for those who have no libvirt."""

    providers: FurtherProviders = Field(default_factory=dict)
    """Blocks of further providers, by their names, with any of their settings."""

    triggers: Annotated[tuple[Trigger, ...], DEFERRED] = ()
    """What Vagrant runs before or after its commands on this machine."""

    plugins: Plugins = Field(default_factory=dict)
    """Settings of Vagrant's other plugins for this machine, as `plugins` of the lab has them."""

    vars: Variables = Field(default_factory=dict)
    """Its variables in the Ansible inventory."""

    controls: Annotated[tuple[Line, ...], OneOrSeveral] = ()
    """Machines or groups that it is the Ansible control node of."""

    ruby: ScriptText | None = None
    """Ruby for the end of its block, where its variable is called `node`."""
