"""Synced folders, a module a kind: each is imported when a lab first has it."""
