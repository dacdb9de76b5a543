"""`python -m vagrantgen.cli`."""

from vagrantgen.cli.app import app

app(prog_name="vagrantgen")
