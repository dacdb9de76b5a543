"""The provider block's settings of the display, the graphics card and sound."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from vagrantgen.models.address import Ipv6Address
from vagrantgen.models.base import Bool, Checked, Mistake, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.names import DomainName
from vagrantgen.models.provider.values import GraphicsPort, Keymap
from vagrantgen.models.secret import SecretXmlLine

_LONGEST_VNC_PASSWORD: Final = 8
REMOTE: Final = ("graphics_port", "graphics_ip", "graphics_websocket", "keymap")
"""What only a display has that is seen from elsewhere."""

_OF_NONE: Final = (
    *REMOTE[:-1], "graphics_passwd", "graphics_gl", "video_type", "video_vram", "video_accel3d",
)  # fmt: skip


class Display(Checked):
    """How somebody sees and hears the machine."""

    graphics_type: Annotated[
        Literal["vnc", "spice", "sdl", "none"] | None,
        Emits("/domain/devices/graphics/@type", default="vnc"),
    ] = None
    """The display's protocol; `none` leaves the graphics card out too."""

    graphics_ip: Annotated[
        DomainName | Ipv6Address | None,
        Emits("/domain/devices/graphics/@listen", default="127.0.0.1"),
    ] = None
    """The host's address that the display listens on."""

    graphics_port: Annotated[
        GraphicsPort | None, Emits("/domain/devices/graphics/@port", default=-1)
    ] = None
    """The display's port, -1 for a free one."""

    graphics_websocket: Annotated[
        GraphicsPort | None, Emits("/domain/devices/graphics/@websocket", default=-1)
    ] = None
    """The port by which browsers see a vnc display, -1 for a free one."""

    graphics_passwd: Annotated[SecretXmlLine | None, Emits("/domain/devices/graphics/@passwd")] = (
        None
    )
    """The display's password."""

    graphics_gl: Annotated[
        Bool | None, Emits("/domain/devices/graphics/gl/@enable", default=False)
    ] = None
    """Show it by the host's OpenGL, with spice or sdl; with `video_accel3d`, it is so anyway."""

    keymap: Annotated[Keymap | None, Emits("/domain/devices/graphics/@keymap", default="en-us")] = (
        None
    )
    """The display's keyboard."""

    video_type: Annotated[
        Literal[
            "vga", "cirrus", "vmvga", "xen", "vbox", "qxl", "virtio", "gop", "bochs", "ramfb",
            "none",
        ] | None,
        Emits("/domain/devices/video/model/@type", default="cirrus"),
    ] = None  # fmt: skip
    """The graphics card."""

    video_vram: Annotated[
        Annotated[PositiveInt, Field(ge=1024, le=1024**2)] | None,
        Emits("/domain/devices/video/model/@vram", default=16384),
    ] = None
    """The graphics card's memory, in KiB."""

    video_accel3d: Annotated[
        Bool | None, Emits("/domain/devices/video/model/acceleration/@accel3d", default=False)
    ] = None
    """Let the guest use the host's graphics card for three dimensions."""

    sound_type: Annotated[
        Literal["sb16", "es1370", "pcspk", "ac97", "ich6", "ich7", "ich9", "usb"] | None,
        Emits("/domain/devices/sound/@model"),
    ] = None
    """The sound card; none otherwise."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what has no effect with such a display, and what libvirt refuses."""
        kind = self.graphics_type or "vnc"
        without = {"none": _OF_NONE, "sdl": (*REMOTE, "graphics_passwd")}.get(kind, ())
        for key in without:
            if getattr(self, key) is not None:
                yield Mistake(f"has no effect with `graphics_type: {kind}`", key)
        if kind == "spice" and self.graphics_websocket is not None:
            yield Mistake("is of vnc; a spice display has none", "graphics_websocket")
        password = self.graphics_passwd if isinstance(self.graphics_passwd, str) else ""
        if kind == "vnc" and len(password) > _LONGEST_VNC_PASSWORD:
            text = f"is longer than the {_LONGEST_VNC_PASSWORD} characters that VNC takes"
            yield Mistake(text, "graphics_passwd")
        if self.video_type == "none":
            for key in ("video_vram", "video_accel3d"):
                if getattr(self, key) is not None:
                    yield Mistake("has no effect with `video_type: none`", key)
        yield from self._mistakes_of_acceleration(kind)

    def _mistakes_of_acceleration(self, kind: str) -> Iterator[Mistake]:
        accelerated = bool(self.video_accel3d)
        shown_by_gl = accelerated if self.graphics_gl is None else self.graphics_gl
        key = "video_accel3d" if self.graphics_gl is None else "graphics_gl"
        if shown_by_gl and kind == "vnc":
            yield Mistake("needs `graphics_type: spice` or `sdl`", key)
        if shown_by_gl and kind == "spice":
            for other in ("graphics_port", "graphics_ip"):
                if getattr(self, other) is not None:
                    text = f"can't be had with `{key}: true`, which shows it on the host alone"
                    yield Mistake(text, other)
        if accelerated and self.video_type not in {None, "virtio", "none"}:
            yield Mistake("needs `video_type: virtio`, or none written", "video_accel3d")
