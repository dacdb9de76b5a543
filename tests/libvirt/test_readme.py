import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from documents import README, blocks
from libvirt.computer import HOME, Computer, installed

pytestmark = pytest.mark.usefixtures("boots")

EMPTY = {"vagrantgen doctor": 3}
"""What does not end with 0, as it finds an empty computer."""

ADDRESS = re.compile(r"192\.168\.121\.\d+")


@dataclass(frozen=True)
class Step:
    """A command of the README that was typed, and what came of it."""

    command: str
    shown: str
    """What the README shows under it."""
    done: "subprocess.CompletedProcess[str]"

    @property
    def word(self) -> str:
        """The command without its comment."""
        return self.command.partition("  #")[0].strip()


@dataclass(frozen=True)
class Followed:
    """A computer on which somebody has followed the README to its end."""

    computer: Computer
    steps: tuple[Step, ...]

    def said(self, command: str) -> str:
        return next(step.done.stdout for step in self.steps if step.word == command)


@pytest.fixture(scope="module")
def followed(debian_tarball: Path) -> Iterator[Followed]:
    with installed(debian_tarball) as computer:
        yield Followed(computer, tuple(follow(computer)))


def follow(computer: Computer) -> Iterator[Step]:
    """Type what the README says, as long as it works."""
    lab_file = next(blocks("yaml", pages=[README])).text
    for block in blocks("sh", "console", pages=[README]):
        for command, shown in block.steps:
            step = Step(command, shown, computer.run(command))
            yield step
            if step.done.returncode != EMPTY.get(step.word, 0):
                return
            if step.word.startswith("mkdir"):
                (computer.root.folder / HOME.relative_to("/") / "lab/lab.yaml").write_text(lab_file)


def test_every_command_works(followed: Followed) -> None:
    typed = [
        command for block in blocks("sh", "console", pages=[README]) for command, _ in block.steps
    ]

    last = followed.steps[-1]

    assert last.done.returncode == 0, f"$ {last.command}\n{last.done.stdout}"
    assert [step.command for step in followed.steps] == typed


def test_what_is_shown_is_what_was_said(followed: Followed) -> None:
    shown = {step.command: alike(step.shown) for step in followed.steps if step.shown}

    said = {step.command: alike(step.done.stdout) for step in followed.steps if step.shown}

    assert len(shown) > 3
    assert said == shown


def test_doctor_found_what_was_missing_and_the_setup_cured_it(followed: Followed) -> None:
    before = followed.said("vagrantgen doctor")

    after = followed.computer.run("vagrantgen doctor")

    assert "problem  Vagrant" in before
    assert "problem" not in after.stdout
    assert after.returncode == 0


def test_nothing_of_the_lab_is_left(followed: Followed) -> None:
    virsh = "virsh --quiet --connect qemu:///system"

    machines = followed.computer.run(f"{virsh} list --all --name").stdout
    networks = followed.computer.run(f"{virsh} net-list --all --name").stdout
    volumes = followed.computer.run(f"{virsh} vol-list default").stdout
    files = followed.computer.run("ls ~/lab").stdout

    assert machines.split() == []
    assert networks.split() == ["default"]
    assert [line.split()[0] for line in volumes.splitlines() if "box_image" not in line] == []
    assert files.split() == ["lab.yaml", "vagrantgen-debian12.box"]


def alike(text: str) -> list[str]:
    """Return the lines without what differs: addresses, widths, and which machine is first."""
    lines = ADDRESS.sub("192.168.121.x", text).splitlines()
    return sorted(" ".join(line.split()) for line in lines)
