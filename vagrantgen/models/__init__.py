"""The models: what a lab is."""
