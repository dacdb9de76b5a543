"""The same thing on many machines at once, bounded."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

_AT_ONCE: Final = 8


def on_each(names: Iterable[str], do: Callable[[str], object]) -> None:
    """Do something on each machine; the first error is raised once all have ended."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        futures = [threads.submit(do, name) for name in names]
    for future in futures:
        future.result()
