# ruff: noqa: T201  (programs print)
"""What is installed as `vagrant`, `virsh` and `ssh`: programs that share one pretended host.

Each call is noted in `calls.jsonl`; `state.json` holds domains, networks, volumes and snapshots.
What ssh runs in a machine runs in `guests/MACHINE`, where there is such a folder.
`NAME.out`, `NAME.err` and `NAME.exit` beside them are what `vagrant NAME` says and ends with.
"""

import fcntl
import json
import os
import re
import shlex
import sys
import time
from pathlib import Path
from typing import Any

HOST = Path(os.environ["FAKE_HOST"])
STATES = {"running": 1, "paused": 3, "shutoff": 5}


class State:
    def __init__(self) -> None:
        self.path = HOST / "state.json"
        self.data: dict[str, Any] = json.loads(self.path.read_text())

    def __getattr__(self, name: str) -> Any:
        return self.data[name]

    def save(self) -> None:
        self.path.write_text(json.dumps(self.data))

    def find(self, name: str) -> str:
        for uuid, domain in self.domains.items():
            if name in {uuid, domain["name"]}:
                return str(uuid)
        sys.exit(f"error: failed to get domain '{name}'")


def vagrant(arguments: list[str]) -> None:
    arguments = [word for word in arguments if word != "--machine-readable"]
    known = os.environ.get("VAGRANTGEN_MACHINES", "").split(",")
    command, names = arguments[0], [word for word in arguments[1:] if word in known]
    said = HOST / f"{command}.out"
    if said.exists():
        for line in said.read_bytes().splitlines(keepends=True):
            sys.stdout.buffer.write(line)
        sys.stdout.flush()
    if (HOST / f"{command}.err").exists():
        sys.stderr.write((HOST / f"{command}.err").read_text())
    failure = HOST / f"{command}.exit"
    status = int(failure.read_text()) if failure.exists() else 0
    if status == 0 and not said.exists():
        for name in names[::-1] if command in {"halt", "destroy"} else names:
            act(command, name)
    sys.exit(status)


def act(command: str, name: str) -> None:
    state = State()
    record = json.loads(Path(".vagrant/vagrantgen/record.json").read_text())
    domain = record["machines"][name]["domain"]
    id_file = Path(".vagrant/machines") / name / "libvirt/id"
    uuid = next((uuid for uuid, one in state.domains.items() if one["name"] == domain), None)
    if command == "ssh-config":
        print(ssh_config(name, state.domains[uuid]))
        return
    print(f"1795421779,{name},action,{command},start")
    if command == "up" and uuid is None:
        number = len(state.domains) + 1
        uuid = f"00000000-0000-0000-0000-{number:012}"
        state.domains[uuid] = {"name": domain, "address": f"192.168.121.{number}"}
        state.volumes.append(f"{domain}.img")
        state.networks.extend(set(record["networks"]) - set(state.networks))
        state.networks.extend({"vagrant-libvirt"} - set(state.networks))
        id_file.parent.mkdir(parents=True, exist_ok=True)
        id_file.write_text(uuid)
        print(f"1795421779,{name},ui,info,==> {name}: Running provisioner: names (shell)...")
    if command == "destroy":
        state.volumes.remove(f"{domain}.img")
        del state.domains[uuid]
        id_file.unlink()
    after = {"up": "running", "reload": "running", "resume": "running", "halt": "shutoff"}
    if uuid in state.domains:
        domain_state = {"suspend": "paused"} | after
        found = state.domains[uuid]
        found["state"] = domain_state.get(command, found.get("state", "running"))
    state.save()
    if command == "up" and "silent" not in state.data:
        told = ssh_config(name, state.domains[uuid]).replace("\n", "\\n")
        print(f"1795421779,{name},ssh-config,{told}")
    print(f"1795421779,{name},action,{command},end")


def ssh_config(name: str, domain: dict[str, str]) -> str:
    address = domain["address"]
    rest = "  User vagrant\n  Port 22\n  IdentityFile /\n  LogLevel FATAL\n"
    return f"Host {name}\n  HostName {address}\n{rest}"


