"""The provider block's settings of the ways between host and guest: channels and serial ports."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from vagrantgen.models.address import Address
from vagrantgen.models.base import Bool, Checked, Mistake, OneOrSeveral, Port
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.values import OnOff
from vagrantgen.models.text import NumberedHostFile, Word

AGENT: Final = "org.qemu.guest_agent."
_SPICE: Final = "com.redhat.spice."


class Channel(Method):
    """A channel between the host and a program in the guest."""

    type: Literal["unix", "spicevmc", "pty", "null", "stdio", "vc", "qemu-vdagent"]
    """What it is on the host."""

    source_mode: Literal["bind", "connect"] | None = None
    """Whether QEMU listens on the socket, or connects to it; of `unix`."""

    source_path: NumberedHostFile | None = None
    """The socket on the host; of `unix`."""

    target_type: Literal["virtio", "guestfwd"] = "virtio"
    """What it is in the guest: a virtio port, or an address that is forwarded to the host."""

    target_name: Word | None = None
    """The port's name in the guest: `org.qemu.guest_agent.0`."""

    target_address: Address | None = None
    """The address in the guest; of `guestfwd`."""

    target_port: Port | None = None
    """The port at that address; of `guestfwd`."""

    disabled: Bool | None = None
    """Leave out the channel of this name that the plugin adds for spice."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always what it is in the guest."""
        said = dict(super().settings())
        return {"type": said.pop("type"), "target_type": self.target_type} | said

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is missing, and what has no effect."""
        if self.target_type == "guestfwd":
            yield from self._mistakes_of_forwarding()
        else:
            yield from self._mistakes_of_port()
        for key in ("source_mode", "source_path"):
            if self.type != "unix" and getattr(self, key) is not None:
                yield Mistake(f"has no effect with `type: {self.type}`", key)
        if self.source_mode and self.type == "unix" and self.source_path is None:
            yield Mistake("needs `source_path`", "source_mode")

    def _mistakes_of_forwarding(self) -> Iterator[Mistake]:
        for key in ("target_address", "target_port", "source_path"):
            if getattr(self, key) is None:
                yield Mistake(f"'guestfwd' needs `{key}`", "target_type")
        if self.target_name is not None:
            yield Mistake("is of `target_type: virtio`", "target_name")
        if self.type != "unix":
            yield Mistake("'guestfwd' needs `type: unix`", "target_type")

    def _mistakes_of_port(self) -> Iterator[Mistake]:
        if self.target_name is None:
            yield Mistake(f"needs `target_name`, such as `{AGENT}0`", "type")
        elif self.type == "spicevmc" and not self.target_name.startswith(_SPICE):
            yield Mistake(f"must begin with '{_SPICE}' with `type: spicevmc`", "target_name")
        for key in ("target_address", "target_port"):
            if getattr(self, key) is not None:
                yield Mistake("is of `target_type: guestfwd`", key)
        if self.disabled and not (self.target_name or "").startswith(_SPICE):
            yield Mistake(f"is of the channel '{_SPICE}0', which the plugin adds", "disabled")


class SerialSource(Checked):
    """The host's end of a serial port."""

    path: NumberedHostFile
    """A file of the host; the plugin makes its folder."""

    append: Annotated[OnOff | None, Emits(since="vagrant-libvirt 0.12.0")] = None
    """Whether what was in the file stays."""


class Serial(Method):
    """A serial port."""

    type: Literal["pty", "file", "null", "stdio", "vc"] = "pty"
    """What it is on the host: a terminal (pty), a file, ..."""

    source: SerialSource | None = None
    """The file, with `type: file`."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always what it is on the host."""
        return {"type": self.type, **super().settings()}

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is missing, and what has no effect."""
        if self.type == "file" and self.source is None:
            yield Mistake("'file' needs `source: {path: /...}`", "type")
        if self.type != "file" and self.source is not None:
            yield Mistake("is of `type: file`; add that", "source")


class Channels(Checked):
    """Channels and serial ports between the host and the guest."""

    channel: Annotated[
        Annotated[tuple[Channel, ...], OneOrSeveral] | None,
        Emits("/domain/devices/channel", is_method=True),
    ] = None
    """Channels to programs in the guest, besides those that the plugin adds."""

    serial: Annotated[
        Annotated[tuple[Serial, ...], OneOrSeveral] | None,
        Emits("/domain/devices/serial", is_method=True),
    ] = None
    """Serial ports, of which the first is the console; one terminal (pty) otherwise."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is said twice."""
        names = [channel.target_name for channel in self.channel or ()]
        paths = [serial.source and serial.source.path for serial in self.serial or ()]
        for place, name in enumerate(names):
            if name and name in names[:place]:
                yield Mistake(f"there is {name!r} twice", "channel", place, "target_name")
        for place, path in enumerate(paths):
            if path and path in paths[:place]:
                yield Mistake(f"there is {path!r} twice", "serial", place, "source", "path")
