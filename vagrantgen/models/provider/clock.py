"""The provider block's settings of the guest's clock."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from vagrantgen.models.base import Checked, Int, Mistake, OneOrSeveral, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.values import YesNo
from vagrantgen.models.text import Line

_OPTIONS: Final = {
    "platform": ("track", "tickpolicy"), "rtc": ("track", "tickpolicy"),
    "tsc": ("tickpolicy", "frequency", "mode"), "hpet": ("tickpolicy",), "pit": ("tickpolicy",),
    "armvtimer": ("tickpolicy",), "kvmclock": (), "hypervclock": (),
}  # fmt: skip
"""What libvirt takes of each timer, besides whether it is there."""

_NEWER: Final = "vagrant-libvirt 0.12.0"


class ClockTimer(Method):
    """A timer of the guest."""

    name: Literal["platform", "hpet", "kvmclock", "pit", "rtc", "tsc", "hypervclock", "armvtimer"]
    """The timer."""

    track: Literal["boot", "guest", "wall", "realtime"] | None = None
    """What it follows; of `rtc` and `platform`."""

    tickpolicy: Literal["delay", "catchup", "merge", "discard"] | None = None
    """What is done with ticks that came too late."""

    frequency: PositiveInt | None = None
    """Its frequency in Hz; of `tsc`."""

    mode: Literal["auto", "native", "emulate", "paravirt", "smpsafe"] | None = None
    """How it is made; of `tsc`."""

    present: YesNo | None = None
    """Whether the guest has it."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what libvirt does not take of such a timer."""
        for key in ("track", "tickpolicy", "frequency", "mode"):
            if getattr(self, key) is not None and key not in _OPTIONS[self.name]:
                yield Mistake(f"the timer {self.name!r} has no `{key}`", key)


class Clock(Checked):
    """The guest's clock."""

    clock_offset: Annotated[
        Literal["utc", "localtime"] | None, Emits("/domain/clock/@offset", default="utc")
    ] = None
    """What the clock shows when the machine starts."""

    clock_timer: Annotated[
        Annotated[tuple[ClockTimer, ...], OneOrSeveral] | None,
        Emits("/domain/clock/timer", is_method=True),
    ] = None
    """Timers of the guest."""

    clock_absolute: Annotated[
        Annotated[Int, Field(ge=0)] | None,
        Emits("/domain/clock[@offset='absolute']/@start", since=_NEWER),
    ] = None
    """What the clock shows at each start, in seconds since 1970."""

    clock_adjustment: Annotated[
        Int | None, Emits("/domain/clock[@offset='variable']/@adjustment", since=_NEWER)
    ] = None
    """How many seconds the clock is ahead of `clock_basis`."""

    clock_basis: Annotated[
        Literal["utc", "localtime"] | None,
        Emits("/domain/clock[@offset='variable']/@basis", default="utc", since=_NEWER),
    ] = None
    """What `clock_adjustment` is added to."""

    clock_timezone: Annotated[
        Line | None, Emits("/domain/clock[@offset='timezone']/@timezone", since=_NEWER)
    ] = None
    """The time zone that the clock shows: `Europe/Berlin`."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what excludes each other, and what is said twice."""
        keys = ("clock_absolute", "clock_adjustment", "clock_timezone", "clock_offset")
        said = [key for key in keys if getattr(self, key) is not None]
        for key in said[1:]:
            yield Mistake(f"`{said[0]}` says otherwise; keep one of them", key)
        if self.clock_basis and self.clock_adjustment is None:
            yield Mistake("has no effect without `clock_adjustment`", "clock_basis")
        names = [timer.name for timer in self.clock_timer or ()]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield Mistake(f"there is {name!r} twice", "clock_timer", place, "name")
