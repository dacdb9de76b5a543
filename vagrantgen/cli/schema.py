"""`vagrantgen schema`."""

from vagrantgen.cli import output
from vagrantgen.export.schema import lab_schema


def schema() -> None:
    """Print the lab file's JSON Schema."""
    output.write_json(lab_schema())
