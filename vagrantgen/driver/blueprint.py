"""The Vagrantfiles that Vagrant loads for the driver: a machine each, as it is made."""

from pathlib import Path
from typing import Final

from vagrantgen.driver.loading import MACHINES, SELECTION, VAGRANTFILE, vagrantfile_of
from vagrantgen.driver.record import FOLDER
from vagrantgen.models.lab import Lab
from vagrantgen.render.vagrantfile import render_vagrantfile

_LAB: Final = FOLDER / "lab.vagrantfile"
_TO_THE_LAB: Final = "../../.."
"""The way from `MACHINES` to the lab's folder."""

_LOADER: Final = f"""\
# Written by vagrantgen: loads the machines that a command is about.

# The plugin finds these late, and two machines at once get in each other's way then.
require "vagrant/action/builtin/provisioner_cleanup"
require "vagrant/action/builtin/synced_folder_cleanup"

# A machine that has come up tells how ssh reaches it: nobody has to start Vagrant again to ask.
unless defined?(VagrantgenTelling)
  class VagrantgenTelling
    def initialize(app, _env)
      @app = app
    end

    def call(env)
      @app.call(env)
      tell(env[:machine]) if env[:machine].config.vm.box # nothing answers in one without
    end

    def tell(machine)
      info = machine.ssh_info
      info = info.merge(host_key: machine.name, ssh_host: info[:host], ssh_port: info[:port],
                        ssh_user: info[:username])
      config = Vagrant::Util::TemplateRenderer.render("commands/ssh_config/config", info)
      machine.ui.machine("ssh-config", config)
    rescue StandardError
      nil # whoever needs it asks Vagrant
    end
  end

  class VagrantgenPlugin < Vagrant.plugin("2")
    name "vagrantgen"
    action_hook("telling", :machine_action_up) {{ |hook| hook.prepend(VagrantgenTelling) }}
  end
end

load File.join(__dir__, "{_LAB.name}")
names = ENV.fetch("{SELECTION}", "").split(",")
files = names.map {{ |name| File.join(__dir__, "{MACHINES.name}", "#{{name}}.vagrantfile") }}
files = Dir.glob(File.join(__dir__, "{MACHINES.name}", "*.vagrantfile")).sort if names.empty?
files.each {{ |file| load file }}
"""


def write_lab(folder: Path, lab: Lab, source: str) -> None:
    """Write what Vagrant loads whatever the machines are."""
    _write(folder / VAGRANTFILE, _LOADER)
    alone = lab.replace(machines=(), networks={})
    _write(folder / _LAB, render_vagrantfile(alone, source))


def write_machine(folder: Path, lab: Lab, name: str, source: str) -> bool:
    """Write what Vagrant loads of a machine; tell whether that has changed."""
    plain = lab.replace(triggers=(), ruby=None, vagrant_version=None)  # they are the lab's part
    text = render_vagrantfile(plain, source, machines=(name,), root=_TO_THE_LAB)
    return _write(folder / vagrantfile_of(name), text)


def _write(path: Path, text: str) -> bool:
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(text)
    draft.replace(path)
    return True
