"""Setting a computer up as a host for labs: the script that does it, and doing it."""

import grp
import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vagrantgen.host.distribution import Distribution, read_distribution
from vagrantgen.host.setup_steps import plan_setup
from vagrantgen.host.steps import Account, Extra, Step

_GROUP: Final = "libvirt"
_SYSTEMD: Final = Path("/run/systemd/system")


@dataclass(frozen=True, slots=True)
class Setup:
    """The steps for a host, and what is known of each."""

    distribution: Distribution

    account: Account

    steps: tuple[Step, ...]

    extras: frozenset[Extra] = frozenset()
    """What is wanted besides what every lab needs."""

    done: frozenset[str] = field(default_factory=frozenset)
    """The titles of the steps that need nothing more."""

    @classmethod
    def of_this_host(
        cls, extras: frozenset[Extra] = frozenset(), *, daemons: bool = True
    ) -> "Setup":
        """Return the setup of this host, with what it has already.

        Args:
            extras: What is wanted besides what every lab needs.
            daemons: Whether libvirt's daemons are to run; `host private` brings its own.

        Raises:
            HostError: There is no recipe for its distribution.
        """
        distribution, account = read_distribution(), Account.current()
        has_systemd = _SYSTEMD.is_dir()
        steps = plan_setup(distribution, account, has_systemd=has_systemd, daemons=daemons)
        done = frozenset(step.title for step in steps if step.is_done(account))
        return cls(distribution, account, steps, extras, done)

    @classmethod
    def of(cls, distribution: Distribution, extras: frozenset[Extra] = frozenset()) -> "Setup":
        """Return the setup of another host, of which nothing is known but its distribution."""
        account = Account.current()
        return cls(
            distribution, account, plan_setup(distribution, account, has_systemd=True), extras
        )

    def script(self) -> str:
        """Return the setup as a shell script; what is done or not wanted is commented out."""
        head = f"#!/bin/sh\n# {self.distribution.name} as a host for labs.\nset -eu\n"
        return head + "".join(self._section(number, step) for number, step in self._numbered())

    def run(self) -> Iterator[str]:
        """Run the steps that are wanted and not done, and yield what there is to tell.

        Raises:
            HostError: This account may not set the host up, or a step didn't bring what it should.
            CommandError: A command failed.
        """
        self.account.check()
        changed = False
        for number, step in self._numbered():
            if self._is_wanted(step) and not step.is_done(self.account):
                yield f"{number}. {step.title}"
                yield from step.run(self.account)
                changed = changed or step.check is not None
        yield "this host is set up" if changed else "nothing was changed: this host is set up"
        yield from self._login()

    def as_json(self) -> list[dict[str, object]]:
        """Return the steps as what JSON has words for."""
        return [
            {
                "title": step.title,
                "why": step.why,
                "commands": [command.shown_for(self.account) for command in step.commands],
                "option": step.extra and f"--{step.extra}",
                "wanted": self._is_wanted(step),
                "done": step.title in self.done,
            }
            for step in self.steps
        ]

    def _numbered(self) -> Iterator[tuple[int, Step]]:
        return enumerate(self.steps, start=1)

    def _is_wanted(self, step: Step) -> bool:
        return step.extra is None or step.extra in self.extras

    def _section(self, number: int, step: Step) -> str:
        done = step.title in self.done
        wanted = self._is_wanted(step)
        remark = " (done already)" if done else "" if wanted else f" (only with --{step.extra})"
        comment = textwrap.fill(step.why, 90, initial_indent="# ", subsequent_indent="# ")
        lines = "\n".join(command.shown_for(self.account) for command in step.commands)
        code = textwrap.indent(lines, "#   ") if done or not wanted else lines
        return f"\n# {number}. {step.title}{remark}\n{comment}\n{code}\n"

    def _login(self) -> Iterator[str]:
        """Yield what to do about a login that is older than the user's place in the group."""
        if self.account.name == "root" or grp.getgrnam(_GROUP).gr_gid in os.getgroups():
            return
        yield f"{self.account.name} is in the group {_GROUP}; this login is not."
        yield "If libvirt asks for a password, log in again, or write for now:"
        yield f"    sg {_GROUP} -c 'vagrantgen up'"
