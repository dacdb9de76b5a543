"""How commands are shown in `--help` and in the docs: their usage, arguments and options."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

import typer
from typer.core import TyperCommand

Function = TypeVar("Function", bound=Callable[..., Any])

_OF_SEVERAL: Final[dict[Any, Callable[[str], Any]]] = {list[str]: str, list[Path]: Path}
"""What each of several words becomes, by the type of an argument or option."""


class Command(TyperCommand):
    """A command whose help shows words, and no types of Python."""

    tail: ClassVar[tuple[str, ...]] = ()
    """What follows the arguments, and is none of them."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return its arguments and options, with that for help."""
        return [plain(param) for param in super().get_params(ctx)]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what may follow the command."""
        params = self.get_params(ctx)
        arguments = [param for param in params if param.param_type_name == "argument"]
        return ["[OPTIONS]", *map(placeholder, arguments), *self.tail]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write what each argument and each option means."""
        for title, kind, name in (("Arguments", "argument", word), ("Options", "option", names)):
            rows = [
                (name(param), record[1])
                for param in self.get_params(ctx)
                if param.param_type_name == kind and (record := param.get_help_record(ctx))
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def plain(param: Any) -> Any:
    """Return an argument or option that takes words as they are; Typer loads pydantic to do so."""
    param.process_value = partial(_processed, param)
    return param


def _processed(param: Any, ctx: Any, value: Any) -> Any:
    wanted = param.type_descriptor.annotation
    if value is None and (ctx.resilient_parsing or not param.required):
        taken: Any = () if param.multiple or param.nargs != 1 else None
    elif value and wanted in _OF_SEVERAL:
        taken = [*map(_OF_SEVERAL[wanted], value)]
    elif value and (type(value) is wanted or wanted is Path):
        taken = wanted(value)
    elif wanted is int and _is_number(value, param.type_descriptor.parameter_info.min):
        taken = int(value)
    else:
        return type(param).process_value(param, ctx, value)
    return param.callback(ctx, param, taken) if param.callback else taken


def _is_number(value: Any, least: float | None) -> bool:
    return isinstance(value, str) and value.isdecimal() and int(value) >= (least or 0)


class Commands(typer.Typer):
    """A command, or a family of commands such as `snapshot save` and `snapshot restore`.

    Args:
        help: What the family is for.
    """

    def __init__(self, help: str | None = None) -> None:  # noqa: A002  (Typer's word)
        super().__init__(
            help=help, no_args_is_help=True, add_completion=False, rich_markup_mode=None
        )

    def command(self, name: str | None = None, **options: Any) -> Callable[[Function], Function]:
        """Make a command of a function."""
        return super().command(name, **({"cls": Command} | options))


def word(argument: Any) -> str:
    """Return what stands for an argument: `MACHINE`."""
    return str(argument.metavar or argument.name.upper()).removeprefix("-- ")


def placeholder(argument: Any) -> str:
    """Return how an argument is given: `MACHINE`, `[MACHINE...]`, `[-- COMMAND...]`."""
    several = "..." if argument.nargs != 1 else ""
    shown = f"{argument.metavar or argument.name.upper()}{several}"
    return shown if argument.required else f"[{shown}]"


def names(option: Any) -> str:
    """Return an option's names, with what stands for its value: `-f, --file FILE`."""
    shown = sorted(option.opts, key=lambda name: name.startswith("--"))
    value = "" if option.is_flag else f" {value_of(option)}"
    return " / ".join([", ".join(shown), *option.secondary_opts]) + value


def value_of(option: Any) -> str:
    """Return what stands for an option's value: `FILE`."""
    return str(option.metavar or option.opts[0].lstrip("-").upper())
