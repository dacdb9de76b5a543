import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from libvirt.private_host.tiny_lab import START_DOMAIN, make_lab, outer_command, run_outer

from vagrantgen.errors import HostError
from vagrantgen.host import private


def test_a_libvirtd_that_does_not_start_says_why(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libvirtd = tmp_path / "libvirtd"
    libvirtd.write_text("#!/bin/sh\necho 'no space left on device' >&2\nexit 6\n")
    libvirtd.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with pytest.raises(HostError) as caught, private.started(root=root):
        pass

    assert caught.value.message == "the private libvirt host did not start"
    assert "no space left on device" in caught.value.details
    assert list(root.iterdir()) == []


def test_where_namespaces_are_forbidden_the_error_says_so(root: Path) -> None:
    command = ["setpriv", "--bounding-set=-sys_admin", *outer_command(root, "true")]

    completed = run_outer(command)

    assert completed.returncode == 3
    assert completed.stderr == (
        "the private libvirt host did not start\n"
        "unshare: unshare failed: Operation not permitted\n"
        "hint: it mounts and makes namespaces: a container has to be a privileged one\n"
    )
    assert list(root.iterdir()) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as pytest's own are not, with a copy of the package."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(Path(private.__file__).parents[1], folder / "python/vagrantgen")
        yield folder


def as_nobody(command: list[str]) -> list[str]:
    # It may not write what coverage would write down of it.
    unmeasured = ("env", "--unset=COVERAGE_PROCESS_CONFIG", "--unset=COVERAGE_PROCESS_START")
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *unmeasured, *command]


def python_of_nobody() -> str:
    usable = run_outer(as_nobody(["sh", "-c", f"{sys.executable} -c ''"])).returncode == 0
    return sys.executable if usable else "/usr/bin/python3"


@pytest.mark.usefixtures("boots")
def test_a_user_who_is_not_root_gets_one_too(open_folder: Path) -> None:
    lab, root, ranges = (open_folder / name for name in ("lab", "root", "ranges"))
    make_lab(lab, interface="")  # it takes /dev/net/tun, which udev opens to users, if it runs
    root.mkdir()
    ranges.write_text("nobody:100000:65536\n")
    for path in (lab, *lab.iterdir(), root):
        os.chown(path, 65534, 65534)
    mounts = f"mount --bind {ranges} /etc/subuid && mount --bind {ranges} /etc/subgid"
    inside = f"{START_DOMAIN} && until grep -q HI console; do sleep 0.1; done; id -u; exit 7"
    command = as_nobody([python_of_nobody(), *outer_command(root, "sh", "-c", inside)[1:]])
    environment = ["env", f"--chdir={lab}", f"PYTHONPATH={open_folder}/python"]

    completed = run_outer(
        ["unshare", "--mount", "sh", "-c", f'{mounts} && exec "$@"', "sh", *environment, *command]
    )

    assert (completed.stderr, completed.returncode) == ("", 7)
    assert completed.stdout.split()[-1] == "0"
    assert list(root.iterdir()) == []
