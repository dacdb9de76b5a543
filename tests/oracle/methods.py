"""What the plugin's methods leave behind: where it keeps what each of them was called with."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from oracle.plain import settings_of, with_symbols

from vagrantgen.models.libvirt import Libvirt

Kept = Callable[[dict[str, Any]], Any]


def _whole(keys: str, **usual: Any) -> Kept:
    """Return what makes of a call's options a hash with all of these keys."""
    nothing = dict.fromkeys(keys.split())
    return lambda said: with_symbols(nothing | usual | said)


def _memory_backing(said: dict[str, Any]) -> Any:
    name = said.pop("name")
    return {":name": f":{name}", ":config": with_symbols(said)}


def _serial(said: dict[str, Any]) -> Any:
    source = said.get("source")
    kind = said.get("type", "pty")
    return {":type": kind, ":source": source and with_symbols(source)}


def _boot(said: Any) -> Any:
    return said


def _argument(said: dict[str, Any]) -> Any:
    return {":value": escape(said["value"])}


_CHANNEL = "source_mode source_path target_address target_name target_port disabled"
_PCI = "guest_domain guest_bus guest_slot guest_function"

LISTS: Mapping[str, tuple[str, Kept]] = {
    "channel": ("channels", _whole(_CHANNEL, target_type="virtio")),
    "clock_timer": ("clock_timers", with_symbols),
    "cpu_feature": ("cpu_features", with_symbols),
    "hyperv_feature": ("features_hyperv", with_symbols),
    "input": ("inputs", with_symbols),
    "memorybacking": ("memory_backing", _memory_backing),
    "pci": ("pcis", _whole(_PCI, domain="0x0000")),
    "qemuargs": ("qemu_args", _argument),
    "redirdev": ("redirdevs", with_symbols),
    "redirfilter": (
        "redirfilters",
        _whole("", **{"class": -1}, vendor=-1, product=-1, version=-1),
    ),
    "serial": ("serials", _serial),
    "usb": ("usbs", _whole("bus device vendor product startupPolicy")),
}
"""Methods that may be called several times, and what they keep of each call."""

SINGLES: Mapping[str, tuple[str, Kept]] = {
    "cputopology": ("cpu_topology", with_symbols),
    "disk_driver": ("disk_driver_opts", with_symbols),
    "launchsecurity": (
        "launchsecurity_data",
        _whole("", cbitpos=47, reducedPhysBits=1, policy="0x0003"),
    ),
    "random": ("rng", lambda _: {":model": "random"}),
    "smartcard": ("smartcard_dev", _whole("", mode="passthrough", type="spicevmc")),
    "usb_controller": ("usbctl_dev", with_symbols),
    "watchdog": ("watchdog_dev", _whole("", action="reset")),
}
"""Methods that are called once."""

METHODS = {*LISTS, *SINGLES, "boot", "cpuaffinitiy", "memtune", "qemuenv"}


def kept(libvirt: Libvirt) -> dict[str, Any]:
    """Return what the plugin keeps of the methods that a provider block calls."""
    found: dict[str, Any] = {
        where: [keep(_options(item)) for item in getattr(libvirt, method)]
        for method, (where, keep) in LISTS.items()
        if getattr(libvirt, method) is not None
    }
    found |= {
        where: keep(_options(getattr(libvirt, method)))
        for method, (where, keep) in SINGLES.items()
        if getattr(libvirt, method) is not None
    }
    if libvirt.volume_cache:
        found["disk_driver_opts"] = {":cache": libvirt.volume_cache}
    if libvirt.boot:
        found["boot_order"] = [
            item if isinstance(item, str) else settings_of(item) for item in libvirt.boot
        ]
    if libvirt.cpuaffinitiy:
        found["cpu_affinity"] = {str(cpu): where for cpu, where in libvirt.cpuaffinitiy.items()}
    if libvirt.qemuenv:
        found["qemu_env"] = {key: escape(text) for key, text in libvirt.qemuenv.items()}
    if libvirt.memtune:
        found["memtunes"] = {
            limit.type: {":value": limit.value, ":config": {":unit": "KiB"}}
            for limit in libvirt.memtune
        }
    if (libvirt.usb or libvirt.redirdev) and not libvirt.usb_controller:
        found["usbctl_dev"] = {":model": "qemu-xhci"}
    return found


def _options(item: Any) -> dict[str, Any]:
    said = settings_of(item, without={"kind", "source"})
    if getattr(item, "kind", None):
        said["class"] = item.kind
    if getattr(item, "source", None):
        said["source"] = settings_of(item.source)
    return said
