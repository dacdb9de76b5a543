"""Labs that hypothesis draws: what a lab file may say, in combinations that nobody thought of."""

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from oracle import drawn_kinds, drawn_wires
from oracle.drawn_processors import fitted
from oracle.drawn_provider import provider_blocks

LABS = int(os.environ.get("LABS", "150"))
"""How many labs each of the two tests draws that put them to Vagrant and to libvirt."""

thoroughly = settings(
    max_examples=LABS,
    derandomize="LABS" not in os.environ,  # the same ones, but for `make fuzz`
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""Lets a test draw them all, however long each takes."""

Drawn = dict[str, Any]
Strategy = st.SearchStrategy[Any]

NASTY = [
    "#{exit}",
    "#$0",
    "#@x",
    "\\",
    '"',
    "'",
    "`id`",
    "$HOME",
    "%c",
    "  ",
    "가",
    "😀",
    "<&>",
    "a",
]
MARKS = ["SHELL", "  SHELL", "", "# comment", "\tindented", "=begin", "__END__"]

lines = st.lists(st.sampled_from(NASTY), min_size=1, max_size=6).map("x".join)
texts = st.lists(st.one_of(lines, st.sampled_from(MARKS)), min_size=1, max_size=5).map(
    lambda found: "\n".join(["true", *found])
)
words = st.from_regex(r"[a-z]{1,8}", fullmatch=True).map("x_{}".format)
flags = st.booleans()


def some(**optional: Strategy) -> Strategy:
    """Return a strategy for mappings that have some of these keys."""
    return st.fixed_dictionaries({}, optional=optional)


def few(items: Strategy, most: int = 2) -> Strategy:
    """Return a strategy for short lists."""
    return st.lists(items, max_size=most)


scalars = st.one_of(st.none(), flags, st.integers(-9, 9), st.floats(-2, 2), lines)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(few(inner, 3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)
scripts = some(
    run=st.sampled_from(["once", "always", "never"]),
    args=st.lists(st.one_of(lines, st.integers(0, 9)), min_size=1, max_size=3),
    env=st.dictionaries(words, lines, min_size=1, max_size=2),
    privileged=flags,
    keep_color=flags,
    reset=flags,
    after=st.sampled_from(["each", "all"]),
)
playbooks = some(
    become=flags,
    extra_vars=st.dictionaries(words, values, min_size=1, max_size=3),
    verbose=st.sampled_from([True, "v", "vvv"]),
    tags=st.lists(words, min_size=1, max_size=3),
    raw_arguments=st.lists(lines, min_size=1, max_size=2),
)
provisioners = st.one_of(
    drawn_kinds.provisioners(lines, words, values),
    st.builds(lambda more, text: {"type": "shell", "inline": text, **more}, scripts, texts),
    playbooks.map(lambda more: {"type": "ansible", "playbook": "lab.yaml", **more}),
    lines.map(lambda path: {"type": "file", "source": "lab.yaml", "destination": f"/tmp/{path}"}),
)
triggers = st.builds(
    lambda moment, commands, run, more: {moment: commands, "run": run, **more},
    st.sampled_from(["before", "after"]),
    st.lists(st.sampled_from(["up", "halt", "destroy"]), min_size=1, max_size=2, unique=True),
    st.one_of(texts, st.fixed_dictionaries({"inline": texts, "args": st.lists(lines, min_size=1)})),
    some(name=lines, info=lines, warn=lines, on_error=st.sampled_from(["halt", "continue"])),
)
steps = st.sampled_from(["StartDomain", "CreateNetworks", "WaitTillUp"]).map(
    lambda step: {"after": f"VagrantPlugins::ProviderLibvirt::Action::{step}", "info": step}
)
command_lines = st.sampled_from(["ssh-config", "global-status"]).map(
    lambda command: {"type": "command", "before": command, "info": command}
)
folders = st.builds(
    lambda guest, more: {"host": ".", "guest": f"/srv/{guest}", **more},
    words,
    st.one_of(
        drawn_kinds.folders(lines),
        some(exclude=st.lists(lines, min_size=1), chown=flags, verbose=flags, owner=words).map(
            lambda more: {"type": "rsync", **more}
        ),
        some(nfs_version=st.sampled_from([3, 4]), nfs_export=flags).map(
            lambda more: {"type": "nfs", **more}
        ),
    ),
)
disks = st.builds(
    lambda size, more: {"size": f"{size}G", **more},
    st.integers(1, 99),
    some(
        type=st.sampled_from(["qcow2", "raw"]),
        bus=st.sampled_from(["virtio", "sata"]),
        cache=st.sampled_from(["none", "unsafe", "writeback"]),
        discard=st.sampled_from(["unmap", "ignore"]),
        pool=words,
        count=st.integers(1, 3),
    ),
)
connections = some(
    username=words,
    password=lines,
    port=st.integers(1, 65535),
    insert_key=flags,
    forward_agent=flags,
    verify_host_key=st.sampled_from(["never", "always", "accept_new"]),
    extra_args=st.lists(lines, min_size=1, max_size=2),
)
vms = some(
    guest=st.sampled_from(["debian", "rocky"]),
    boot_timeout=st.integers(1, 999),
    post_up_message=texts,
    allow_hosts_modification=flags,
    box_check_update=flags,
)
interfaces = st.one_of(
    st.sampled_from(["lan", "wire", "leased", "old"]).map(lambda name: {"network": name}),
    st.just({"network": "leased", "ip": "dhcp"}),
    st.just({"network": "lan", "ip": "none"}),
    some(mtu=st.integers(68, 9000), model_type=st.just("e1000"), auto_config=flags).map(
        lambda more: {"network": "lan", **more}
    ),
    st.just({"type": "public_network", "dev": "br9", "interface_type": "bridge"}),
    st.just({"type": "private_network", "ip": "dhcp", "network_address": "10.99.0.0"}),
    drawn_wires.tunnels,
)
bridges = some(
    bridge_stp=flags,
    bridge_delay=st.integers(0, 30),
    guest_ipv6=st.sampled_from(["yes", "no"]),
    autostart=flags,
    domain_name=st.just("lab.example"),
    mtu=st.integers(68, 9000),
)
machines = some(
    cpus=st.integers(1, 64),
    memory=st.sampled_from([64, 2048, "2 GiB", "512M"]),
    nested=flags,
    disk_size=st.sampled_from(["40G", "1 TiB"]),
    autostart=flags,
    count=st.integers(1, 3),
    names=flags,
    networks=st.lists(interfaces, max_size=3, unique_by=str),
    disks=few(st.one_of(disks, drawn_wires.drives)),
    cloud_init=drawn_wires.seeds,
    synced_folders=st.lists(folders, max_size=2, unique_by=lambda folder: folder["guest"]),
    provisioners=few(provisioners, 3),
    triggers=few(st.one_of(triggers, steps)),
    libvirt=provider_blocks,
    virtualbox=some(gui=flags, memory=st.just("1 GiB"), linked_clone=flags),
    ssh=connections,
    vm=vms,
    vars=st.dictionaries(words, values, max_size=2),
).map(fitted)
labs = st.builds(
    lambda first, second, bridge, lab_triggers, groups, links: {
        "name": "drawn",
        "networks": {
            "lan": {"subnet": "10.50.0.0/24", **bridge},
            "wire": {"subnet": "10.51.0.0/24", "forward_mode": "veryisolated"},
            "leased": {"subnet": "10.52.0.0/24", "dhcp": True},
            "old": {"subnet": "192.168.122.0/24", "network_name": "default"},
        },
        "defaults": {"box": "example/linux"},
        "machines": {
            "first": {**first, "ports": [{"guest": 80, "host": 8000}]},
            "second": second,
            "control": {"networks": ["lan"]},
        },
        "groups": {"all_of_them": {"machines": ["first", "second"], "vars": groups}},
        "triggers": lab_triggers,
        "links": links,
    },
    machines,
    machines,
    bridges,
    few(st.one_of(triggers, command_lines)),
    st.dictionaries(words, values, max_size=2),
    drawn_wires.links,
)
