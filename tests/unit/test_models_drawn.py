"""Labs that nobody wrote: what holds of all of them."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from vagrantgen.models.assembly import LabKeys, assemble
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.render.vagrantfile import render_vagrantfile


def lab_of(*machines: Mapping[str, object], **keys: object) -> Lab:
    made = [Machine.model_validate({"box": "generic/rocky9", **machine}) for machine in machines]
    return assemble(LabKeys.model_validate({"name": "lab", **keys}), made)


MACHINES = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True).filter(
                lambda name: name not in {"all", "ungrouped", "localhost"}
            ),
            "cpus": st.integers(1, 64),
            "memory": st.integers(64, 65536) | st.sampled_from(["1 GiB", "512M", "2G"]),
            "nested": st.booleans(),
            "networks": st.lists(
                st.sampled_from(["lan", {"network": "wan", "ip": "none"}]), max_size=3
            ),
            "disks": st.lists(
                st.fixed_dictionaries({"size": st.sampled_from(["1G", "512 MiB", "1.5T"])}),
                max_size=3,
            ),
            "vars": st.dictionaries(
                st.from_regex(r"[a-z_]{1,5}", fullmatch=True),
                st.none() | st.booleans() | st.integers() | st.text(),
            ),
        },
        optional={
            "disk_size": st.integers(1, 100).map(lambda size: f"{size} GiB"),
            "libvirt": st.fixed_dictionaries(
                {}, optional={"keymap": st.sampled_from(["de", "fr"]), "random": st.just({})}
            ),
            "provisioners": st.lists(
                st.fixed_dictionaries({"type": st.just("shell"), "inline": st.just("true")}),
                max_size=2,
            ),
        },
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda machine: machine["name"],
)


@given(machines=MACHINES)
@settings(max_examples=40, deadline=None)
def test_a_lab_that_went_through_json_is_the_same_lab(machines: list[dict[str, object]]) -> None:
    lab = lab_of(*machines, networks={"lan": None, "wan": {"dhcp": True}})

    again = Lab.model_validate_json(lab.model_dump_json(exclude_unset=True))

    assert again == lab
    assert render_vagrantfile(again) == render_vagrantfile(lab)


@given(machines=MACHINES)
@settings(max_examples=40, deadline=None)
def test_assigned_addresses_are_in_their_subnet_and_differ(
    machines: list[dict[str, object]],
) -> None:
    lab = lab_of(*machines, networks={"lan": None, "wan": {"dhcp": True}})

    subnet = lab.networks["lan"].subnet
    found = [
        interface.address
        for machine in lab.machines
        for interface in machine.lab_interfaces
        if interface.network == "lan"
    ]
    assert len(set(found)) == len(found)
    assert all(address in subnet and address >= subnet[10] for address in found if address)
    assert None not in found
