"""Vagrantfiles with notes: `render --explain`."""

from pathlib import Path

from inline_snapshot import snapshot

from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab
from vagrantgen.render.vagrantfile import render_vagrantfile

GOLDEN = Path(__file__).parents[1] / "golden"


def load(case: str) -> Lab:
    return load_lab([GOLDEN / case / "lab.yaml"])


def written(folder: Path, text: str) -> Lab:
    (folder / "lab.yaml").write_text(text)
    return load_lab([folder / "lab.yaml"])


def test_each_setting_can_be_explained() -> None:
    lab = load("interfaces")

    text = render_vagrantfile(lab, explain=True)

    assert text[text.index("Vagrant.configure") :] == snapshot("""\
Vagrant.configure("2") do |config|
  config.vm.box_check_update = false
  config.vm.synced_folder ".", "/vagrant", disabled: true

  # Where the hardware does not run guests, VAGRANTGEN_DRIVER=qemu emulates it.
  config.vm.provider :libvirt do |domain|
    # The libvirt host.
    domain.uri = "qemu:///system"
    # Hardware virtualization (kvm) or emulation (qemu); kvm where it works otherwise.
    domain.driver = ENV.fetch("VAGRANTGEN_DRIVER", "kvm")
    # What the domains' names begin with; the lab's name and an underscore otherwise.
    domain.default_prefix = "interfaces_"
    # Whether it stays when its last machine goes; one that was there before always stays.
    domain.management_network_keep = true
  end

  config.vm.define "web" do |node|
    # The Vagrant box: an alias of the catalogue, or a name such as `generic/rocky9`.
    node.vm.box = "example/linux"
    # The guest's name; the machine's own otherwise.
    node.vm.hostname = "web"
    node.vm.network(
      :private_network,
      # An address of the network, `dhcp` or `none`; one is assigned otherwise.
      ip: "10.20.30.40",
      # Its MAC address; libvirt chooses one otherwise. The machine's index is added.
      mac: "52:54:00:12:34:56",
      # Whether Vagrant sets it up inside the guest.
      auto_config: false,
      # The network card.
      libvirt__model_type: "e1000",
      # Whether the kernel or QEMU itself moves the packets.
      libvirt__driver_name: "vhost",
      # How many queues it has, one a virtual CPU at best.
      libvirt__driver_queues: 4,
      # The largest packet, in bytes.
      libvirt__mtu: 1400,
      # The name of its end on the host; `{n}` is the machine's number.
      libvirt__iface_name: "web-lan",
      **networks["lan"],
    )

    node.vm.provider :libvirt do |domain|
      # Virtual CPUs.
      domain.cpus = 1
      # The guest's memory, in MiB or with a unit: `2048`, `2 GiB`, `2G`.
      domain.memory = 1024
    end

    node.vm.provision "names", type: "shell", run: "always",
                               inline: set_names.call(hosts["lan"])
  end
end
""")


def test_an_explained_vagrantfile_means_the_same() -> None:
    lab = load("triggers")

    text = render_vagrantfile(lab, explain=True)

    settings = [line for line in text.split("\n") if not line.lstrip().startswith("#")]
    plain = render_vagrantfile(lab).split("\n")
    assert settings == [line for line in plain if not line.lstrip().startswith("#")]


def test_what_is_written_otherwise_than_it_was_said_is_explained(tmp_path: Path) -> None:
    said = "cpu_mode: host-passthrough, graphics_type: sdl, volume_cache: unsafe"
    machine = f"{{box: example/linux, nested: true, libvirt: {{{said}}}}}"
    lab = written(tmp_path, f"name: notes\nmachines: {{web: {machine}}}\n")

    text = render_vagrantfile(lab, explain=True)

    notes = text[text.index("node.vm.provider") :].splitlines()[1:4]
    assert [note.strip() for note in notes] == [
        "# `nested` is left out: a host's CPU that is passed through has it already.",
        "# The plugin's usual address and keyboard are taken away: sdl has none.",
        "# `volume_cache` is written as the `cache` of `disk_driver`.",
    ]
    assert "is left out" not in render_vagrantfile(lab)
