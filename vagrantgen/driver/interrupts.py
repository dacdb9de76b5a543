"""What an interrupt does while Vagrant works: Vagrant cleans up, and we wait for it."""

import contextlib
import os
import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any, Final, Self

_KILLING: Final = 3
"""The number of the interrupt at which Vagrant is killed."""

_PAUSE: Final = 0.001


class Interrupts:
    """The interrupts that come while a program runs, counted, and passed on to it.

    The first makes Vagrant clean up and end, the second makes it end at once, the third kills it.

    Args:
        thread: The thread that starts the program and waits for it.
    """

    def __init__(self, thread: threading.Thread) -> None:
        self.count = 0
        self.first = signal.SIGINT
        """The signal that came first."""
        self._owed = 0
        self._thread = thread
        self._handlers: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                if signal.getsignal(number) is not signal.SIG_IGN:  # a shell's background job
                    self._handlers[number] = signal.signal(number, self._pass_on)
            if signal.SIGHUP in self._handlers:
                # A terminal that closes tells Vagrant too, which would leave what it is making:
                # Vagrant inherits that it is ignored. Blocked here, it comes once Vagrant is there.
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
        return self

    def begin(self) -> None:
        """Wait until the program is there, and pass on what has come before."""
        while self._thread.is_alive() and not self._process_ids():
            time.sleep(_PAUSE)
        if self._owed:
            self._send(self._owed)
        if signal.SIGHUP in self._handlers:
            signal.signal(signal.SIGHUP, self._pass_on)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        if self.count and number == signal.SIGHUP:
            return  # a shell repeats what the terminal has said
        self.count += 1
        self.first = signal.Signals(number) if self.count == 1 else self.first
        is_first = self.count == 1 and number == signal.SIGINT
        if is_first and self._process_ids() and _comes_from_the_terminal():
            return  # which has told Vagrant too
        self._send(signal.SIGKILL if self.count >= _KILLING else signal.SIGINT)

    def _send(self, number: int) -> None:
        process_ids = self._process_ids()
        self._owed = 0 if process_ids else number
        for process_id in process_ids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process_id, number)

    def _process_ids(self) -> list[int]:
        # python-vagrant keeps the process to itself; the kernel knows which one the thread started.
        started = _children(Path(f"/proc/self/task/{self._thread.native_id}"))
        # HashiCorp's package starts Ruby from a launcher that keeps interrupts to itself.
        launched = [
            child
            for process_id in started
            for child in _children(Path(f"/proc/{process_id}/task/{process_id}"))
            if _name(child) == "ruby"
        ]
        return [*started, *launched]


def _children(task: Path) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(word) for word in (task / "children").read_text().split()]
    return []


def _name(process_id: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process_id}/comm").read_text().strip()
    return ""


def _comes_from_the_terminal() -> bool:
    """Tell whether the terminal sends interrupts to this process group, where Vagrant is too."""
    try:
        with open("/dev/tty", "rb", buffering=0) as terminal:  # noqa: PTH123
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False
