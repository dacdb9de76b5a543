"""The network by which Vagrant reaches machines: made, noted and removed."""

import contextlib
from html import escape
from ipaddress import IPv4Network
from typing import Final
from urllib.parse import quote

from vagrantgen.driver.libvirt import Libvirt
from vagrantgen.driver.record import home
from vagrantgen.errors import CommandError

_XML: Final = """\
<network ipv6="yes" xmlns:dnsmasq="http://libvirt.org/schemas/network/dnsmasq/1.0">
  <name>{name}</name>
  <forward mode="nat"/>
  <bridge stp="off" delay="0"/>
  <ip address="{host}" netmask="{netmask}">
    <dhcp>
      <range start="{host}" end="{last}"/>
    </dhcp>
  </ip>
  <dnsmasq:options>
    <dnsmasq:option value="no-ping"/>
  </dnsmasq:options>
</network>
"""
"""Like vagrant-libvirt's (`templates/private_network.xml.erb`), but for `stp` and `no-ping`."""


class ManagementNetwork:
    """The management network of a libvirt host, which labs share.

    Whoever makes it notes so for this user, and its UUID once it is there; whichever lab is the
    last to leave then removes it.

    Args:
        libvirt: The host.
        name: The network's name.
    """

    def __init__(self, libvirt: Libvirt, name: str) -> None:
        self._libvirt = libvirt
        self._name = name
        self._uuid = libvirt.network_uuid(name)
        self._notes = home() / "networks"
        self._expected = self._notes / quote(f"{libvirt.uri} {name}", safe="")

    def expect(self) -> None:
        """Note that it will be ours, unless it is there already."""
        if self._uuid is None:
            self._notes.mkdir(parents=True, exist_ok=True)
            self._expected.touch()

    def make(self, subnet: IPv4Network) -> None:
        """Make it before Vagrant does, in whose network each new machine waits for no use.

        Where that fails, it is left to Vagrant, which says why it can't.

        Args:
            subnet: Its addresses.
        """
        if self._uuid is None:
            with contextlib.suppress(CommandError):
                self._libvirt.make_network(
                    self._name,
                    _XML.format(
                        name=escape(self._name),
                        host=subnet[1],
                        netmask=subnet.netmask,
                        last=subnet[-2],
                    ),
                )

    def note(self) -> None:
        """Note its UUID when it was expected, and is there now."""
        self._uuid = self._uuid or self._libvirt.network_uuid(self._name)
        if self._expected.exists() and self._uuid:
            (self._notes / self._uuid).touch()
        self._expected.unlink(missing_ok=True)

    def remove_if_idle(self) -> None:
        """Remove it when it is ours and no machine is connected."""
        self.note()
        if self._uuid is None or not (self._notes / self._uuid).exists():
            return
        is_there = self._libvirt.network_uuid(self._name) == self._uuid
        if is_there and self._libvirt.is_in_use(self._name):
            return
        if is_there:
            self._libvirt.remove_network(self._name)
        (self._notes / self._uuid).unlink()
        with contextlib.suppress(OSError):  # there are other notes, or labs
            self._notes.rmdir()
            home().rmdir()