def virsh(arguments: list[str]) -> None:
    words = [word for word in arguments if word != "-q"]
    if words[0] == "-c":
        words = words[2:]
    if (HOST / "virsh.err").exists():
        sys.exit((HOST / "virsh.err").read_text())
    with (HOST / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in words[0].split("; ") if len(words) == 1 else [words]:
            answer(shlex.split(command) if isinstance(command, str) else command)


def answer(words: list[str]) -> None:  # noqa: C901, PLR0912, PLR0915  (a case for each command)
    state = State()
    match words:
        case ["list", *_]:
            for uuid, domain in state.domains.items():
                print(*([uuid] if "--uuid" in words else []), domain["name"])
        case ["domstats", *_]:
            for domain in state.domains.values():
                print(f"Domain: '{domain['name']}'\n  state.state={STATES[domain['state']]}\n")
        case ["echo", *rest]:
            print(*rest, end="")  # and no end of its line
        case ["domiflist" | "domifaddr", uuid] if uuid not in state.domains:
            print(f"error: failed to get domain '{uuid}'", file=sys.stderr)
        case ["domiflist", uuid]:
            print(f" vnet0   network   vagrant-libvirt   virtio   52:54:00:00:00:{uuid[-2:]}")
        case ["domifaddr", uuid]:
            address = state.domains[uuid]["address"]
            if state.domains[uuid]["state"] == "running":
                print(f" vnet0   52:54:00:00:00:{uuid[-2:]}   ipv4   192.0.2.99/24")  # an older one
                print(f" -       -                   ipv4   {address}/24")
                print(" vnet1   52:54:00:ff:ff:ff   ipv4   198.51.100.7/24")
        case ["pool-list", *_]:
            print("default")
        case ["net-list", *_]:
            print(*state.networks, sep="\n")
        case ["net-uuid", name] if name in state.networks:
            print(f"uuid-of-{name}")
        case ["net-dumpxml", name]:
            prefix = "" if name == "vagrant-libvirt" else name.replace("-lan", "_")
            domains = [one for one in state.domains.values() if one["name"].startswith(prefix)]
            print(f"<network connections='{len(domains)}'>" if domains else "<network>", name)
        case ["net-define", "/dev/stdin"]:
            state.networks.append(re.findall("<name>(.+)</name>", sys.stdin.read())[0])
        case ["net-start", _] if (HOST / "net-start.exit").exists():
            sys.exit("error: internal error: Network is already in use by interface eth0")
        case ["net-undefine", name]:
            state.networks.remove(name)
        case ["vol-list", _]:
            for volume in state.volumes:
                print(f" {volume}   /var/lib/libvirt/images/{volume}")
        case ["vol-delete", volume, _]:
            state.volumes.remove(volume)
        case ["domdisplay", _] if "display" in state.data:
            print(state.display)
        case ["snapshot-list", uuid, *_]:
            sys.stdout.writelines(f"{name}\n" for name in state.snapshots.get(uuid, []))
        case ["snapshot-create-as", uuid, name]:
            if state.domains[uuid]["name"] == state.data.get("unsavable"):
                sys.exit("error: Requested operation is not valid: no room")
            state.snapshots.setdefault(uuid, []).append(name)
        case ["snapshot-delete", uuid, name]:
            state.snapshots[uuid].remove(name)
        case _:
            pass  # it does nothing, and that is well
    state.save()


def ssh(arguments: list[str]) -> None:
    guest = next((word for word in arguments if (HOST / "guests" / word).is_dir()), None)
    if guest and "-O" not in arguments:
        words = arguments[arguments.index(guest) + 1 :]
        os.chdir(HOST / "guests" / guest)
        os.setsid()  # as sshd does
        os.execvp("sh", ["sh", "-c", " ".join(words[words[0] == "--" :])])
    if "boot_id" in arguments[-1]:
        print(len((HOST / "calls.jsonl").read_text().splitlines()))
    status = HOST / "ssh.exit"
    sys.exit(int(status.read_text()) if status.exists() else 0)


def main() -> None:
    program = Path(sys.argv[0]).name.removeprefix("real-")
    noted = {name: value for name, value in os.environ.items() if re.match("VAGRANT", name)}
    with (HOST / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps([program, sys.argv[1:], noted]) + "\n")
    while (HOST / f"{program}.wait").exists():
        time.sleep(0.02)
    {"vagrant": vagrant, "virsh": virsh, "ssh": ssh}[program](sys.argv[1:])


main()
