"""Every rule between the parts of a lab."""

from collections.abc import Callable, Iterator
from typing import Final

from vagrantgen.errors import Problem
from vagrantgen.models.lab import Lab
from vagrantgen.models.rules import addresses, cards, host, machines, networks, provider, wires

Rules = tuple[Callable[[Lab], Iterator[Problem]], ...]

_ON_WHAT_IS_THERE: Final[Rules] = (
    machines.has_one_primary_machine,
    machines.has_guests_of_different_names,
    machines.has_triggers_for_machines_there_are,
    machines.waits_for_command_lines_in_the_lab_alone,
    machines.starts_in_some_order,
    addresses.connects_to_networks_there_are,
    addresses.gives_each_address_once,
    host.listens_on_each_host_port_once,
    host.gives_each_mac_address_once,
    host.gives_interfaces_names_that_the_host_takes,
    host.makes_each_volume_once,
    provider.gives_each_uuid_once,
    provider.writes_each_file_of_the_host_once,
    provider.forwards_ssh_to_one_machine,
    wires.listens_on_each_tunnel_port_once,
)
"""What they find stays wrong, whatever else is said of the lab."""

_ON_THE_WHOLE: Final[Rules] = (
    machines.has_machines,
    machines.has_domains_of_different_names,
    cards.fits_the_interfaces_into_a_machine,
    cards.puts_each_card_into_a_place_of_its_own,
    host.tells_other_providers_only_where_they_are,
    host.tells_virtualbox_only_where_it_is,
    machines.waits_only_for_what_gets_ready,
    machines.controls_machines_it_can_reach,
    machines.runs_playbooks_when_machines_are_ready,
    machines.uses_the_users_own_libvirt_whole,
    machines.reaches_another_host_in_one_way,
    addresses.gives_addresses_that_belong_to_their_network,
    addresses.gives_out_enough_addresses,
    addresses.keeps_out_of_the_management_network,
    host.makes_seeds_where_libvirt_is,
    host.shows_each_display_on_its_own_port,
    provider.reaches_its_libvirt_as_it_says,
    networks.has_networks_that_do_not_overlap,
    networks.has_ipv6_subnets_that_do_not_overlap,
    networks.has_networks_of_different_names,
    networks.has_management_networks_of_one_subnet_each,
    networks.has_management_networks_that_are_large_enough,
    networks.has_private_networks_apart_from_its_own,
    networks.has_private_networks_that_agree,
    wires.has_links_apart_from_its_networks,
)
"""What they find may come from something that was left out because it is wrong itself."""


def problems(lab: Lab, *, whole: bool = True) -> Iterator[Problem]:
    """Yield everything that is wrong between the parts of a lab.

    Args:
        lab: The lab.
        whole: Whether everything that is written is in it.
    """
    for rule in _ON_WHAT_IS_THERE + (_ON_THE_WHOLE if whole else ()):
        yield from rule(lab)
