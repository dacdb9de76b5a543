"""The names of the installed plugin's provider block, asked from itself."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from vagrantgen.models.emits import emits_of
from vagrantgen.models.libvirt import Libvirt
from vagrantgen.models.moments import COMMANDS, LIBVIRT_STEPS
from vagrantgen.models.provider.refused import REFUSED

SCRIPT = Path(__file__).parents[1] / "oracle/names.rb"
OURS = {"ruby", "extra"}
"""What the plugin has no name for."""

Names = dict[str, set[str]]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    home = str(tmp_path_factory.mktemp("home"))
    said = subprocess.run(
        ["ruby", str(SCRIPT)],
        env={"PATH": os.environ["PATH"], "HOME": home, "VAGRANT_HOME": home, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    return {kind: set(found) for kind, found in json.loads(said.stdout).items()}


def test_every_name_of_the_plugin_is_known(names: Names) -> None:
    known = {*Libvirt.model_fields, *REFUSED}

    missing = (names["settings"] | names["methods"]) - names["kept"] - known

    assert len(names["settings"]) > 100
    assert missing == set()


def test_what_is_called_in_ruby_is_a_method_of_the_plugin(names: Names) -> None:
    called = {name for name in Libvirt.model_fields if emits_of(Libvirt, name).is_method}

    assert called == names["methods"] - {"storage"}


def test_every_setting_is_one_of_the_plugin_unless_it_is_newer(names: Names) -> None:
    unknown = set(Libvirt.model_fields) - names["settings"] - names["methods"] - OURS

    assert {name for name in unknown if not emits_of(Libvirt, name).since} == set()


def test_triggers_know_every_command_of_vagrant_and_every_step_of_the_plugin(names: Names) -> None:
    assert names["commands"] == set(COMMANDS)
    assert names["steps"] == set(LIBVIRT_STEPS)
