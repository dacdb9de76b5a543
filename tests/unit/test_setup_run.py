"""Steps that run programs: fake ones, which note what they were told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from vagrantgen.errors import CommandError, HostError
from vagrantgen.host.distribution import Distribution
from vagrantgen.host.setup import Setup
from vagrantgen.host.steps import Account, Check, Command, Step

ROOT = Account("root", is_root=True)
ALICE = Account("alice", is_root=False)
ANY = Distribution("any", "1", "other", "Any 1")

Write = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that puts a shell script on the PATH, which has nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def write(name: str, text: str) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    return write


def step(title: str, *commands: Command, check: Check | None) -> Step:
    return Step(title, "For the test.", commands, check)


def test_a_step_that_is_done_is_not_run_again(program: Write, tmp_path: Path) -> None:
    program("make-it", f"echo making; echo . >> {tmp_path}/made")
    program("is-it-made", f"[ -s {tmp_path}/made ]")
    steps = (step("It", Command(("make-it",)), check=Check(("is-it-made",))),)

    runs = [list(Setup(ANY, ROOT, steps).run()) for _ in range(2)]

    assert runs == [
        ["1. It", "$ make-it", "making", "this host is set up"],
        ["nothing was changed: this host is set up"],
    ]
    assert (tmp_path / "made").read_text() == ".\n"


def test_a_step_without_a_check_reports_each_time_and_is_no_change(program: Write) -> None:
    program("report", "echo all is well")
    steps = (step("Report", Command(("report",)), check=None),)

    told = list(Setup(ANY, ROOT, steps).run())

    assert told == [
        "1. Report",
        "$ report",
        "all is well",
        "nothing was changed: this host is set up",
    ]


def test_a_failure_that_may_be_is_told_and_passed_over(program: Write) -> None:
    program("report", "echo this host lacks KVM; exit 1")
    steps = (step("Report", Command(("report",), may_fail=True), check=None),)

    told = list(Setup(ANY, ROOT, steps).run())

    assert told == snapshot(
        [
            "1. Report",
            "$ report || true",
            "this host lacks KVM",
            "nothing was changed: this host is set up",
        ]
    )


def test_a_failure_ends_the_setup_with_what_was_said(program: Write, tmp_path: Path) -> None:
    program("install", "echo E: no such package; exit 100")
    program("after", f"touch {tmp_path}/after")
    commands = (Command(("install", "x")), Command(("after",)))
    steps = (step("It", *commands, check=Check(("absent",))),)

    with pytest.raises(CommandError) as caught:
        list(Setup(ANY, ROOT, steps).run())

    assert str(caught.value) == "`install x` exited with 100.\nE: no such package"
    assert not (tmp_path / "after").exists()


def test_a_step_that_brought_nothing_is_an_error(program: Write) -> None:
    program("install", "exit 0")
    program("query", "echo not-installed")
    steps = (step("It", Command(("install",)), check=Check(("query", "x y"), r"^installed$")),)

    with pytest.raises(HostError) as caught:
        list(Setup(ANY, ROOT, steps).run())

    assert str(caught.value) == snapshot("""\
It: every command ended well, and yet it is not there
`query 'x y'` says so
hint: `vagrantgen doctor` shows what this host lacks\
""")


def test_a_text_is_written_to_the_standard_input(program: Write, tmp_path: Path) -> None:
    program("keep", f'while read -r line; do echo "$line" >> {tmp_path}/kept; done')
    program("is-it-kept", f"[ -s {tmp_path}/kept ]")
    steps = (step("It", Command(("keep",), "one\n$two\n"), check=Check(("is-it-kept",))),)

    told = list(Setup(ANY, ROOT, steps).run())

    assert (tmp_path / "kept").read_text() == "one\n$two\n"
    assert told == snapshot(
        [
            "1. It",
            """\
$ keep <<'END'
one
$two
END\
""",
            "this host is set up",
        ]
    )


def test_a_user_needs_sudo(program: Write) -> None:
    program("install", "exit 0")
    steps = (step("It", Command(("install",)), check=Check(("absent",))),)

    with pytest.raises(HostError) as caught:
        list(Setup(ANY, ALICE, steps).run())

    assert str(caught.value) == snapshot("""\
user 'alice' may not set this host up: sudo is not installed
hint: run `vagrantgen host setup --yes` as root\
""")


@pytest.mark.parametrize(
    ("account", "as_root", "words"),
    [
        (ROOT, True, ("x",)),
        (ROOT, False, ("x",)),
        (ALICE, True, ("sudo", "x")),
        (ALICE, False, ("x",)),
        (Account("alice", is_root=True), True, ("x",)),
        (Account("alice", is_root=True), False, ("sudo", "--user=alice", "--set-home", "x")),
    ],
)
def test_sudo_stands_before_a_command_where_it_changes_who_runs_it(
    *, account: Account, as_root: bool, words: tuple[str, ...]
) -> None:
    assert Command(("x",), as_root=as_root).words_for(account) == words


def test_behind_sudo_the_account_is_the_user_who_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("SUDO_USER", "alice")

    assert Account.current() == Account("alice", is_root=True)


def test_without_sudo_the_account_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.delenv("SUDO_USER", raising=False)

    assert Account.current() == ROOT
