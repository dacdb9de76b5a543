"""The provider block's settings of the hypervisor's features."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from vagrantgen.models.base import Bool, Checked, Int, Mistake, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.values import OnOff

_SWITCH: Final = ("state", ("on", "off"))
_FEATURES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "acpi": ("", ()), "apic": ("eoi", ("on", "off")), "pae": ("", ()), "hap": _SWITCH,
    "viridian": ("", ()), "privnet": ("", ()), "pvspinlock": _SWITCH, "pmu": _SWITCH,
    "vmport": _SWITCH, "gic": ("version", ("2", "3", "host")), "smm": _SWITCH,
    "hpt": ("resizing", ("enabled", "disabled", "required")), "vmcoreinfo": _SWITCH,
    "htm": _SWITCH, "nested-hv": _SWITCH, "ccf-assist": _SWITCH,
}  # fmt: skip
"""The features that are one element of libvirt's, each with what it may say besides."""

_FEATURE: Final = re.compile(r"(?P<name>[a-z-]+)(?: +(?P<key>[a-z]+)=['\"](?P<value>\w+)['\"])?")
_FEWEST_RETRIES: Final = 4095
_ENLIGHTENMENTS_NEED: Final = {
    "synic": ("vpindex",), "stimer": ("vpindex", "synic"), "tlbflush": ("vpindex",),
    "ipi": ("vpindex",), "evmcs": ("vapic",),
}  # fmt: skip
"""Enlightenments that QEMU takes only together with others."""


def _is_a_feature(value: str) -> str:
    match = _FEATURE.fullmatch(value)
    if match is None or match["name"] not in _FEATURES:
        known = ", ".join(_FEATURES)
        msg = f"{value!r} is not a feature; write one of {known}"
        raise ValueError(msg)
    key, values = _FEATURES[match["name"]]
    if match["key"] and (match["key"] != key or match["value"] not in values):
        said = f"can say `{key}`: {', '.join(values)}" if key else "says nothing else"
        msg = f"{match['name']!r} {said}"
        raise ValueError(msg)
    return f"{match['name']} {key}='{match['value']}'" if match["key"] else match["name"]


Feature = Annotated[str, AfterValidator(_is_a_feature)]
"""A feature of the hypervisor, with what it says besides: `acpi`, `gic version='2'`."""


class HypervFeature(Method):
    """A feature by which the machine speaks to Windows as Hyper-V does."""

    name: Literal[
        "relaxed", "vapic", "spinlocks", "vpindex", "runtime", "synic", "stimer", "reset",
        "frequencies", "reenlightenment", "tlbflush", "ipi", "evmcs", "avic",
    ]  # fmt: skip
    """The feature."""

    state: OnOff
    """Whether it is on."""

    retries: Annotated[Int, Field(ge=_FEWEST_RETRIES, le=2**32 - 1)] | None = None
    """With `spinlocks`: how often a lock is tried before the hypervisor is told."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is missing, and what has no effect."""
        if self.name == "spinlocks" and self.retries is None:
            yield Mistake(f"'spinlocks' needs `retries`, such as {2 * _FEWEST_RETRIES + 1}", "name")
        if self.name != "spinlocks" and self.retries is not None:
            yield Mistake(f"{self.name!r} has no `retries`", "retries")


class Features(Checked):
    """What the hypervisor offers."""

    features: Annotated[
        tuple[Feature, ...] | None,
        Emits("/domain/features", default=["acpi", "apic", "pae"]),
    ] = None
    """Features of the hypervisor; they replace the usual ones."""

    kvm_hidden: Annotated[
        Bool | None, Emits("/domain/features/kvm/hidden/@state", default=False)
    ] = None
    """Hide from the guest that it runs on KVM."""

    hyperv_feature: Annotated[
        Annotated[tuple[HypervFeature, ...], OneOrSeveral] | None,
        Emits("/domain/features/hyperv", is_method=True),
    ] = None
    """Features by which the machine speaks to Windows as Hyper-V does."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is said twice, and what needs something else."""
        enlightened = [item.name for item in self.hyperv_feature or ()]
        for key, names in (
            ("features", [item.partition(" ")[0] for item in self.features or ()]),
            ("hyperv_feature", enlightened),
        ):
            for place, name in enumerate(names):
                if name in names[:place]:
                    yield Mistake(f"there is {name!r} twice", key, place)
        on = {item.name for item in self.hyperv_feature or () if item.state == "on"}
        for place, item in enumerate(self.hyperv_feature or ()):
            missing = [name for name in _ENLIGHTENMENTS_NEED.get(item.name, ()) if name not in on]
            if item.state == "on" and missing:
                text = f"{item.name!r} needs {' and '.join(map(repr, missing))} too"
                yield Mistake(text, "hyperv_feature", place, "name")
