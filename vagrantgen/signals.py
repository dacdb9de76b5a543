"""Signals that tell a command to end: it cleans up as at Ctrl-C, and ends with their status."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Final

from vagrantgen.errors import Interrupted

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Let the first of these signals interrupt the block; the others are too late to matter.

    A terminal that closes sends two, for instance. Those that this process was started to ignore,
    by `nohup` for instance, stay ignored.
    """
    heeded = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in heeded:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def held() -> Iterator[Callable[[], None]]:
    """Hold signals back until the block calls what it gets, or ends.

    One that came while a program is being started would leave that program to nobody.
    """
    came: list[int] = []
    handlers: dict[signal.Signals, Any] = {}

    def let_go() -> None:
        while handlers:
            signal.signal(*handlers.popitem())
        if came:
            first = came[0]
            came.clear()
            signal.raise_signal(first)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, *_ENDING):
            if callable(signal.getsignal(number)):
                handlers[number] = signal.signal(number, lambda came_now, _: came.append(came_now))
    try:
        yield let_go
    finally:
        let_go()


def _interrupt(number: int, _frame: FrameType | None) -> None:
    for other in _ENDING:
        if signal.getsignal(other) is _interrupt:
            signal.signal(other, _stay)
    raise Interrupted(number)


def _stay(_number: int, _frame: FrameType | None) -> None:
    """Do nothing; unlike a signal that is ignored, the programs that clean up don't inherit it."""
