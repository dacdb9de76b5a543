"""The only module that calls virsh: what Vagrant is slow at, or can't do."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from vagrantgen import process
from vagrantgen.errors import CommandError, HostError

_STATES: Final = {
    "1": "running",
    "2": "blocked",
    "3": "paused",
    "4": "shutting_down",
    "5": "shutoff",
    "6": "crashed",
    "7": "pmsuspended",
}
"""libvirt's numbers of states, and the provider's words for them."""

_UUID: Final = re.compile(r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (.+)$", re.MULTILINE)
_STATE: Final = re.compile(r"Domain: '(.+)'\n\s+state\.state=(\d+)")
_MARK: Final = re.compile(r"=====([^=\s]+)===== ?")
_CONNECTIONS: Final = re.compile(r"<network[^>]* connections='[1-9]")
_SUBNET: Final = re.compile(
    r"<ip address='(?P<address>[0-9.]+)' (?:netmask='|prefix=')(?P<mask>[0-9.]+)'"
)
_INTERFACE_COLUMNS: Final = 5
_LEASE_COLUMNS: Final = 4
_NO_CONNECTION: Final = "failed to connect to the hypervisor"
_ENGLISH: Final = {"LC_ALL": "C"}
_APART: Final = ("setsid", "--wait")
"""Keeps virsh from the terminal, on which it starts an agent to ask for passwords."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A machine as libvirt knows it."""

    uuid: str
    name: str
    state: str
    """The provider's word: `running`, `shutoff`, `paused`, ..."""
    address: str | None = None
    """Its address in the management network, of a running machine that was asked about."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Names that nothing new can have on a host."""

    domains: set[str]
    networks: set[str]
    volumes: Mapping[str, set[str]]
    """By the pool's name."""


