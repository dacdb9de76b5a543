"""What machines are doing, shown or not."""

from collections.abc import Iterator
from contextlib import contextmanager

from vagrantgen.driver.client import Listener
from vagrantgen.driver.environment import ignore


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Listener]:
    """Show events until the end, if not quiet."""
    if quiet:
        yield ignore
        return
    from vagrantgen.cli.live import shown

    with shown() as listener:
        yield listener
