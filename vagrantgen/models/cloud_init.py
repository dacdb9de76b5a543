"""What a machine tells cloud-init at its first boot."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import AfterValidator, ValidationInfo, model_validator

from vagrantgen.models.base import Mistake, Model, index

CLOUD_CONFIG: Final = "#cloud-config"
"""The first line of user data that is YAML."""

_BEGINNINGS: Final = (
    CLOUD_CONFIG, "#!", "#include", "#cloud-boothook", "#part-handler", "## template: jinja",
    "Content-Type: multipart/",
)  # fmt: skip
_VERSIONS: Final = (1, 2)


def is_user_data(text: str) -> bool:
    """Tell whether cloud-init knows what a text is, by its first line."""
    return text.startswith(_BEGINNINGS)


def _numbered(value: Any, info: ValidationInfo) -> Any:
    """Put the machine's number into every text of a value."""
    match value:
        case str():
            return value.replace("{n}", str(index(info) + 1))
        case dict():
            return {_numbered(key, info): _numbered(item, info) for key, item in value.items()}
        case list() | tuple():
            return [_numbered(item, info) for item in value]
        case _:
            return value


def _says_something(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        msg = "is empty; write something, or leave the key out"
        raise ValueError(msg)
    return value


def _is_a_path(value: Any) -> Any:
    if isinstance(value, str) and "\n" in value:
        msg = "is a text, and must be a mapping, or the path of a file"
        raise ValueError(msg)
    return value


def _has_a_beginning(value: Any) -> Any:
    if isinstance(value, str) and is_content(value) and not is_user_data(value):
        msg = "does not begin as user data does: with a line '#cloud-config', or '#!' and a program"
        raise ValueError(msg)
    return value


def is_content(value: str) -> bool:
    """Tell whether a text is user data itself; otherwise it is the path of a file."""
    return "\n" in value or value.startswith("#")


_Said = Annotated[dict[str, Any] | str, AfterValidator(_numbered), AfterValidator(_says_something)]


class CloudInit(Model):
    """What cloud-init reads at the first boot, from a cdrom that is made for it."""

    refused: ClassVar[Mapping[str, str]] = {
        "vendor_data": "is for clouds; write it into `user_data`",
        **dict.fromkeys(
            ("users", "packages", "runcmd", "write_files", "bootcmd", "hostname"),
            "stands in `user_data`",
        ),
    }
    """Keys that stand elsewhere."""

    user_data: Annotated[_Said, AfterValidator(_has_a_beginning)] | None = None
    """A mapping (`#cloud-config`), the path of a file, or a text that begins with `#!` or so."""

    meta_data: Annotated[_Said, AfterValidator(_is_a_path)] | None = None
    """A mapping, or the path of a file; `instance-id` and `local-hostname` are added to one."""

    network_config: Annotated[_Said, AfterValidator(_is_a_path)] | None = None
    """A mapping with `version`, or the path of a file."""

    @model_validator(mode="after")
    def _has_a_network_configuration_of_a_version(self) -> Self:
        said = self.network_config
        if not isinstance(said, dict):
            return self
        where = ("network_config", "network") if "network" in said else ("network_config",)
        inner = said.get("network", said)
        if not isinstance(inner, dict) or inner.get("version") not in _VERSIONS:
            raise Mistake("needs `version: 2`, or 1, which says what the rest means", *where)
        return self

    @property
    def paths(self) -> Mapping[str, str]:
        """The files it names, by key."""
        return {
            key: value
            for key in type(self).model_fields
            if isinstance(value := getattr(self, key), str) and not is_content(value)
        }
