"""Boxes that are made here."""
