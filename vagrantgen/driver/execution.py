"""One command in many machines, whatever becomes of some of them."""

from collections.abc import Sequence

from vagrantgen.driver.environment import Environment
from vagrantgen.driver.record import RecordedMachine
from vagrantgen.driver.ssh_access import keep_ssh_config, reach
from vagrantgen.errors import UsageError
from vagrantgen.guest.commands import AT_ONCE, Line, OnLine, ignore_line, run_on, tied
from vagrantgen.guest.connection import joined
from vagrantgen.guest.session import UNREACHABLE
from vagrantgen.process import Completed


def execute(
    environment: Environment,
    words: Sequence[str],
    names: Sequence[str] = (),
    *,
    at_once: int = AT_ONCE,
    timeout: float | None = None,
    on_line: OnLine = ignore_line,
) -> dict[str, Completed]:
    """Run a command in machines at the same time; return how it went in each, in the lab's order.

    A machine that does not run has the status of one that ssh could not reach.

    Args:
        environment: Where they are.
        words: The command and its arguments; the guest's shell gets them as words.
        names: Machines, counted machines or groups; all that run if there are none.
        at_once: How many machines work on it at the same time.
        timeout: Seconds that each may take.
        on_line: What is told each line as it comes.

    Raises:
        UsageError: None of the machines runs.
        CommandError: Vagrant or libvirt failed.
    """
    reached = reach(environment, names)
    if not reached.blocks and not reached.refused:
        raise UsageError("none of the machines runs", hint="`vagrantgen up` starts them")
    done = {}
    for name, error in reached.refused.items():
        on_line(Line(name, error.message, is_error=True))
        done[name] = Completed(tuple(words), UNREACHABLE, "", f"{error.message}\n")
    machines = environment.record.machines
    texts = {name: _text(machines[name], words) for name in reached.blocks}
    done |= run_on(environment.folder, texts, at_once=at_once, timeout=timeout, on_line=on_line)
    return {name: done[name] for name in machines if name in done}


def execute_in_one(
    environment: Environment, words: Sequence[str], name: str, *, timeout: float | None = None
) -> Completed:
    """Run a command in a machine, whatever its exit status.

    Raises:
        UsageError: The machine does not run.
        CommandError: Vagrant or libvirt failed.
    """
    keep_ssh_config(environment, [name])
    text = _text(environment.record.machines[name], words)
    return run_on(environment.folder, {name: text}, timeout=timeout)[name]


def _text(made: RecordedMachine, words: Sequence[str]) -> str:
    """Return what the guest's shell gets."""
    is_windows = made.settings.get("vm", {}).get("guest") == "windows"
    return joined(*words) if is_windows else tied(joined(*words))
