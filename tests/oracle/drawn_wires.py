"""Links, tunnels, drives and images for cloud-init, as hypothesis draws them."""

from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]

flags = st.booleans()
texts = st.sampled_from(["a", "#{exit} {n}", "two\nlines\n", " \\ \"'", "가"])
words = st.from_regex(r"[a-z]{1,8}", fullmatch=True).map("x_{}".format)
values = st.recursive(
    st.one_of(texts, st.integers(-9, 9), flags, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(words, inner, max_size=2)),
    max_leaves=5,
)


def _some(**optional: Strategy) -> Strategy:
    return st.fixed_dictionaries({}, optional=optional)


def _end(machine: str) -> Strategy:
    more = _some(
        model_type=st.just("e1000"), auto_config=flags, ip=st.sampled_from(["none", "dhcp"])
    )
    return st.one_of(st.just(machine), more.map(lambda said: {"machine": machine, **said}))


links = st.lists(
    st.builds(
        lambda first, second, more: {"between": [first, second], **more},
        _end("first"),
        st.one_of(_end("second"), _end("control")),
        _some(
            subnet=st.sampled_from(["10.60.0.0/30", "10.61.0.0/24"]), model_type=st.just("virtio")
        ),
    ),
    max_size=3,
    unique_by=lambda link: link.get("subnet", id(link)),
)
tunnels = st.one_of(
    st.just({"tunnel_type": "mcast", "tunnel_port": 9300}),
    st.integers(2000, 9000).map(
        lambda port: {"tunnel_type": "udp", "tunnel_port": port, "tunnel_local_port": port + 20_000}
    ),
).map(lambda said: {"type": "private_network", **said})
drives = st.one_of(
    st.builds(
        lambda more: {"cdrom": "/dev/null", **more},
        _some(bus=st.just("ide"), type=st.sampled_from(["raw", "qcow2"])),
    ),
    st.just({"floppy": "/dev/null"}),
    st.just({"size": "3G", "bus": "usb", "device": "sdk", "serial": "drawn"}),
)
seeds = _some(
    user_data=st.one_of(
        st.dictionaries(words, values, max_size=3), texts.map("#!/bin/sh\n{}".format)
    ),
    meta_data=st.dictionaries(words, values, max_size=2),
    network_config=st.just({"version": 2, "ethernets": {}}),
)
