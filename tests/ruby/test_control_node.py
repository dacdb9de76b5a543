"""What a control node waits for."""

from pathlib import Path

import pytest
from ruby.guests import Guest, provisions


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


SCAN = """
for address; do :; done
echo "$address" >> /root/scanned
[ "$(wc -l < /root/scanned)" -gt 2 ] || exit 1
echo "$address ssh-ed25519 KEY-OF-$address"
"""


@pytest.fixture
def control(guest: Guest, tmp_path: Path) -> tuple[Guest, str]:
    """Return a control node that the lab's key was uploaded to, and its script."""
    script: str = provisions("ansible", tmp_path)["control"]["control"]["inline"]
    (guest.folder / "home/vagrant/.ssh").mkdir(mode=0o700)
    guest.write("home/vagrant/.ssh/id_ed25519", "THE KEY\n")
    guest.fake("ssh-keyscan", SCAN)
    guest.fake("ssh", 'printf "%s\\n" "$*" >> /root/tried')
    guest.fake("wc", 'exec /usr/bin/wc "$@"')
    guest.programs.joinpath("sleep").unlink(missing_ok=True)
    guest.fake("sleep", "")
    return guest, script


def test_a_control_node_waits_for_the_machines_and_knows_their_host_keys(
    control: tuple[Guest, str],
) -> None:
    guest, script = control

    runs = [guest.run(script, "vagrant") for _ in range(2)]

    assert [(run.returncode, run.stdout, run.stderr) for run in runs] == [(0, "", "")] * 2
    assert guest.read("etc/ssh/ssh_known_hosts2") == (
        "node1,node1.ansible,10.20.30.11 ssh-ed25519 KEY-OF-10.20.30.11\n"
        "node2,node2.ansible,10.20.30.12 ssh-ed25519 KEY-OF-10.20.30.12\n"
    )
    assert [line.split()[-2:] for line in guest.read("root/tried").splitlines()] == [
        ["admin@10.20.30.12", "true"],
        ["admin@10.20.30.11", "true"],
    ] * 2
    assert guest.read("root/.ssh/id_ed25519") == "THE KEY\n"
    assert _mode(guest.folder / "root/.ssh/id_ed25519") == 0o600
    assert _mode(guest.folder / "home/vagrant/.ssh/id_ed25519") == 0o600
    assert guest.read("etc/ansible/hosts").startswith("all:\n  hosts:\n    control:\n")


@pytest.mark.parametrize("guest", ["dash"], indirect=True)  # busybox has a clock of its own
def test_a_control_node_gives_up_after_five_minutes_and_says_what_to_do(
    control: tuple[Guest, str],
) -> None:
    guest, script = control
    guest.programs.joinpath("date").unlink(missing_ok=True)
    guest.fake("date", "echo . >> /root/asked; echo $((100 * $(wc -l < /root/asked)))")
    guest.fake("ssh", "exit 255")

    run = guest.run(script, "vagrant")

    assert (run.returncode, run.stderr) == (
        1,
        "10.20.30.12 does not answer; start it, then provision this machine again\n",
    )
    assert guest.read("root/asked") == ".\n" * 4
    assert not (guest.folder / "etc/ssh/ssh_known_hosts2").exists()
