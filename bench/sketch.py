"""The floor of `render`: the least that these packages take to read a lab and to render it.

No check, no catalogue, no line in an error: `python sketch.py LAB_FILE FOLDER`, of which the folder
keeps the compiled template.
"""

import sys
from pathlib import Path

import jinja2
import rich.console
import typer
import yaml
from pydantic import BaseModel

IMPORTED = (jinja2, rich.console, typer, yaml)
TEMPLATE = """\
Vagrant.configure("2") do |config|
{% for name, machine in machines.items() %}
  config.vm.define "{{ name }}" do |node|
    node.vm.box = "{{ machine.box }}"
    node.vm.provider :libvirt do |domain|
      domain.memory = {{ machine.memory }}
    end
  end
{% endfor %}
end
"""


class Machine(BaseModel):
    """A machine."""

    box: str
    memory: int


class Lab(BaseModel):
    """A lab."""

    machines: dict[str, Machine]


if __name__ == "__main__":
    with Path(sys.argv[1]).open() as file:
        lab = Lab.model_validate(yaml.load(file, yaml.CSafeLoader))
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({"Vagrantfile": TEMPLATE}),
        bytecode_cache=jinja2.FileSystemBytecodeCache(sys.argv[2]),
    )
    print(environment.get_template("Vagrantfile").render(machines=lab.machines))
