"""The command line's front: which module has which command, and the one door errors leave by."""

import importlib
import os
import sys
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from vagrantgen import signals
from vagrantgen.cli.usage import Commands, plain
from vagrantgen.errors import Interrupted, VagrantgenError

INTERRUPTED: Final = 130

COMMANDS: Final = {
    "init": "Write a lab file from a starter lab, with its schema.",
    "check": "Show what is wrong with a lab file, or with this host.",
    "render": "Print a lab's Vagrantfile, or write it.",
    "schema": "Print the lab file's JSON Schema.",
    "boxes": "Show the boxes there are, and which are here already.",
    "box": "Make boxes: out of Debian packages, or of a cloud image.",
    "doctor": "Show whether this host can run labs, and what cures it.",
    "host": "Set this host up, or run a command with its own libvirt.",
    "up": "Make and start the lab's machines, or some of them.",
    "status": "Show the machines: their state, address, box and ports.",
    "ssh": "Log in to a machine, or run one command in it.",
    "exec": "Run one command in many machines at the same time.",
    "cp": "Copy files to machines, and from them.",
    "console": "Open a machine's serial console; Ctrl-] leaves it.",
    "view": "Show a machine's graphical display, or say where it is.",
    "halt": "Shut machines down.",
    "suspend": "Stop machines where they are, until `resume`.",
    "resume": "Let suspended machines go on.",
    "reload": "Restart machines with what the lab file says now.",
    "reboot": "Reboot machines from inside, and wait for them.",
    "provision": "Run the provisioners of running machines again.",
    "destroy": "Destroy machines, with all that was made for them.",
    "snapshot": "Save, restore, list and delete snapshots.",
    "ssh-config": "Print what ssh, scp and editors need to reach machines.",
    "inventory": "Print the Ansible inventory of the machines that run.",
    "port": "Show which ports of this host lead to the machines.",
}
"""Every command, in the order of `--help`, and its summary.

The summary stands here so that `--help` and completion import no command; the first line of the
command's docstring is the same (a test compares them). The command `snapshot` is in the module
`vagrantgen.cli.snapshot`: a function of that name, or a `typer.Typer` called `app` where it has
subcommands. A dash in a command's name is an underscore in the module's and the function's.
"""


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, summary in COMMANDS.items():
            self.commands[name] = TyperCommand(name, help=summary, rich_markup_mode=None)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options before the command."""
        return [plain(param) for param in super().get_params(ctx)]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command itself, imported now."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and _load(str(name)), rest

    def invoke(self, ctx: Any) -> Any:
        """Run a command; its errors are shown, and end with their own exit status."""
        try:
            with signals.heeded():
                return super().invoke(ctx)
        except VagrantgenError as error:
            from vagrantgen.cli import output

            output.show_error(error)
            raise typer.Exit(error.exit_code) from error
        except Interrupted as interrupt:
            raise typer.Exit(interrupt.exit_code) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # Whoever read our output has gone: say nothing more, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


def _load(name: str) -> Any:
    identifier = name.replace("-", "_")
    module = importlib.import_module(f"vagrantgen.cli.{identifier}")
    app = getattr(module, "app", None)
    if app is None:
        app = Commands()
        app.command(name)(getattr(module, identifier))
    command = typer.main.get_command(app)
    command.name = name
    return command


app = typer.Typer(
    name="vagrantgen",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(value: bool) -> None:  # noqa: FBT001
    if value:
        from importlib.metadata import version

        typer.echo(f"vagrantgen {version('vagrantgen-libvirt')}")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Describe a lab of virtual machines once; check it, render it, run it."""
