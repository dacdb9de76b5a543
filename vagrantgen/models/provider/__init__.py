"""The provider block, group by group: what vagrant-libvirt takes, by its own names."""
