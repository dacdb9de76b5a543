"""Commands in many machines, without any lab: the fake ssh runs them in folders."""

import subprocess
import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost

from vagrantgen.guest.commands import Line, run_on, tied


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    host = FakeHost(tmp_path / "host", monkeypatch)
    for number in range(4):
        host.add_guest(f"n{number}")
    return host


@pytest.mark.usefixtures("host")
def test_a_command_that_takes_too_long_ends_with_124_and_what_it_said(tmp_path: Path) -> None:
    started = time.monotonic()

    done = run_on(tmp_path, {"n0": "echo begun; sleep 60", "n1": "echo quick"}, timeout=0.8)

    assert time.monotonic() - started < 30
    assert (done["n0"].status, done["n0"].stdout) == (124, "begun\n")
    assert (done["n1"].status, done["n1"].stdout) == (0, "quick\n")


def test_no_more_machines_than_allowed_work_at_the_same_time(
    host: FakeHost, tmp_path: Path
) -> None:
    running = host.folder / "running"
    text = (
        f"mkdir -p {running}; touch {running}/$$; ls {running} | wc -l; sleep 0.2; rm {running}/$$"
    )

    done = run_on(tmp_path, {f"n{number}": text for number in range(4)}, at_once=2)

    assert {int(one.stdout) for one in done.values()} <= {1, 2}
    assert list(done) == ["n0", "n1", "n2", "n3"]


@pytest.mark.usefixtures("host")
def test_lines_come_whole_and_as_they_are_said(tmp_path: Path) -> None:
    told: list[tuple[Line, float]] = []
    text = "printf a; sleep 0.2; printf 'b\\r\\nc'; printf '\\377\\n\\nlast' >&2; sleep 0.5; echo d"

    run_on(tmp_path, {"n0": text}, on_line=lambda line: told.append((line, time.monotonic())))

    said = [line.text for line, _ in told if not line.is_error]
    assert said == ["ab\r", "cd"]
    assert [line.text for line, _ in told if line.is_error] == ["\ufffd", "", "last"]
    assert told[-1][1] - told[0][1] > 0.3


def test_a_tied_command_passes_its_status_on_and_reads_nothing() -> None:
    with subprocess.Popen(
        ["sh", "-c", tied("cat; echo 'it''s'; exit 7")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout
        said = process.stdout.read()

    assert (process.returncode, said) == (7, b"its\n")


def test_a_tied_command_ends_when_its_input_does() -> None:
    with subprocess.Popen(
        ["sh", "-c", tied("sleep 1000 & sleep 1000; echo late")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        time.sleep(0.3)
        process.stdin.close()
        said = process.stdout.read()

    assert (process.returncode, said) == (-15, b"")
