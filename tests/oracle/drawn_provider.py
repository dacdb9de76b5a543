"""Provider blocks that hypothesis draws: settings of every group, in combinations that are right."""

from hypothesis import strategies as st
from oracle.drawn_parts import flags, hexadecimal, joined, mapping, one_of, several, some
from oracle.drawn_processors import cpus, numa, placing

words = st.from_regex(r"[a-z]{1,8}", fullmatch=True).map("x_{}".format)
lines = st.text("ab <&>'\"#{}$", min_size=1, max_size=9).map(lambda text: f"x{text}x")

memory = some(
    memorybacking=several(
        one_of(
            [
                {"name": "hugepages"},
                {"name": "locked"},
                {"name": "source", "type": "memfd"},
                {"name": "access", "mode": "shared"},
                {"name": "allocation", "mode": "ondemand"},
            ]
        ),
        "name",
    ),
    memtune=several(mapping(type=one_of(["soft_limit"]), value=st.integers(1, 2**40)), "type"),
    memballoon_enabled=flags,
)
hypervisor = some(
    features=st.lists(one_of(["acpi", "apic", "pae", "pmu state='off'", "hap"]), unique=True),
    kvm_hidden=flags,
    hyperv_feature=several(
        mapping(name=one_of(["relaxed", "vapic", "vpindex", "reset"]), state=flags), "name"
    ),
    clock_offset=one_of(["utc", "localtime"]),
    clock_timer=several(
        one_of(
            [
                {"name": "rtc", "tickpolicy": "catchup", "track": "wall"},
                {"name": "hpet", "present": False},
                {"name": "tsc", "frequency": 1000, "mode": "native"},
                {"name": "kvmclock", "present": True},
            ]
        ),
        "name",
    ),
)
blocks = some(
    bios=some(vendor=lines, version=lines, date=st.just("01/31/24")),
    chassis=some(manufacturer=lines, asset=lines),
    **{"base board": some(product=lines, location=lines)},
    **{"oem strings": st.lists(lines, min_size=1, max_size=2)},
)
starting = some(
    machine_type=one_of(["q35", "pc"]),
    machine_arch=one_of(["x86_64", "aarch64"]),
    sysinfo=blocks,
    boot=one_of(["hd", ["network", "hd"], [{"network": "default"}, "hd"], {"dev": "br9"}]),
    uuid=st.uuids().map(str),
    title=lines,
    description=lines,
    random_hostname=flags,
)
firmware = st.one_of(
    st.just({"loader": "/dev/null"}),
    words.map(lambda word: {"loader": "/dev/null", "nvram": f"/srv/{word}{{n}}.fd"}),
    joined(st.just({"kernel": "/dev/null"}), some(initrd=st.just("/dev/null"), cmd_line=lines)),
)
displays = st.one_of(
    some(
        graphics_ip=st.just("0.0.0.0"),
        graphics_port=st.just(-1),
        graphics_websocket=st.just(-1),
        graphics_passwd=words.map(lambda word: word[:8]),
        keymap=one_of(["de", "ja"]),
        video_type=one_of(["vga", "qxl", "virtio", "bochs"]),
        video_vram=st.integers(1024, 65536),
    ),
    st.just({"graphics_type": "none"}),
    joined(st.just({"graphics_type": "sdl"}), some(graphics_gl=flags)),
    joined(
        st.just({"graphics_type": "spice"}),
        some(
            video_accel3d=flags,
            redirdev=several(st.just({"type": "spicevmc"})),
            smartcard=st.just({}),
        ),
    ),
)
devices = some(
    sound_type=one_of(["ac97", "ich9", "usb"]),
    channel=several(
        mapping(
            type=one_of(["unix", "pty", "null"]),
            target_name=one_of(["org.qemu.guest_agent.0", "org.example.0"]),
        ),
        "target_name",
    ),
    serial=several(
        st.one_of(
            mapping(type=one_of(["pty", "null", "stdio", "vc"])),
            words.map(lambda word: {"type": "file", "source": {"path": f"/var/log/{word}"}}),
        )
    ),
    input=several(
        mapping(type=one_of(["mouse", "keyboard"]), bus=one_of(["usb", "virtio", "ps2"]))
    ),
    random=st.just({}),
    watchdog=joined(
        mapping(model=one_of(["i6300esb", "ib700"])), some(action=one_of(["none", "reset"]))
    ),
    usb_controller=joined(st.just({"model": "nec-xhci"}), some(ports=st.integers(1, 15))),
    usb=several(
        st.one_of(
            mapping(bus=st.integers(1, 9), device=st.integers(1, 99)),
            mapping(vendor=hexadecimal(4, 0xFFFF), product=hexadecimal(4, 0xFFFF)),
        )
    ),
    pci=several(
        mapping(bus=hexadecimal(2, 0xFF), slot=hexadecimal(2, 0x1F), function=hexadecimal(1, 7))
    ),
)
filtered = joined(
    st.just({"graphics_type": "spice", "redirdev": {"type": "spicevmc"}}),
    mapping(
        redirfilter=several(
            joined(
                mapping(allow=one_of(["yes", "no"])),
                some(
                    **{"class": hexadecimal(2, 0xFF)},
                    vendor=hexadecimal(4, 0xFFFF),
                    product=hexadecimal(4, 0xFFFF),
                    version=st.just("2.00"),
                ),
            )
        )
    ),
)
forwarding = st.builds(
    lambda port, word: {
        "channel": {
            "type": "unix",
            "source_path": f"/srv/{word}",
            "target_type": "guestfwd",
            "target_address": "10.0.2.1",
            "target_port": port,
        }
    },
    st.integers(1, 65535),
    words,
)
tpms = one_of(
    [
        {},
        {"tpm_path": "/dev/tpm0"},
        {"tpm_type": "emulator", "tpm_version": "1.2"},
        {"tpm_type": "emulator", "tpm_version": "2.0", "tpm_model": "tpm-crb"},
    ]
)
storage = some(
    disk_bus=one_of(["virtio", "scsi", "sata"]),
    disk_driver=some(cache=st.just("unsafe"), discard=st.just("unmap")),
    storage_pool_name=words,
    snapshot_pool_name=words,
)
process = some(
    qemuargs=several(mapping(value=lines)),
    qemuenv=st.dictionaries(words, lines, min_size=1, max_size=2),
    launchsecurity=joined(st.just({"type": "sev"}), some(cbitpos=st.integers(0, 63))),
)
networks = some(
    nic_model_type=one_of(["virtio", "e1000"]),
    management_network_guest_ipv6=flags,
    management_network_mtu=st.integers(1280, 9000),
    management_network_domain=st.just("lab.example"),
)
usage = some(suspend_mode=one_of(["pause", "managedsave"]), qemu_use_agent=flags, autostart=flags)
provider_blocks = st.one_of(
    st.just({}),
    joined(cpus, placing, memory),
    joined(hypervisor, starting, firmware, tpms),
    joined(forwarding, firmware, memory),
    joined(filtered, starting, numa),
    joined(displays, devices, usage),
    joined(storage, process, networks, usage),
    joined(
        cpus, placing, memory, hypervisor, starting, displays, devices, tpms, storage, process,
        networks, usage,
    ),
)  # fmt: skip
