"""Scripts that run in a guest."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import model_validator

from vagrantgen.models.base import Bool, Int, Mistake
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioning import HostPaths, Provisioner
from vagrantgen.models.secret import Secret, SecretText
from vagrantgen.models.text import (
    Line,
    NumberedLine,
    ScriptText,
    Text,
    VariableName,
    is_digest,
    is_url,
)
from vagrantgen.models.values import Script

_CHECKSUMS: Final = ("md5", "sha1", "sha256", "sha384", "sha512")

ShellArgument = Text | Int | Secret


class Shell(Provisioner):
    """A script that runs in the guest."""

    in_one_call: ClassVar[bool] = True
    on_host: ClassVar[HostPaths] = {"path": "file"}

    type: Literal["shell"] = "shell"

    inline: ScriptText | None = None
    """The script itself."""

    path: NumberedLine | None = None
    """The script's file on the host, or its URL."""

    args: ShellArgument | tuple[ShellArgument, ...] | None = None
    """What the script is called with."""

    env: dict[VariableName, SecretText] | None = None
    """Its environment."""

    privileged: Annotated[Bool | None, Emits(default=True)] = None
    """Whether it runs as root."""

    binary: Annotated[Bool | None, Emits(default=False)] = None
    """Leave its line endings as they are."""

    upload_path: Line | None = None
    """Where it is put in the guest."""

    keep_color: Annotated[Bool | None, Emits(default=False)] = None
    """Leave its output's colours as they are."""

    md5: str | None = None
    """The checksum of a script that comes from a URL."""

    sha1: str | None = None
    """The checksum of a script that comes from a URL."""

    sha256: str | None = None
    """The checksum of a script that comes from a URL."""

    sha384: str | None = None
    """The checksum of a script that comes from a URL."""

    sha512: str | None = None
    """The checksum of a script that comes from a URL."""

    sensitive: Annotated[Bool | None, Emits(default=False)] = None
    """Keep the values of `env` out of the output."""

    powershell_args: Annotated[Line | None, Emits(default="-ExecutionPolicy Bypass")] = None
    """Arguments of PowerShell, in Windows guests."""

    powershell_elevated_interactive: Annotated[Bool | None, Emits(default=False)] = None
    """Run it in an interactive session with elevated rights, in Windows guests."""

    reboot: Annotated[Bool | None, Emits(default=False)] = None
    """Reboot the guest afterwards."""

    reset: Annotated[Bool | None, Emits(default=False)] = None
    """Connect anew afterwards."""

    @model_validator(mode="after")
    def _has_one_script(self) -> Self:
        scripts = [key for key in ("inline", "path") if getattr(self, key) is not None]
        if len(scripts) > 1:
            msg = "there is `inline` already; keep one of them"
            raise Mistake(msg, "path")
        if not scripts and not (self.reboot or self.reset):
            msg = "needs `inline` (the script itself) or `path` (its file)"
            raise ValueError(msg)
        if not scripts and (self.args is not None or self.env):
            msg = "there is no script to give this to; add `inline` or `path`"
            raise Mistake(msg, "env" if self.args is None else "args")
        return self

    @model_validator(mode="after")
    def _is_elevated_where_that_is_interactive(self) -> Self:
        if self.powershell_elevated_interactive and self.privileged is False:
            msg = "has no effect with `privileged: false`"
            raise Mistake(msg, "powershell_elevated_interactive")
        return self

    @model_validator(mode="after")
    def _checks_what_it_downloads(self) -> Self:
        for kind in _CHECKSUMS:
            checksum = getattr(self, kind)
            if checksum is None:
                continue
            if not is_url(self.path or ""):
                msg = "has no effect without a `path` that is a URL"
                raise Mistake(msg, kind)
            if not is_digest(kind, checksum):
                msg = f"{checksum!r} is not a {kind} checksum"
                raise Mistake(msg, kind)
        return self

    def settings(self) -> Mapping[str, Any]:
        """Return what is written inside its block, a long script as a text of its own."""
        return {
            key: Script(value) if key == "inline" else value
            for key, value in super().settings().items()
        }
