import json
from pathlib import Path

from typer.testing import CliRunner

from vagrantgen.cli.app import app

GOLDEN = Path(__file__).parents[1] / "golden_setup"


def test_the_script_of_another_distribution_goes_to_stdout() -> None:
    result = CliRunner().invoke(app, ["host", "setup", "--distribution", "rocky:9"])

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("#!/bin/sh\n# rocky 9 as a host for labs.\nset -eu\n")
    assert "#   " in result.stdout


def test_an_option_asks_for_what_labs_run_without() -> None:
    arguments = ["host", "setup", "--distribution", "rocky:9", "--tools", "--json"]

    result = CliRunner().invoke(app, arguments)

    steps = json.loads(result.stdout)
    assert {step["option"]: step["wanted"] for step in steps} == {
        None: True,
        "--tools": True,
        "--desktop": False,
    }


def test_this_hosts_steps_can_be_read_by_a_program() -> None:
    result = CliRunner().invoke(app, ["host", "setup", "--json"])

    assert result.exit_code == 0
    assert {"title", "why", "commands", "option", "wanted", "done"} == {
        key for step in json.loads(result.stdout) for key in step
    }


def test_another_host_cannot_be_set_up_from_here() -> None:
    result = CliRunner().invoke(app, ["host", "setup", "--yes", "--distribution", "rocky:9"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: --yes sets up this host, --distribution is for another one\n"
        "hint: leave one of the two out\n"
    )


def test_a_distribution_nobody_knows_is_a_mistake_in_the_command() -> None:
    result = CliRunner().invoke(app, ["host", "setup", "--distribution", "gentoo"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no recipe for 'gentoo'" in result.stderr
