"""Commands where nothing is up."""

import json
from pathlib import Path

import pytest
from fakes.cli import done, failed, run
from inline_snapshot import snapshot


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "command",
    [
        "ssh control",
        "console control",
        "view control",
        "port",
        "port control",
        "ssh-config",
        "ssh-config node",
        "snapshot list",
        "snapshot save first",
        "halt node1",
    ],
)
def test_where_nothing_is_up_a_command_says_so_and_what_to_do(command: str) -> None:
    status, said = failed(*command.split())

    assert (status, said) == snapshot(
        (
            2,
            """\
error: nothing of the lab 'demo' is up
hint: `vagrantgen up` makes its machines, and starts them
""",
        )
    )


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", ["halt", "suspend", "resume", "reload", "reboot", "provision"])
def test_where_nothing_is_up_there_is_nothing_to_do_and_a_verb_says_so(command: str) -> None:
    result = run(command)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing of the lab 'demo' is up\n"


@pytest.mark.usefixtures("folder")
def test_the_inventory_of_a_lab_of_which_nothing_is_up_has_no_hosts() -> None:
    assert json.loads(done("inventory", "--list"))["_meta"] == {"hostvars": {}}


def test_a_machine_that_was_never_made_is_told_from_one_that_the_lab_does_not_have(
    folder: Path,
) -> None:
    assert folder.is_dir()
    done("up", "node1")

    status, said = failed("ssh", "control")

    assert (status, said) == snapshot(
        (
            2,
            """\
error: no machine or group 'control' of the lab 'demo' was made
hint: there are node1; `vagrantgen up` makes what is missing
""",
        )
    )
