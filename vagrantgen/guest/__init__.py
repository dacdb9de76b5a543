"""A running machine, over ssh."""
