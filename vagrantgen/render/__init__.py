"""A lab as a Vagrantfile."""
