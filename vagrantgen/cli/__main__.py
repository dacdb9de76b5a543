"""`python -m vagrantgen.cli`."""

from vagrantgen.cli.entry import main

main()
