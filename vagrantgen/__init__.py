"""Describe labs of virtual machines; render, check and run them."""
