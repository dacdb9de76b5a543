"""Scripts that run in a guest."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import model_validator

from vagrantgen.models.base import Bool, Int, Mistake
from vagrantgen.models.provisioning import Provisioner
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


class Shell(Provisioner):
    """A script that runs in the guest."""

    in_one_call: ClassVar[bool] = True

    type: Literal["shell"] = "shell"

    inline: ScriptText | None = None
    """The script itself."""

    path: NumberedLine | None = None
    """The script's file on the host, or its URL."""

    args: Text | Int | tuple[Text | Int, ...] | None = None
    """What the script is called with."""

    env: dict[VariableName, Text] | None = None
    """Its environment."""

    privileged: Bool | None = None
    """Whether it runs as root; it does otherwise."""

    binary: Bool | None = None
    """Leave its line endings as they are."""

    upload_path: Line | None = None
    """Where it is put in the guest."""

    keep_color: Bool | None = None
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

    sensitive: Bool | None = None
    """Keep the values of `env` out of the output."""

    powershell_args: Line | None = None
    """Arguments of PowerShell, in Windows guests."""

    powershell_elevated_interactive: Bool | None = None
    """Run it in an interactive session with elevated rights, in Windows guests."""

    reboot: Bool | None = None
    """Reboot the guest afterwards."""

    reset: Bool | None = None
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
