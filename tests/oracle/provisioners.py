"""What Vagrant has to make of what each kind of provisioner says."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from oracle.plain import plain, settings_of

from vagrantgen.export.vagrant_inventory import VagrantInventory
from vagrantgen.models.machine import Machine
from vagrantgen.models.provisioners.container import Containers
from vagrantgen.models.provisioners.playbook import Playbook

Config = dict[str, Any]

_SYMBOLS = {"install_mode", "log_level"}
_OF_ITSELF = {"type", "name", "run", "before", "after", "communicator_required"}


def provisioners(
    machine: Machine, default: Callable[[str], Config], inventory: VagrantInventory
) -> Iterator[Mapping[str, Any]]:
    """Yield what a machine's provisioners have to become, given what each kind is by default."""
    for provisioner in machine.provisioners:
        said = settings_of(provisioner, without=_OF_ITSELF)
        said |= {key: f":{said[key]}" for key in _SYMBOLS if key in said}
        bare = default(provisioner.type)
        if isinstance(provisioner, Containers):
            said = _containers(provisioner, said, default("shell"))
        elif provisioner.type == "shell":
            said = _shell(said)
        elif isinstance(provisioner, Playbook) and not provisioner.inventory_path:
            said = {"groups": inventory.groups, "host_vars": inventory.host_vars} | said
        elif provisioner.type == "puppet":
            said = _puppet(said, bare)
        elif provisioner.type.startswith("chef_"):
            said = _chef(provisioner.type, said)
        if "pillar" in said:
            said["pillar_data"] = said.pop("pillar")
        yield {
            "name": provisioner.name and f":{provisioner.name}",
            "type": f":{provisioner.type}",
            "run": provisioner.run and f":{provisioner.run}",
            "before": _place(provisioner.before),
            "after": _place(provisioner.after),
            "communicator_required": provisioner.communicator_required is not False,
            "config": bare | said,
        }


def _place(name: str | None) -> str | None:
    return f":{name}" if name in {"each", "all"} else name


def _shell(said: Config) -> Config:
    if isinstance(said.get("args"), list | int):
        args = said["args"] if isinstance(said["args"], list) else [said["args"]]
        said["args"] = [str(arg) for arg in args]
    return said


def _containers(provisioner: Containers, said: Config, shell: Config) -> Config:
    usual = {":auto_assign_name": True, ":daemonize": True, ":restart": "always"}
    said["images"] = said.pop("pull_images", [])
    said["build_images"] = [
        [build.path, _options(settings_of(build, without={"path"}))]
        for build in provisioner.build_image
    ]
    said["containers"] = {
        name: usual | {":image": name} | (_options(settings_of(item)) if item else {})
        for name, item in (provisioner.containers or {}).items()
    }
    for key in ("build_image", "post_install_provision"):
        said.pop(key, None)
    after = provisioner.post_install_provision
    if after is not None:
        unset = dict.fromkeys(shell, ":__UNSET__VALUE__")  # until it runs
        config = unset | _shell(settings_of(after, without=_OF_ITSELF))
        said["post_install_provisioner"] = {"type": f":{after.type}", "config": config}
    return said


def _puppet(said: Config, bare: Config) -> Config:
    for key in ("environment_path", "manifests_path"):
        if isinstance(said.get(key), str):
            said[key] = [":host", said[key]]
    if "environment_path" in said:
        unsaid = {"manifests_path": None, "manifest_file": None, "environment": "production"}
        return bare | unsaid | said
    return said


def _chef(kind: str, said: Config) -> Config:
    if kind == "chef_apply":
        return said
    if kind == "chef_zero":  # it begins its paths where Vagrant was started
        said["nodes_path"] = [str(Path(path).absolute()) for path in said["nodes_path"]]
    for key in [key for key in said if key.endswith("s_path")]:
        said[key] = [[":host", path] if isinstance(path, str) else path for path in said[key]]
    said["run_list"] = [
        *said.get("run_list", []),
        *(f"recipe[{name}]" for name in said.pop("add_recipe", [])),
        *(f"role[{name}]" for name in said.pop("add_role", [])),
    ]
    return said | ({"version": f":{said['version']}"} if "version" in said else {})


def _options(said: Config) -> Config:
    return {f":{key}": plain(value) for key, value in said.items()}
