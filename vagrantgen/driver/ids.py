"""The UUIDs of machines in libvirt, where Vagrant keeps them."""

from pathlib import Path


def machine_ids(folder: Path) -> dict[str, str]:
    """Return the libvirt UUIDs of the machines that exist, as Vagrant keeps them."""
    found = (folder / ".vagrant/machines").glob("*/libvirt/id")
    ids = {path.parts[-3]: path.read_text().strip() for path in found}
    return {name: uuid for name, uuid in ids.items() if uuid and uuid != "preparing"}


def write_machine_id(folder: Path, name: str, uuid: str) -> None:
    """Note a machine's UUID where Vagrant keeps it."""
    path = folder / ".vagrant/machines" / name / "libvirt/id"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(uuid)
