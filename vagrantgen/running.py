"""A lab that runs, for scripts: commands in its machines, and its end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.driver.status import MachineStatus, status
from vagrantgen.guest import session


@dataclass(frozen=True, slots=True)
class Result:
    """What a command in a machine said, and how it ended."""

    stdout: str
    stderr: str
    exit_code: int
    """The command's own exit status; 255 if the machine could not be reached."""


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
        keep_ssh_config(self._environment, [self.name])
        folder = self._environment.folder
        said = session.run(folder, self.name, [command], timeout=timeout)
        return Result(said.stdout, said.stderr, said.status)


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

    def status(self) -> tuple[MachineStatus, ...]:
        """Return the state of the machines."""
        return status(self._environment)

    def destroy(self) -> None:
        """Destroy the machines, with all that was made for them."""
        destroy(self._environment)