class Libvirt:
    """A libvirt host, asked through virsh.

    Args:
        uri: The connection, such as `qemu:///system`.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri

    @property
    def is_of_this_system(self) -> bool:
        """Whether it is this computer's own, which the whole system shares."""
        return self.uri == "qemu:///system"

    def domains(self, uuids: Collection[str] = ()) -> dict[str, Domain]:
        """Return every domain of the host by its UUID, in one process.

        Args:
            uuids: The domains whose addresses are wanted too.
        """
        questions = [
            part
            for uuid in uuids
            for part in (f"echo ====={uuid}=====", f"domiflist {uuid}", f"domifaddr {uuid}")
        ]
        batch = "; ".join(["list --all --uuid --name", "domstats --state", *questions, "echo"])
        head, *parts = _MARK.split(self._run(batch))
        answers = zip(parts[::2], parts[1::2], strict=True)
        addresses = {uuid: _management_address(text) for uuid, text in answers}
        states = dict(_STATE.findall(head))
        return {
            uuid: Domain(
                uuid, name, _STATES.get(states.get(name, ""), "nostate"), addresses.get(uuid)
            )
            for uuid, name in _UUID.findall(head)
        }

    def taken(self, pools: Iterable[str]) -> "Taken":
        """Return the names that are given already, in one process; a pool may not exist."""
        asked = list(pools)
        lists = ["list --all --name", "net-list --all --name"]
        lists += [f"vol-list {_quoted(pool)}" for pool in asked]
        domains, networks, *volumes = self._parts(lists)
        found = dict(zip(asked, map(_first_words, volumes), strict=True))
        return Taken(set(_filled(domains)), set(_filled(networks)), found)

    def networks(self) -> set[str]:
        """Return the names of all networks."""
        return set(self._lines("net-list", "--all", "--name"))

    def pools(self) -> set[str]:
        """Return the names of all storage pools."""
        return set(self._lines("pool-list", "--all", "--name"))

    def subnets(self) -> dict[str, IPv4Network]:
        """Return the subnet of every network that has one, by the network's name."""
        names = sorted(self.networks())
        parts = self._parts(f"net-dumpxml {_quoted(name)}" for name in names)
        found = zip(names, map(_SUBNET.search, parts), strict=True)
        return {
            name: IPv4Network(f"{match['address']}/{match['mask']}", strict=False)
            for name, match in found
            if match
        }

    def network_uuid(self, name: str) -> str | None:
        """Return a network's UUID; None when there is no such network."""
        return self._run("net-uuid", name, check=False).strip() or None

    def is_in_use(self, network: str) -> bool:
        """Tell whether a machine is connected to a network."""
        return _CONNECTIONS.search(self._run("net-dumpxml", network)) is not None

    def remove_volume(self, pool: str, name: str) -> None:
        """Delete a volume."""
        self._run("vol-delete", name, pool)

    def make_network(self, name: str, xml: str) -> None:
        """Define a network and start it; when it does not start, it is not left."""
        self._run("net-define", "/dev/stdin", stdin=xml)
        try:
            self._run("net-start", name)
        except CommandError:
            self._run("net-undefine", name, check=False)
            raise

    def remove_network(self, name: str) -> None:
        """Stop a network and forget it."""
        self._run("net-destroy", name, check=False)  # it may be stopped
        self._run("net-undefine", name)

    def reboot(self, uuid: str) -> None:
        """Ask the guest to reboot."""
        self._run("reboot", uuid)

    def display(self, uuid: str) -> str | None:
        """Return the address of a running domain's graphical display: `vnc://127.0.0.1:0`."""
        return self._run("domdisplay", uuid, check=False).strip() or None

    def console_command(self, uuid: str, *, force: bool = False) -> list[str]:
        """Return the command that connects a terminal to a domain's serial console.

        Args:
            uuid: The domain.
            force: Disconnect whoever is connected.
        """
        return [*_APART, *self._virsh(), "console", uuid, *(["--force"] if force else [])]

    def snapshots_of(self, uuids: Iterable[str]) -> dict[str, list[str]]:
        """Return the names of domains' snapshots, each after the one it is based on."""
        asked = list(uuids)
        parts = self._parts(f"snapshot-list {uuid} --name --topological" for uuid in asked)
        return {uuid: _filled(text) for uuid, text in zip(asked, parts, strict=True)}

    def save_snapshot(self, uuid: str, name: str) -> None:
        """Save a snapshot of a domain, with its memory when it runs."""
        self._run("snapshot-create-as", uuid, name)

    def restore_snapshot(self, uuid: str, name: str) -> None:
        """Put a domain back to a snapshot."""
        self._run("snapshot-revert", uuid, name, "--force")

    def delete_snapshot(self, uuid: str, name: str) -> None:
        """Delete a snapshot of a domain; those based on it stay."""
        self._run("snapshot-delete", uuid, name)

    def _parts(self, commands: Iterable[str]) -> list[str]:
        """Return what each command prints, of one process; one that fails prints nothing."""
        batch = "; ".join(f"echo =====next=====; {command}" for command in commands)
        return _MARK.split(self._run(f"{batch}; echo"))[2::2] if batch else []

    def _lines(self, *arguments: str) -> list[str]:
        return _filled(self._run(*arguments))

    def _run(self, *arguments: str, check: bool = True, stdin: str | None = None) -> str:
        process.require("virsh")
        command = [*self._virsh(), *arguments]
        said = process.run([*_APART, *command], env=_ENGLISH, check=False, stdin=stdin)
        if said.status != 0 and _NO_CONNECTION in said.stderr:
            raise HostError(
                f"no libvirt answers at {self.uri}",
                details=said.stderr,
                hint="`vagrantgen doctor` shows why; `vagrantgen host private -- COMMAND` runs a"
                " command with a libvirt of its own",
            )
        if said.status != 0 and check:
            raise CommandError(command, said.status, said.stderr or said.stdout)
        return said.stdout

    def _virsh(self) -> list[str]:
        return ["virsh", "-q", "-c", self.uri]


def _quoted(name: str) -> str:
    """Return a name as virsh reads it in a line of commands."""
    return "'" + name.replace("'", "'\"'\"'") + "'"


def _filled(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _first_words(text: str) -> set[str]:
    return {line.split()[0] for line in _filled(text)}


def _management_address(text: str) -> str | None:
    """Return the address of the first interface, which is the management network's.

    Args:
        text: What `domiflist` and then `domifaddr` say of a domain.
    """
    rows = [line.split() for line in text.splitlines()]
    mac = next((row[4] for row in rows if len(row) == _INTERFACE_COLUMNS), None)
    address, of = None, None
    for row in rows:
        if len(row) == _LEASE_COLUMNS:
            of = of if row[1] == "-" else row[1]  # the same card's as in the line above
            # The newest lease is the last: a guest that asked in another way has an older one too.
            address = row[3].partition("/")[0] if of == mac else address
    return address
