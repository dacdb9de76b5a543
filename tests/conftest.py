"""What every test shares: markers by folder, golden files, and a count of booted machines."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost

TESTS = Path(__file__).parent
BOOTED = pytest.StashKey[set[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew, to be reviewed"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOOTED] = set()
    _hear_what_nohup_ignores()


def _hear_what_nohup_ignores() -> None:
    """Give the signals that end a command their meaning back, for what tests start and end."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with what its folder says it needs to run."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in {"ruby", "vagrant", "libvirt"}:
            item.add_marker(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    booted = terminalreporter.config.stash[BOOTED]
    if booted:
        terminalreporter.write_line(f"tests that booted a machine: {len(booted)}")


@pytest.fixture
def boots(request: pytest.FixtureRequest) -> None:
    """Say that a test boots a machine, or works on one that was booted for it."""
    request.config.stash[BOOTED].add(request.node.nodeid)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return a function that compares a text with a golden file, or writes it on request."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """Return a pretended libvirt host, with a Vagrant, a virsh and an ssh."""
    return FakeHost(tmp_path / "host", monkeypatch)
