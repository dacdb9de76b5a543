"""The files that cloud-init finds on the image made for a machine."""

import json
from collections.abc import Mapping
from typing import Any, Final

import yaml

from vagrantgen.models.cloud_init import CLOUD_CONFIG, CloudInit
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.values import FileContent, SeedText

_NAMES: Final = {
    "user_data": "user-data",
    "meta_data": "meta-data",
    "network_config": "network-config",
}
"""What the source NoCloud calls the files."""


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def seed_files(lab: Lab, machine: Machine) -> Mapping[str, SeedText | FileContent]:
    """Return what is on a machine's image, by name: user data and meta data always are."""
    said = machine.cloud_init or CloudInit()
    defaults = {"instance-id": lab.domain_name(machine), "local-hostname": machine.guest_name}
    meta_data = said.meta_data or {}
    written = {
        "user_data": said.user_data or {},
        "meta_data": defaults | meta_data if isinstance(meta_data, dict) else meta_data,
        "network_config": said.network_config,
    }
    return {
        _NAMES[key]: FileContent(said.paths[key]) if key in said.paths else _text(key, value)
        for key, value in written.items()
        if value is not None
    }


def _text(key: str, value: Any) -> SeedText:
    if isinstance(value, str):
        return SeedText(value)
    plain = json.loads(json.dumps(value, default=str))
    text = yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    return SeedText(f"{CLOUD_CONFIG}\n{text}" if key == "user_data" else text)
