"""What a lab needs of a computer besides room."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vagrantgen.host import needs
from vagrantgen.host.finding import Finding
from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab

Install = Callable[..., None]


def lab_of(folder: Path, machine: str, more: str = "") -> Lab:
    (folder / "lab.yaml").write_text(f"machines:\n  web: {machine}\n{more}")
    return load_lab([folder / "lab.yaml"])


def test_a_secret_that_is_nowhere_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LAB_PASSWORD", raising=False)
    lab = lab_of(
        tmp_path, "{box: example/linux, ssh: {password: {env: LAB_PASSWORD}}, box_url: {file: url}}"
    )

    found = list(needs.findings(lab, tmp_path))

    assert found == [
        Finding("secret 'url'", "problem", "there is no such file", "write the secret into it"),
        Finding(
            "secret LAB_PASSWORD",
            "problem",
            "this environment variable is not set",
            "export LAB_PASSWORD=..., or give it a `default` in the lab file",
        ),
    ]


def test_a_secret_that_is_there_is_not_spoken_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_PASSWORD", "x")
    (tmp_path / "url").write_text("https://example.com/b.json")
    lab = lab_of(
        tmp_path, "{box: example/linux, ssh: {password: {env: LAB_PASSWORD}}, box_url: {file: url}}"
    )

    found = list(needs.findings(lab, tmp_path))

    assert found == []


@pytest.mark.usefixtures("host")
def test_a_plugin_that_is_missing_is_a_problem_with_its_cure(
    tmp_path: Path, install: Install
) -> None:
    install("vagrant", "echo '1795422513,vagrant-reload,plugin-version,0.0.1%!(VAGRANT_COMMA) x'")
    more = "plugins: {vagrant-hostmanager: {hostmanager: {enabled: true}}}"
    lab = lab_of(tmp_path, "{box: example/linux, provisioners: [{type: reload}]}", more)

    found = list(needs.findings(lab, tmp_path))

    cure = "vagrant plugin install vagrant-hostmanager"
    assert found == [Finding("plugin vagrant-hostmanager", "problem", "is not installed", cure)]


@pytest.mark.usefixtures("host")
def test_windows_machines_need_gems_that_not_every_vagrant_comes_with(
    tmp_path: Path, install: Install
) -> None:
    install("vagrant", "true")
    install("ruby", "exit 1")
    lab = lab_of(tmp_path, "{box: example/linux, vm: {guest: windows, communicator: winrm}}")

    found = list(needs.findings(lab, tmp_path))

    assert found == [
        Finding(
            "WinRM",
            "problem",
            "the gems are missing that Vagrant reaches Windows machines with",
            "vagrant plugin install winrm winrm-fs winrm-elevated",
        )
    ]


@pytest.mark.usefixtures("host")
def test_a_vagrant_that_is_a_program_of_its_own_has_them(tmp_path: Path, install: Install) -> None:
    install("vagrant", "echo '1795422513,winrm,plugin-version,2.3'")
    install("ruby", "exit 0")
    lab = lab_of(tmp_path, "{box: example/linux, vm: {guest: windows, communicator: winrm}}")

    found = list(needs.findings(lab, tmp_path))

    assert found == []
