"""What people write in their Vagrantfiles, as lab files: all of it is taken."""

from pathlib import Path
from textwrap import dedent
from typing import Final

import pytest

from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

FILES: Final = ("scripts/a.sh", "site.yml", ".env", "hosts", "vars.yml", "ansible.cfg")
"""What the labs name, beside the lab file."""

HABITS: Final = {
    "a cluster with storage networks": """
        name: pve
        defaults:
          box: example/proxmox-ve
          box_version: "6.4"
          nested: true
          libvirt: {management_network_name: mgmt, management_network_address: 192.168.121.0/24, management_network_mode: nat, default_prefix: "", graphics_type: none, cpu_mode: host-passthrough, keymap: pt, machine_virtual_size: 40}
        machines:
          pve1:
            memory: 8G
            networks:
              - {type: private_network, ip: 10.1.1.11, auto_config: false, network_name: pve_cluster, dhcp_enabled: false, forward_mode: none}
              - {type: private_network, ip: 10.2.2.11, auto_config: false, network_name: storage_network, dhcp_enabled: false, forward_mode: none}
            disks: [{size: 20G, path: pve1_osd.img, type: qcow2, cache: none}]
            provisioners: [{type: shell, path: scripts/a.sh, args: [pve1, 10.1.1.11]}]
          pve2:
            memory: 8G
            networks:
              - {type: private_network, ip: 10.1.1.12, auto_config: false, network_name: pve_cluster, dhcp_enabled: false, forward_mode: none}
        """,
    "counted hosts on many networks": """
        machines:
          control:
            count: 3
            box: cloudx/os
            cpus: 16
            memory: 32768
            hostname: zone-control-{n}
            libvirt: {management_network_name: service, management_network_address: 5.5.5.0/24, management_network_mac: "52:54:00:3f:2a:a0", storage_pool_name: volumes, machine_virtual_size: 500, graphics_ip: 0.0.0.0}
            networks:
              - {type: private_network, ip: 1.1.1.10, network_name: mgmt, forward_mode: none, dhcp_enabled: false, mtu: 9000}
              - {type: private_network, ip: 2.2.2.10, network_name: Instances Network, forward_mode: none, dhcp_enabled: false}
              - {type: private_network, ip: 3.3.3.10, auto_config: false, network_name: tunnel, dhcp_enabled: false}
            ports: [{guest: 22, host: 2200, id: shell}]
        """,
    "networks without a host": """
        machines:
          node1:
            box: debian12
            networks:
              - {type: private_network, network_name: red_intra, dhcp_enabled: false, ip: 10.0.0.3, forward_mode: veryisolated}
              - {type: private_network, network_name: red_datos, dhcp_enabled: false, ip: 20.0.0.3, forward_mode: veryisolated}
          san:
            box: debian12
            networks:
              - {type: private_network, network_name: red_intra, dhcp_enabled: false, ip: 10.0.0.4, forward_mode: veryisolated}
              - {type: private_network, network_name: red_datos, dhcp_enabled: false, ip: 20.0.0.4, forward_mode: veryisolated}
            disks: [{size: 2G, count: 3}]
        """,
    "a development machine with disks that stay": """
        machines:
          devvm:
            box: generic/ubuntu1804
            box_version: ">= 1.9.4"
            memory: 16 GiB
            cpus: 4
            nested: true
            libvirt: {qemu_use_session: false, cpu_mode: host-model, management_network_address: 10.40.0.0/24}
            ssh: {username: bascht, password: bascht}
            disks:
              - {path: Home, serial: code, size: 15G, allow_existing: true, device: vdh}
              - {path: Docker, serial: docker, size: 40G, allow_existing: true}
            synced_folders: [{type: rsync, host: ., guest: /vagrant, args: [--verbose, --archive, --delete, -z], exclude: [.git/]}]
        """,
    "machines on a bridge of the host": """
        machines:
          vm:
            count: 3
            box: generic/ubuntu2204
            networks: [{type: public_network, dev: br0, interface_type: bridge, mode: bridge, ip: 192.168.1.101}]
            libvirt: {default_prefix: ""}
            disks: [{path: "disk_vm{n}.qcow2", size: 10G, type: qcow2, allow_existing: true}]
        """,
    "wires and small subnets": """
        networks:
          ab: {subnet: 10.0.12.0/30, forward_mode: veryisolated}
          bc: {subnet: 10.0.23.0/29, forward_mode: none, dhcp: false}
          wan: {subnet: 203.0.113.0/24, forward_mode: none}
          v6: {subnet: 10.9.0.0/24, ipv6: "fd12:3456::/64", mtu: 9000, domain_name: lab.example}
        defaults: {box: debian12}
        machines:
          a: {networks: [{network: ab, ip: 10.0.12.1}, wan]}
          b: {networks: [{network: ab, ip: 10.0.12.2}, bc, v6]}
          c: {networks: [bc, {network: v6, ip: dhcp}]}
        """,
    "libvirt's own network": """
        networks: {home: {network_name: default, subnet: 192.168.122.0/24}}
        machines:
          web: {box: debian12, networks: [{network: home, ip: 192.168.122.10}]}
          db: {box: debian12, networks: [{network: home, ip: dhcp}]}
        """,
    "a libvirt host elsewhere": """
        uri: qemu+ssh://infra@vms4/system?keyfile=/home/me/.ssh/id
        defaults:
          box: debian12
          ssh: {insert_key: false, forward_agent: true, proxy_command: "ssh infra@vms4 netcat -w 500000 %h %p"}
          vm: {graceful_halt_timeout: 120}
        machines:
          dev-db-eu-1: {networks: [{type: public_network, dev: br0, mode: bridge, interface_type: bridge}], disks: [{cdrom: /srv/iso/on-the-remote-host.iso}]}
        """,
    "a machine that boots from the network": """
        networks: {pxe: {subnet: 10.50.0.0/24, dhcp: true, tftp_root: /srv, dhcp_bootp_file: pxelinux.0}}
        machines:
          server: {box: debian12, networks: [pxe]}
          client: {box: null, memory: 1G, disks: [{size: 10G, device: vda}], networks: [{network: pxe, ip: dhcp}], libvirt: {boot: [network, hd], mgmt_attach: false}, autostart: false}
        """,
    "a Windows machine": """
        machines:
          win:
            box: peru/windows-10-enterprise-x64-eval
            memory: 4G
            vm: {guest: windows, communicator: winrm, boot_timeout: 1800}
            winrm: {username: vagrant user, password: "p@ss w\\"rd", transport: negotiate, ssl_peer_verification: false, execution_time_limit: PT2H}
            ports: ["127.0.0.1:3389:3389"]
            provisioners: [{type: shell, inline: "Write-Host hi", powershell_args: "-ExecutionPolicy Bypass"}]
            libvirt: {video_type: qxl, video_vram: 65536, graphics_type: spice, nic_model_type: e1000, disk_bus: sata, machine_type: q35}
            disks: [{cdrom: /dev/null, bus: sata}]
        """,
    "provisioners of all kinds": """
        machines:
          local:
            box: bento/ubuntu-22.04
            provisioners:
              - {type: file, source: ./.env, destination: ~/.env}
              - {type: shell, inline: "true", run: always, privileged: false, env: {A: "", B_C: "x y"}}
              - {type: shell, path: "https://example.com/x.sh", sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855}
              - {type: shell, name: reboot, reboot: true}
              - {type: shell, inline: "echo 1", args: "a b"}
              - {type: shell, inline: "echo 2", args: [1, two]}
              - {type: ansible, playbook: site.yml, compatibility_mode: "2.0", become: true, config_file: ansible.cfg, extra_vars: {nectar: true, ansible_python_interpreter: /usr/bin/python3, list: [1, 2], none: null}, verbose: vvv, tags: [a, b], skip_tags: c, raw_arguments: ["--diff"]}
              - {type: ansible, playbook: site.yml, inventory_path: hosts, extra_vars: "@vars.yml", version: latest}
        """,
    "triggers": """
        machines: {web: {box: debian12, triggers: [{after: up, run_remote: {inline: "true", privileged: false}, only_on: web}]}}
        triggers:
          - {before: [up, reload], info: starting, run: "true"}
          - {after: destroy, run: {inline: "rm -f x", args: [a, b]}, on_error: continue, exit_codes: [0, 1]}
          - {after: all, ignore: [destroy, halt], warn: done}
          - {before: halt, run_remote: "sync"}
        """,
    "the user's own libvirt": """
        uri: qemu:///session
        machines:
          web: {box: debian12, libvirt: {qemu_use_session: true, management_network_device: virbr0}, ports: ["8080:80"]}
        """,
    "synced folders": """
        machines:
          web:
            box: debian12
            synced_folders:
              - {type: nfs, host: ., guest: /vagrant, nfs_version: "4", nfs_udp: false, mount_options: [nolock, vers=4.2]}
              - {type: nfs, host: ., guest: /srv/app, nfs_version: 3, nfs_udp: true, linux__nfs_options: [rw, no_root_squash]}
              - {type: rsync, host: "~", guest: /home/vagrant/home, disabled: true, owner: www-data, group: www-data}
              - {type: rsync, host: "./made-{n}", guest: "/data", create: true}
        """,
    "machines without the management network": """
        networks: {lan: {subnet: 10.60.0.0/24}}
        machines:
          a: {box: debian12, libvirt: {mgmt_attach: false}, networks: [lan]}
          b: {box: debian12, libvirt: {mgmt_attach: false, qemu_use_agent: true}}
        """,
    "processors": """
        machines:
          a: {box: debian12, nested: true, libvirt: {cpu_mode: host-passthrough}}
          b: {box: debian12, libvirt: {cpu_mode: custom, cpu_model: Skylake-Server-noTSX-IBRS, cpu_fallback: forbid}}
          c: {box: debian12, libvirt: {driver: qemu, cpu_mode: maximum, random: {}}}
        """,
    "disks of all kinds": """
        machines:
          a:
            box: debian12
            disk_size: 40 GiB
            disks:
              - {size: 512M, bus: scsi, device: sdb, wwn: "5000c50015ea71ac"}
              - {size: 1.5 GiB, bus: ide}
              - {size: 10GB, cache: none, io: native, discard: unmap, detect_zeroes: unmap}
              - {size: 2T, type: raw, shareable: true, path: shared.img}
              - {floppy: /dev/null}
              - {cdrom: /dev/null}
            libvirt: {disk_driver: {cache: unsafe, discard: unmap}, boot: [hd, cdrom]}
        """,
    "boxes of the user": """
        machines:
          a: {box: mybox, box_url: "https://example.com/metadata.json", box_version: "1.0"}
          b: {box: my box, box_url: ["file:///dev/null"]}
        """,
    "texts in Korean": """
        # 앤서블 실습
        name: ansible-lab
        machines:
          control: {box: rocky9, libvirt: {description: "제어 노드 & <관리>", title: 제어 노드}, provisioners: [{type: shell, name: 설치, inline: "echo 안녕"}]}
        """,
}


@pytest.mark.parametrize("habit", HABITS)
def test_what_people_write_is_taken(habit: str, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    file = tmp_path / "lab.yaml"
    file.write_text(dedent(HABITS[habit]), encoding="utf-8")

    lab = load_lab([file])

    assert render_vagrantfile(lab).count("config.vm.define") == len(lab.machines)
