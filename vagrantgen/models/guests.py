"""The guest systems that Vagrant knows by name."""

import difflib
from typing import Annotated, Final

from pydantic import AfterValidator

GUESTS: Final = tuple(
    """
    alma alpine alt amazon arch atomic bsd centos coreos darwin debian dragonflybsd elementary esxi
    fedora freebsd funtoo gentoo haiku kali linux mint netbsd nixos omnios openbsd openwrt photon
    pld redhat rocky slackware smartos solaris solaris11 suse tinycore trisquel ubuntu windows
    """.split()  # noqa: SIM905 - forty lines otherwise
)
"""The guest systems that Vagrant 2.3 knows: `vm.guest` with another name fails at `up`."""


def _is_a_guest_of_vagrant(value: str) -> str:
    if value not in GUESTS:
        near = difflib.get_close_matches(value, GUESTS, n=1)
        advice = f"did you mean '{near[0]}'?" if near else "leave it out, and Vagrant finds out"
        msg = f"'{value}' is no guest system that Vagrant knows; {advice}"
        raise ValueError(msg)
    return value


Guest = Annotated[str, AfterValidator(_is_a_guest_of_vagrant)]
"""A guest system, by Vagrant's name for it."""
