"""What Vagrant and the plugin have to make of a lab, derived from its model alone.

Symbols begin with a colon, as `effective.rb` writes them.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from oracle.containing import Containing
from oracle.networks import networks
from oracle.other_providers import free, virtualbox, virtualbox_disks
from oracle.plain import plain, settings_of, with_symbols
from oracle.provider import provider
from oracle.provisioners import provisioners
from oracle.seeds import seed_triggers

from vagrantgen.export.control import control_inventory
from vagrantgen.export.vagrant_inventory import VagrantInventory
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.trigger import Trigger, TriggerScript

BARE = """\
Vagrant.configure("2") do |config|
  config.vm.define "bare" do |node|
    node.vm.provision "shell", inline: "true"
    node.vm.provision "file", source: "a", destination: "b"
    node.vm.provision "ansible", playbook: "site.yml"
    node.vm.provision "ansible_local", playbook: "site.yml"
    node.vm.provision "docker"
    node.vm.provision "podman"
    node.vm.provision "puppet"
    node.vm.provision "puppet_server"
    node.vm.provision "salt"
    node.vm.provision "chef_solo"
    node.vm.provision "chef_zero"
    node.vm.provision "chef_client"
    node.vm.provision "chef_apply"
    node.trigger.before :up do |trigger|
      trigger.run = { inline: "true" }
      trigger.run_remote = { inline: "true" }
    end
  end
end
"""
"""A Vagrantfile that says next to nothing: what it becomes is Vagrant's defaults."""


