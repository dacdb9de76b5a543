"""Signals that come at the worst moment, told by the process to itself."""

import signal
import threading

import pytest

from vagrantgen import signals
from vagrantgen.errors import Interrupted


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_until_what_has_started_can_be_ended(number: signal.Signals) -> None:
    reached: list[str] = []

    def start() -> None:
        with signals.heeded(), signals.held() as let_go:
            signal.raise_signal(number)
            reached.append("started")
            let_go()
            reached.append("used")

    with pytest.raises(Interrupted) as raised:
        start()

    assert raised.value.number == number
    assert reached == ["started"]


def test_an_interrupt_that_was_held_back_comes_once_when_the_block_ends() -> None:
    reached: list[str] = []

    def start() -> None:
        with signals.held():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            reached.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()

    assert reached == ["started"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_nothing_is_held_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def look() -> None:
        with signals.held():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [before]
