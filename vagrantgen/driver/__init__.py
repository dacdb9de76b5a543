"""A folder with a Vagrantfile, and its machines."""
