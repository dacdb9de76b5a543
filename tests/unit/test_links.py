"""Links: wires between two machines, written once."""

from collections.abc import Sequence
from itertools import pairwise

from inline_snapshot import snapshot

from vagrantgen import Lab, Link, Machine
from vagrantgen.driver.drift import Pending, pending
from vagrantgen.driver.record import Record, Source


def lab_of(*links: Link, machines: Sequence[str] = "abc") -> Lab:
    made = [Machine(name=name, box="example/linux") for name in machines]
    return Lab(name="lab", machines=made, links=links)


def ends(lab: Lab) -> list[tuple[str, str, int | None, int | None, str | None]]:
    return [
        (machine.name, end.wire, end.tunnel_local_port, end.tunnel_port, end.mac)
        for machine in lab.machines
        for end in machine.wires
    ]


def test_each_end_sends_to_the_port_that_the_other_listens_on() -> None:
    lab = lab_of(Link(between=("a", "b")))

    assert ends(lab) == snapshot(
        [
            ("a", "a-b", 10545, 28123, "52:54:00:8f:6f:c1"),
            ("b", "a-b", 28123, 10545, "52:54:00:6a:ab:4b"),
        ]
    )


def test_other_links_and_their_order_change_nothing_of_a_wire() -> None:
    alone = lab_of(Link(between=("a", "b")))
    more = lab_of(Link(between=("b", "c"), name="x"), Link(between=("a", "b")))

    assert [end for end in ends(more) if end[1] == "a-b"] == ends(alone)


def test_no_two_ends_have_the_same_port_or_mac_address() -> None:
    names = [f"m{number}" for number in range(1000)]

    lab = lab_of(*[Link(between=pair) for pair in pairwise(names)], machines=names)

    assert len({port for _, _, port, _, _ in ends(lab)}) == 2 * 999
    assert len({mac for *_, mac in ends(lab)}) == 2 * 999


def test_a_changed_link_is_a_change_of_both_its_machines() -> None:
    made = Record.of(lab_of(Link(between=("a", "b"))), Source()).machines
    meant = Record.of(lab_of(Link(between=("a", "b"), subnet="10.0.0.0/30")), Source()).machines

    found = {name: pending(made[name].but(created=True), meant[name]) for name in "abc"}

    assert found == {"a": Pending.RECREATE, "b": Pending.RECREATE, "c": None}
