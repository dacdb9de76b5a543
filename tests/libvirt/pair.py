"""A lab of two machines that run, one of them on somebody else's network too."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from libvirt.lab_host import BOX, LabFolder, LabHost

LAB = f"""\
name: pair
networks:
  lan: {{subnet: 10.20.30.0/24}}
  theirs: {{network_name: theirs, subnet: 10.20.40.0/24}}
defaults: {{box: {BOX}, memory: 512, networks: [lan]}}
machines:
  web:
    networks: [lan, theirs]
    ports: ["12322:22"]
    depends_on: db
    provisioners:
      - {{type: shell, inline: ping -c 1 db > /tmp/provisioned}}
      - {{type: ansible, playbook: site.yml, playbook_command: ./keep_inventory}}
  db: {{disk_size: 12G}}
"""


THEIRS = """\
<network><name>theirs</name><ip address='10.20.40.1' netmask='255.255.255.0'/></network>
"""

KEEP_INVENTORY = """\
#!/bin/sh
for word; do
  case $word in --inventory-file=*) cat "${word#*=}"/* > inventory.txt ;; esac
done
"""
"""Stands for ansible-playbook."""


@contextmanager
def running(host: LabHost, path: Path) -> Iterator[LabFolder]:
    """Let the lab run in a folder; nothing of it is left afterwards."""
    folder = LabFolder(host, path)
    (folder.path / "theirs.xml").write_text(THEIRS)
    folder.virsh("net-define", str(folder.path / "theirs.xml"))
    folder.virsh("net-start", "theirs")
    (folder.path / "site.yml").touch()
    (folder.path / "keep_inventory").write_text(KEEP_INVENTORY)
    (folder.path / "keep_inventory").chmod(0o755)
    folder.write(LAB)
    folder.vagrantgen("up", "--quiet")
    yield folder
    folder.write(LAB)
    folder.vagrantgen("destroy", "--yes")
    assert folder.virsh("net-list", "--name") == ["theirs"]
    folder.virsh("net-destroy", "theirs")
    folder.virsh("net-undefine", "theirs")
