"""A machine's clock, over ssh to a pretended machine."""

import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost

from vagrantgen.guest.session import set_clock

DATE = """\
#!/bin/sh
echo "$2 $(/bin/date +%s.%N)" > told
"""


@pytest.fixture
def guest(host: FakeHost) -> Path:
    """A machine in which `date` notes what time it was told, and when."""
    install(host, "date", DATE)
    return host.add_guest("web")


def install(host: FakeHost, name: str, text: str) -> None:
    program = host.folder / "bin" / name
    program.write_text(text)
    program.chmod(0o755)


def test_a_clock_is_right_however_long_it_took_to_come_to_it(
    host: FakeHost, guest: Path, tmp_path: Path
) -> None:
    install(host, "sudo", '#!/bin/sh\nsleep 1\nshift\nexec "$@"\n')

    set_clock(tmp_path, "web")

    told, when = (guest / "told").read_text().split()
    assert float(told.removeprefix("@")) == pytest.approx(float(when), abs=0.5)


def test_a_clock_that_takes_whole_seconds_gets_them(
    host: FakeHost, guest: Path, tmp_path: Path
) -> None:
    install(host, "sudo", '#!/bin/sh\nshift\nexec "$@"\n')
    install(host, "date", f"#!/bin/sh\ncase $2 in *.*) exit 1; esac\n{DATE.split('!/bin/sh')[1]}")

    set_clock(tmp_path, "web")

    assert (guest / "told").read_text().split()[0].removeprefix("@").isdigit()


def test_a_machine_whose_user_may_not_set_the_clock_is_left_alone(
    host: FakeHost, guest: Path, tmp_path: Path
) -> None:
    install(host, "sudo", "#!/bin/sh\nexit 1\n")
    begun = time.monotonic()

    set_clock(tmp_path, "web")

    assert not (guest / "told").exists()
    assert time.monotonic() - begun < 30
