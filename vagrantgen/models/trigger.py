"""Triggers: what Vagrant runs before or after its own commands."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from vagrantgen.models.base import Bool, Int, Mistake, OneOrSeveral, Settings
from vagrantgen.models.emits import Emits
from vagrantgen.models.moments import ACTIONS, COMMANDS, HOOKS, Moment, is_step
from vagrantgen.models.secret import Secret, SecretText
from vagrantgen.models.text import Line, ScriptText, Text, VariableName
from vagrantgen.models.values import Arguments, Options, Script, Symbol

_KNOWN: Final = {
    "action": (ACTIONS, "action on a machine"),
    "command": (COMMANDS, "command of Vagrant's"),
    "hook": (HOOKS, "hook of Vagrant's"),
}
_STOPPED_BEFORE: Final = ("up", "resume")
_STOPPED_AFTER: Final = ("halt", "destroy", "suspend")


class TriggerScript(Settings):
    """A script that a trigger runs."""

    shorthand: ClassVar[str] = "The script itself."

    inline: ScriptText | None = None
    """The script itself."""

    path: Line | None = None
    """The script's file on the host."""

    args: Text | Secret | tuple[Text | Secret, ...] | None = None
    """What it is called with."""

    privileged: Bool | None = None
    """Whether it runs as root in the guest."""

    env: dict[VariableName, SecretText] | None = None
    """Its environment."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written, a long script as a text of its own."""
        return {
            key: Script(value) if key == "inline" else value
            for key, value in super().settings().items()
        }

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"inline": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_one_script(self) -> Self:
        if (self.inline is None) == (self.path is None):
            msg = "needs `inline` (the script itself) or `path` (its file), and not both"
            raise ValueError(msg)
        return self


ExitCode = Annotated[Int, Field(ge=0, le=255)]
Moments = Annotated[tuple[Moment, ...], OneOrSeveral]


class Trigger(Settings):
    """Something Vagrant does before or after some of its commands."""

    refused: ClassVar[Mapping[str, str]] = {
        "inline": "stands in `run` (on the host) or `run_remote` (in the guest)",
        "path": "stands in `run` (on the host) or `run_remote` (in the guest)",
    }
    """Keys that Vagrant has, or that belong elsewhere."""

    type: Annotated[Literal["action", "command", "hook"] | None, Emits(default="action")] = None
    """What `before` and `after` name: actions on a machine, command lines, or plugins' hooks."""

    before: Moments | None = None
    """What it comes before: `up`, or `VagrantPlugins::ProviderLibvirt::Action::StartDomain`."""

    after: Moments | None = None
    """What it comes after."""

    run: TriggerScript | None = None
    """A script for the host."""

    run_remote: TriggerScript | None = None
    """A script for the guest."""

    name: Line | None = None
    """What it is called in the output."""

    info: Line | None = None
    """What is said when it begins."""

    warn: Line | None = None
    """What is said, as a warning, when it begins."""

    abort: Bool | ExitCode | None = None
    """Whether Vagrant stops here, or with which exit status."""

    ruby: ScriptText | None = None
    """Ruby that runs, where its variables are called `env` and `machine`."""

    on_error: Annotated[Literal["halt", "continue"] | None, Emits(default="halt")] = None
    """What happens when it fails."""

    ignore: Moments | None = None
    """The commands it leaves alone, where it is for all of them."""

    only_on: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """The machines it is for, in a lab's trigger; all otherwise."""

    exit_codes: Annotated[tuple[ExitCode, ...], OneOrSeveral] | None = None
    """The exit statuses of `run` that count as success; 0 otherwise."""

    @model_validator(mode="after")
    def _says_when_and_what(self) -> Self:
        if bool(self.before) == bool(self.after):
            msg = "needs `before` or `after` (the commands), and not both"
            raise ValueError(msg)
        if not any((self.run, self.run_remote, self.info, self.warn, self.abort, self.ruby)):
            msg = "does nothing; it needs `run`, `run_remote`, `info`, `warn`, `abort` or `ruby`"
            raise ValueError(msg)
        if self.exit_codes is not None and self.run is None:
            raise Mistake("has no effect without `run`", "exit_codes")
        if self.ignore is not None and "all" not in self.moments:
            msg = "has no effect but on `all`; leave those commands out instead"
            raise Mistake(msg, "ignore")
        return self

    @model_validator(mode="after")
    def _runs_in_a_guest_that_runs(self) -> Self:
        stopped = _STOPPED_BEFORE if self.before else _STOPPED_AFTER
        commands = [command for command in self.moments if command in stopped]
        if self.run_remote and commands and self.on_error != "continue":
            msg = (
                f"no machine runs {self.moment} `{commands[0]}`; write `run`, or"
                " `on_error: continue`"
            )
            raise Mistake(msg, "run_remote")
        return self

    @model_validator(mode="after")
    def _comes_where_its_type_does(self) -> Self:
        known, kind = _KNOWN[self.type or "action"]
        for key in (self.moment, "ignore"):
            for place, name in enumerate(getattr(self, key) or ()):
                if name in known or (is_step(name) and self.type != "command"):
                    continue
                types = (of for of, (names, _) in _KNOWN.items() if name in names)
                msg = f"{name!r} is no {kind}; write `type: {next(types, 'action')}` with it"
                raise Mistake(msg, key, place)
        return self

    @model_validator(mode="after")
    def _speaks_to_no_machine_on_a_command_line(self) -> Self:
        for key in ("run_remote", "only_on"):
            if self.type == "command" and getattr(self, key):
                msg = "can't be had with `type: command`, which is before there is any machine"
                raise Mistake(msg, key)
        return self

    @property
    def experimental(self) -> str | None:
        """The feature of Vagrant's that has to be switched on for it."""
        typed = self.type in {"command", "hook"} or any(map(is_step, self.moments))
        return "typed_triggers" if typed else None

    @property
    def moments(self) -> tuple[str, ...]:
        """What it comes before, or after."""
        return self.before or self.after or ()

    @property
    def moment(self) -> Literal["before", "after"]:
        """Whether it comes before or after them."""
        return "after" if self.before is None else "before"

    @property
    def commands(self) -> Arguments:
        """What it comes before or after, as Vagrant has it."""
        return Arguments(tuple(map(Symbol, self.moments)))

    def settings(self) -> Mapping[str, Any]:
        """Return what is written inside its block."""
        symbols = {"type", "on_error", "ignore"}
        return {
            key: _symbols(value) if key in symbols else _options(value)
            for key, value in super().settings().items()
            if key not in {"before", "after", "ruby"}
        }


def _symbols(value: str | tuple[str, ...]) -> object:
    return Symbol(value) if isinstance(value, str) else [Symbol(item) for item in value]


def _options(value: object) -> object:
    return Options(value.settings()) if isinstance(value, TriggerScript) else value
