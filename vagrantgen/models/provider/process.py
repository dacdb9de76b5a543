"""The provider block's settings of QEMU itself: arguments, environment, encrypted memory."""

from typing import Annotated, Literal

from pydantic import Field

from vagrantgen.models.base import Checked, Int, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.values import hexadecimal
from vagrantgen.models.text import Line, VariableName


class QemuArgument(Method):
    """An argument of QEMU's."""

    value: Line
    """The argument; an option's value is the next one."""


class LaunchSecurity(Method):
    """AMD's encryption of the guest's memory."""

    type: Literal["sev"]
    """What it is; only SEV there is."""

    cbitpos: Annotated[Int, Field(ge=0, le=63)] | None = None
    """The bit of an address that says whether it is encrypted; 47 otherwise."""

    reducedPhysBits: Annotated[Int, Field(ge=0, le=63)] | None = None  # noqa: N815
    """How many bits of an address are lost; 1 otherwise."""

    policy: Annotated[str, hexadecimal(4, 0xFFFF)] | None = None
    """What the host may do; 0x0003 otherwise."""


class Process(Checked):
    """QEMU itself."""

    qemuargs: Annotated[
        Annotated[tuple[QemuArgument, ...], OneOrSeveral] | None,
        Emits("/domain/qemu:commandline/qemu:arg/@value", is_method=True),
    ] = None
    """Arguments of QEMU's, which libvirt knows nothing of; XML's own characters are escaped."""

    qemuenv: Annotated[
        dict[VariableName, Line] | None,
        Emits("/domain/qemu:commandline/qemu:env/@value", is_method=True),
    ] = None
    """Variables of QEMU's environment; XML's own characters are escaped."""

    launchsecurity: Annotated[
        LaunchSecurity | None, Emits("/domain/launchSecurity", is_method=True)
    ] = None
    """The encryption of the guest's memory."""
