"""A lab that runs, for scripts: commands in its machines, and its end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from vagrantgen.driver.copying import copy
from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.execution import execute, execute_in_one
from vagrantgen.driver.status import MachineStatus, status
from vagrantgen.guest.commands import AT_ONCE
from vagrantgen.process import Completed


@dataclass(frozen=True, slots=True)
class Result:
    """What a command in a machine said, and how it ended."""

    stdout: str
    stderr: str
    exit_code: int
    """The command's own exit status; 255 if the machine could not be reached."""

    @classmethod
    def of(cls, said: Completed) -> Self:
        """Return what there is to tell of a command that has ended."""
        return cls(said.stdout, said.stderr, said.status)


@dataclass(frozen=True, slots=True)
class RunningMachine:
    """A machine of a running lab."""

    name: str
    _environment: Environment

    def run(self, command: str, *, timeout: float | None = None) -> Result:
        """Run a command in the machine, whatever its exit status.

        Args:
            command: What the guest's shell gets.
            timeout: Seconds after which it is given up; the exit status is then 124.

        Raises:
            UsageError: The machine does not run.
        """
        said = execute_in_one(self._environment, [command], self.name, timeout=timeout)
        return Result.of(said)

    def copy_to(self, *sources: str | Path, path: str) -> None:
        """Copy files and folders of this computer to a path of the machine, as `cp -r` does.

        Raises:
            UsageError: The machine does not run, or several sources have no folder to go to.
            CommandError: It went wrong.
        """
        copy(self._environment, list(map(_local, sources)), f"{self.name}:{path}")

    def copy_from(self, *sources: str, path: str | Path) -> None:
        """Copy files and folders of the machine to a path of this computer, as `cp -r` does.

        Raises:
            UsageError: The machine does not run, or several sources have no folder to go to.
            CommandError: It went wrong.
        """
        copy(self._environment, [f"{self.name}:{one}" for one in sources], _local(path))


class RunningLab(Mapping[str, RunningMachine]):
    """The machines of a lab that is up, by name; `with` destroys them at the end of its block."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getitem__(self, name: str) -> RunningMachine:
        if name not in self._environment.record.machines:
            raise KeyError(name)
        return RunningMachine(name, self._environment)

    def __iter__(self) -> Iterator[str]:
        return iter(self._environment.record.machines)

    def __len__(self) -> int:
        return len(self._environment.record.machines)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.destroy()

    def run(
        self, command: str, *names: str, at_once: int = AT_ONCE, timeout: float | None = None
    ) -> dict[str, Result]:
        """Run a command in machines at the same time; return how it went in each.

        Args:
            command: What the guests' shells get.
            names: Machines, counted machines or groups; all that run if there are none.
            at_once: How many machines work on it at the same time.
            timeout: Seconds that each may take; its exit status is 124 then.

        Raises:
            UsageError: None of the machines runs.
        """
        done = execute(self._environment, [command], names, at_once=at_once, timeout=timeout)
        return {name: Result.of(said) for name, said in done.items()}

    def status(self) -> tuple[MachineStatus, ...]:
        """Return the state of the machines."""
        return status(self._environment)

    def destroy(self) -> None:
        """Destroy the machines, with all that was made for them."""
        destroy(self._environment)


def _local(path: str | Path) -> str:
    """Return a path that is not taken for a machine's."""
    return str(Path(path).absolute())
