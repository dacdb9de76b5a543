"""`vagrantgen host`: set this host up for labs, or run a command with a libvirt of its own."""

from typing import Annotated

import typer

from vagrantgen.cli import output
from vagrantgen.cli.options import Json
from vagrantgen.cli.usage import Commands
from vagrantgen.errors import UsageError
from vagrantgen.host import private as private_host
from vagrantgen.host.setup import Setup
from vagrantgen.host.setup_steps import parse_distribution
from vagrantgen.host.steps import Extra

app = Commands("Set this host up, or run a command with its own libvirt.")

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Run the commands, with sudo if need be.")]
Tools = Annotated[bool, typer.Option("--tools", help="Also virt-install, virt-top, guestfish.")]
Desktop = Annotated[bool, typer.Option("--desktop", help="Also virt-manager and virt-viewer.")]
Daemons = Annotated[
    bool,
    typer.Option("--daemons/--no-daemons", help="Start libvirt, now and with the computer."),
]
Elsewhere = Annotated[
    str | None,
    typer.Option(
        "--distribution", metavar="ID:VERSION", help="Print what another host takes: rocky:9."
    ),
]


@app.command()
def setup(
    *,
    yes: Yes = False,
    tools: Tools = False,
    desktop: Desktop = False,
    daemons: Daemons = True,
    distribution: Elsewhere = None,
    json: Json = False,
) -> None:
    """Print the script that sets a host up for labs, or run it."""
    extras: dict[Extra, bool] = {"tools": tools, "desktop": desktop}
    wanted = frozenset(extra for extra, is_wanted in extras.items() if is_wanted)
    if distribution is not None and yes:
        raise UsageError(
            "--yes sets up this host, --distribution is for another one",
            hint="leave one of the two out",
        )
    if yes:
        for line in Setup.of_this_host(wanted, daemons=daemons).run():
            output.say(line)
    if json or not yes:
        plan = (
            Setup.of_this_host(wanted, daemons=daemons)
            if distribution is None
            else Setup.of(parse_distribution(distribution), wanted)
        )
        _show(plan, json=json)


@app.command(context_settings={"ignore_unknown_options": True})
def private(
    command: Annotated[list[str], typer.Argument(metavar="-- CMD", help="The command to run.")],
) -> None:
    """Run a command with a libvirt of its own, which ends with it."""
    raise typer.Exit(private_host.run(command))


def _show(plan: Setup, *, json: bool) -> None:
    if json:
        output.write_json(plan.as_json())
    else:
        output.write(plan.script())
