"""Where the images for cloud-init are: a folder that QEMU may enter, of each user's own."""

from typing import Final

SEEDS: Final = "/var/tmp/vagrantgen-"  # noqa: S108  (the Vagrantfile looks whose it is)
"""What the folder's path begins with; the user's number follows."""
