"""The same thing on many machines at once, bounded."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

_AT_ONCE: Final = 8


Anything = TypeVar("Anything")


def on_each(things: Iterable[Anything], do: Callable[[Anything], object]) -> None:
    """Do something for each machine; the first error is raised once all have ended."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        futures = [threads.submit(do, thing) for thing in things]
    for future in futures:
        future.result()
