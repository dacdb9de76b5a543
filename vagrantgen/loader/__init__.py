"""The lab file: what is written, turned into what is meant."""
