"""A probe of the firewall: whose rules let machines through, and whose may stop them."""

import re
from typing import Final

from vagrantgen import process
from vagrantgen.host import cures
from vagrantgen.host.finding import Finding, Host

_PROGRAMS: Final = {"nftables": "nft", "iptables": "iptables"}
"""The program that each of libvirt's firewall backends needs, in the order libvirt prefers."""

_CONFIGURATION: Final = "etc/libvirt/network.conf"
"""There since libvirt 10.4, which brought the backend nftables; its comment tells the default."""


def find_firewall(host: Host) -> Finding:
    """Look whether another firewall's rules come before those of libvirt's networks.

    With the backend iptables, libvirt puts its rules before those of others. With nftables they
    are in a table of their own, and what another table drops is dropped.
    """
    installed = [backend for backend, program in _PROGRAMS.items() if process.find(program)]
    if not installed:
        text = "neither nft nor iptables is installed, and a lab's networks need one"
        return Finding("firewall", "problem", text, cures.install("iptables", host))
    backend = _backend(host, installed)
    others = _others(host)
    if backend == "iptables" or not others:
        return Finding("firewall", "ok", f"libvirt uses {backend}")
    return Finding(
        "firewall",
        "warning",
        f"libvirt uses nftables beside {' and '.join(others)}, which may keep machines from their "
        "addresses, or from the outside",
        _use_iptables(host),
    )


def _backend(host: Host, installed: list[str]) -> str:
    configuration = host.root / _CONFIGURATION
    if not configuration.exists():
        return "iptables"
    text = configuration.read_text(encoding="utf-8")
    written = re.search(r'^firewall_backend *= *"(\w+)"', text, re.MULTILINE)
    return written[1] if written else installed[0]


def _others(host: Host) -> list[str]:
    ufw = host.root / "etc/ufw/ufw.conf"
    has_ufw = ufw.exists() and "ENABLED=yes" in ufw.read_text(encoding="utf-8")
    has_docker = (host.root / "sys/class/net/docker0").exists()
    return ["ufw"] * has_ufw + ["Docker"] * has_docker


def _use_iptables(host: Host) -> str:
    write = cures.as_root(f"tee --append /{_CONFIGURATION}")
    return f"echo 'firewall_backend = \"iptables\"' | {write}; {cures.restart_networks(host)}"
