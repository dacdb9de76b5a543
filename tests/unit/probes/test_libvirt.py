from collections.abc import Callable

import pytest

from vagrantgen.host import libvirt
from vagrantgen.host.finding import Finding, Host

Install = Callable[..., None]
Write = Callable[..., None]
Answer = Callable[..., None]

MODULAR = "virtqemud.socket virtnetworkd.socket virtstoraged.socket"

VALIDATION = """\
  QEMU: Checking for hardware virtualization                                 : {0}
  QEMU: Checking if device /dev/vhost-net exists                             : {1} (Load the 'vhost_net' module)
  QEMU: Checking for cgroup 'cpu' controller support                         : PASS
"""


def test_what_fails_is_named(host: Host, install: Install) -> None:
    install("virt-host-validate", f'echo "{VALIDATION.format("FAIL", "WARN")}"', status=1)

    finding = libvirt.find_validation(host)

    assert finding == Finding(
        "virt-host-validate",
        "warning",
        "FAIL: hardware virtualization",
        "`virt-host-validate qemu` says more on each",
    )


@pytest.mark.parametrize(
    ("result", "text"), [("WARN", "WARN: device /dev/vhost-net exists"), ("PASS", "PASS")]
)
def test_its_warnings_need_no_cure(host: Host, install: Install, result: str, text: str) -> None:
    install("virt-host-validate", f'echo "{VALIDATION.format("PASS", result)}"')

    finding = libvirt.find_validation(host)

    assert finding == Finding("virt-host-validate", "ok", text)


def test_the_daemon_that_answers_is_named_with_its_version(
    host: Host, write: Write, answer: Answer
) -> None:
    answer("*version*--daemon) echo 'Running against daemon: 10.0.0';;")

    with_libvirtd = libvirt.find_libvirt(host)
    write("run/libvirt/virtqemud-sock")
    with_virtqemud = libvirt.find_libvirt(host)

    assert [with_libvirtd, with_virtqemud] == [
        Finding("libvirt", "ok", "libvirtd 10.0.0 answers at qemu:///system"),
        Finding("libvirt", "ok", "virtqemud 10.0.0 answers at qemu:///system"),
    ]


@pytest.mark.parametrize(
    ("daemon", "folder", "cure"),
    [
        ("libvirtd", "run", "sudo sh -c 'virtlogd --daemon && libvirtd --daemon'"),
        ("libvirtd", "run/systemd/system", "sudo systemctl enable --now libvirtd"),
        (
            "virtqemud",
            "run/systemd/system",
            f"sudo systemctl enable --now {MODULAR}",
        ),
    ],
)
def test_a_daemon_that_does_not_answer_is_to_be_started(
    host: Host, install: Install, daemon: str, folder: str, cure: str
) -> None:
    install(daemon)
    install("virsh", "echo 'error: failed to connect to the hypervisor' >&2", status=1)
    (host.root / folder).mkdir(parents=True)

    finding = libvirt.find_libvirt(host)

    assert finding == Finding(
        "libvirt",
        "problem",
        "nothing answers at qemu:///system; "
        "`vagrantgen host private -- CMD` gives one command a libvirt of its own",
        cure,
    )


def test_a_daemon_that_is_not_installed_is_to_be_installed(host: Host, install: Install) -> None:
    install("virsh", status=1)

    finding = libvirt.find_libvirt(host)

    assert finding == Finding(
        "libvirt",
        "problem",
        "its daemon is not installed, and nothing answers at qemu:///system",
        "sudo dnf install libvirt",
    )


def test_what_hangs_on_it_is_not_reported_as_well(host: Host, install: Install) -> None:
    install("virsh", status=1)
    install("setsid", 'shift; exec "$@"')

    findings = [
        probe(host) for probe in (libvirt.find_access, libvirt.find_network, libvirt.find_pool)
    ]

    assert findings == [None, None, None]


def test_the_default_network_is_not_needed(host: Host, answer: Answer) -> None:
    answer()

    finding = libvirt.find_network(host)

    assert finding == Finding(
        "network",
        "ok",
        "default is absent, and not needed; "
        "vagrant-libvirt is not made yet, the first `up` does that",
    )


def test_the_states_of_both_networks_are_told(host: Host, answer: Answer) -> None:
    answer(
        "*net-list*) echo ' default           inactive   no    yes'",
        "echo ' vagrant-libvirt   active     no    yes'",
        "echo;;",
    )

    finding = libvirt.find_network(host)

    assert finding == Finding(
        "network", "ok", "default is inactive, and not needed; vagrant-libvirt is active"
    )


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        (
            "",
            Finding(
                "storage pool",
                "ok",
                "there is none called default yet; the first `up` makes it",
            ),
        ),
        (
            " default   active   yes",
            Finding("storage pool", "ok", "default is active"),
        ),
        (
            " default   active   no",
            Finding(
                "storage pool",
                "warning",
                "default is active, but will not be after a restart of this computer",
                "virsh --connect qemu:///system pool-autostart default",
            ),
        ),
        (
            " default   inactive   no",
            Finding(
                "storage pool",
                "problem",
                "default is not active",
                "virsh --connect qemu:///system pool-start default",
            ),
        ),
    ],
)
def test_a_default_pool_has_to_be_active(
    host: Host, answer: Answer, row: str, finding: Finding
) -> None:
    answer(f"*pool-list*) echo ' other   inactive   no'; echo '{row}';;")

    found = libvirt.find_pool(host)

    assert found == finding