class Expected:
    """A lab's effective configuration, given Vagrant's defaults."""

    def __init__(self, lab: Lab, bare: Mapping[str, Any], folder: Path = Path()) -> None:
        """Take what `BARE` became, and the folder that has the lab's keys."""
        self._lab = lab
        self._bare = bare["machines"]["bare"]
        self._keys = folder / ".vagrant/vagrantgen"
        self._inventory = VagrantInventory.of(lab, lab.machines)

    def lab(self) -> dict[str, Any]:
        """Return what is expected of the whole lab."""
        machines = {machine.name: self._machine(machine) for machine in self._lab.machines}
        primary = [machine.name for machine in self._lab.machines if machine.primary]
        only = [*machines] if len(machines) == 1 else []
        return {
            "machines": machines,
            "primary": next((f":{name}" for name in primary or only), None),
        }

    def _machine(self, machine: Machine) -> dict[str, Any]:
        seed = seed_triggers(machine, self._bare["before"][0])
        return {
            "define": _define(machine),
            "vm": self._bare["vm"] | _vm(machine),
            "ssh": self._bare["ssh"] | _ssh(machine) | self._login(machine),
            "winrm": self._bare["winrm"] | _winrm(machine),
            "winssh": self._bare["winssh"] | settings_of(machine.winssh),
            "nfs": self._bare["nfs"] | settings_of(machine.nfs),
            "windows": self._bare["windows"] | settings_of(machine.windows),
            "provider": self._bare["provider"] | provider(self._lab, machine),
            "virtualbox": self._bare["virtualbox"] | virtualbox(machine),
            "virtualbox_disks": [*virtualbox_disks(machine)],
            "docker": self._bare["docker"] | free(machine.docker),
            "networks": list(networks(self._lab, machine)),
            "synced_folders": dict(_synced_folders(machine)),
            "provisioners": [
                *self._own_provisioners(machine),
                *provisioners(machine, self._default, self._inventory),
            ],
            "before": [*self._triggers(machine, "before", seed["before"])],
            "after": [*self._triggers(machine, "after", seed["after"])],
        }

    def _own_provisioners(self, machine: Machine) -> Iterator[dict[str, Any]]:
        lab = self._lab
        names = lab.host_tables([machine])
        if machine.setup:
            inline = Containing("/etc/hostname", *names.values())
            env = self._login_environment() if machine.replaces_key else {}
            args = list(machine.setup)
            yield self._own("guest setup", inline, run=":always", args=args, env=env)
        for table in () if machine.setup else names.values():
            yield self._own("names", Containing(table), run=":always")
        if machine.disk_size:
            yield self._own("grow disk", Containing("growpart"))
        if any(machine.name in other.controls for other in lab.machines):
            args = [self._public("id_ed25519"), machine.ssh.username or "vagrant"]
            yield self._own("lab key", Containing("authorized_keys"), args=args)
        if machine.controls:
            key = {"source": Containing("id_ed25519"), "destination": ".ssh/id_ed25519"}
            yield {
                "name": ":control key",
                "type": ":file",
                "run": None,
                "config": key,
                "before": None,
                "after": None,
                "communicator_required": True,
            }
            inventory = Containing(control_inventory(lab, machine))
            yield self._own("control", inventory, args=[machine.ssh.username or "vagrant"])

    def _public(self, name: str) -> str:
        return (self._keys / f"{name}.pub").read_text().strip()

    def _login_environment(self) -> dict[str, str]:
        return {"LOGIN_KEY": self._public("login_ed25519"), "KNOWN_KEYS": Containing("AAAAB3NzaC1")}

    def _login(self, machine: Machine) -> dict[str, Any]:
        if not (machine.setup and machine.replaces_key):
            return {}
        keys = [str(self._keys / "login_ed25519"), Containing("insecure_private_key")]
        return {"insert_key": False, "private_key_path": keys}

    def _own(self, name: str, inline: str, run: str | None = None, **more: Any) -> dict[str, Any]:
        config = self._default("shell") | {"inline": inline, **more}
        return {
            "name": f":{name}",
            "type": ":shell",
            "run": run,
            "before": None,
            "after": None,
            "communicator_required": True,
            "config": config,
        }

    def _default(self, kind: str) -> dict[str, Any]:
        found = (item for item in self._bare["provisioners"] if item["type"] == f":{kind}")
        return (
            {**next(found)["config"], "inline": None} if kind == "shell" else next(found)["config"]
        )

    def _triggers(
        self, machine: Machine, moment: str, own: Sequence[dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        yield from self._written_triggers(self._lab.triggers, moment)
        yield from own
        yield from self._written_triggers(machine.triggers, moment)

    def _written_triggers(
        self, triggers: Sequence[Trigger], moment: str
    ) -> Iterator[dict[str, Any]]:
        bare = self._bare["before"][0]
        for trigger in triggers:
            said = settings_of(trigger, without={"before", "after", "run", "run_remote"})
            said |= {key: f":{said[key]}" for key in ("on_error", "type") if key in said}
            said |= {key: [f":{item}" for item in said[key]] for key in ("ignore",) if key in said}
            if said.pop("ruby", None):
                said["ruby_block"] = "a Proc"
            for script in ("run", "run_remote"):
                said[script] = _script(bare[script], getattr(trigger, script))
            for command in getattr(trigger, moment) or ():
                yield bare | said | {"command": f":{command}"}


def _define(machine: Machine) -> dict[str, Any]:
    options: dict[str, Any] = {":config_version": "2"}
    if machine.primary:
        options[":primary"] = True
    if not machine.autostart:
        options[":autostart"] = False
    return options


def _vm(machine: Machine) -> dict[str, Any]:
    return {
        "box": machine.box,
        "box_version": machine.box_version,
        "box_url": [plain(url) for url in machine.box_url] if machine.box_url else None,
        "box_check_update": False,
        "box_extra_download_options": [*_download_options(machine)],
        "hostname": (machine.hostname or machine.name) if machine.box else None,
        **_section(machine.vm, symbols={"guest", "communicator", "box_download_checksum_type"}),
    }


def _download_options(machine: Machine) -> Iterator[str]:
    for name, value in (machine.vm.box_download_options or {}).items():
        yield from (f"--{name}",) if value is True else (f"--{name}", str(value))


def _ssh(machine: Machine) -> dict[str, Any]:
    said = _section(machine.ssh, symbols={"verify_host_key"})
    return {"remote_user": machine.ssh.username} | said


def _winrm(machine: Machine) -> dict[str, Any]:
    said = _section(machine.winrm, symbols={"transport"})
    secure = {"port": 5986, "guest_port": 5986} if machine.winrm.transport == "ssl" else {}
    return secure | said


def _section(section: Any, symbols: set[str]) -> dict[str, Any]:
    said = settings_of(section)
    return said | {key: f":{said[key]}" for key in symbols if key in said}


def _synced_folders(machine: Machine) -> Iterator[tuple[str, Any]]:
    yield "/vagrant", {":guestpath": "/vagrant", ":hostpath": ".", ":disabled": True}
    rsync = {"args", "auto", "chown", "exclude", "rsync_ownership", "rsync_path", "verbose"}
    for folder in machine.synced_folders:
        said = settings_of(folder, without={"host", "guest", "type"})
        said |= {key: ":auto" for key in ("map_uid", "map_gid") if said.get(key) == "auto"}
        for key in ("readonly", "verbose"):
            if not said.get(key):
                said.pop(key, None)
        if folder.type == "rsync":
            said = {f"rsync__{key}" if key in rsync else key: said[key] for key in said}
        if folder.type == "nfs":
            said = {"nfs_udp": False} | said
        paths = {"guestpath": folder.guest, "hostpath": folder.host, "disabled": False}
        yield folder.id or folder.guest, with_symbols({**paths, "type": f":{folder.type}", **said})


def _script(bare: Mapping[str, Any], script: TriggerScript | None) -> dict[str, Any] | None:
    if script is None:
        return None
    said = settings_of(script)
    if isinstance(said.get("args"), list):
        said["args"] = [str(arg) for arg in said["args"]]
    return {**bare, "inline": None, **said}
