"""One command at a time changes the machines of a folder."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from vagrantgen.driver.record import FOLDER

_FILE: Final = FOLDER / "lock"


@contextlib.contextmanager
def locked(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the folder's lock; it ends with the process, however that ends.

    Where a command leaves nothing else of a lab, the lock does not stay either.

    Args:
        folder: The lab's folder.
        on_wait: Called once when another process holds the lock, before waiting for it.
    """
    told = False
    while True:
        lock = _open(folder / _FILE)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if told else fcntl.LOCK_NB))
        except BlockingIOError:
            lock.close()
            on_wait()
            told = True
            continue
        except BaseException:
            lock.close()
            raise
        if _is_still_there(folder / _FILE, lock):
            break
        lock.close()  # its holder removed it at the end of the lab
    with lock:
        try:
            yield
        finally:
            _remove_if_alone(folder / _FILE)


def _open(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a")


def _is_still_there(path: Path, lock: IO[str]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(lock.fileno()))
    except FileNotFoundError:
        return False


def _remove_if_alone(path: Path) -> None:
    with contextlib.suppress(OSError):  # it is gone, or other things of Vagrant's are there
        if list(path.parent.iterdir()) == [path]:
            path.unlink()
            path.parent.rmdir()
            path.parent.parent.rmdir()
