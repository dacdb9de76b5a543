# Prints the public names of the plugin's provider block as JSON: what can be assigned, what can be
# called, and the variables that the calls keep what they are given in; and the names that triggers
# may have of the plugin's steps and of Vagrant's commands.
require "json"
require "vagrant"
require "vagrant-libvirt/action"
require "vagrant-libvirt/config"

config = VagrantPlugins::ProviderLibvirt::Config
lifecycle = %i[initialize finalize! validate merge]
public_names = config.public_instance_methods(false) - lifecycle
setters, others = public_names.partition { |name| name.end_with?("=") }
settings = setters.map { |name| name.to_s.delete_suffix("=") }
methods = others.map(&:to_s).reject { |name| name.start_with?("_") }
methods.select! { |name| config.instance_method(name).arity != 0 }
kept = (methods + others.map(&:to_s).grep(/\A_handle/)).flat_map do |name|
  RubyVM::InstructionSequence.of(config.instance_method(name)).disasm.scan(/:@(\w+)/).flatten
end
steps = VagrantPlugins::ProviderLibvirt::Action.then do |action|
  action.constants(false).select { |name| action.autoload?(name).include?("/vagrant-libvirt/") }
end
Vagrant::Environment.new(ui_class: Vagrant::UI::Silent)
commands = Vagrant.plugin("2").manager.commands.keys
puts JSON.generate(settings: settings.sort, methods: methods.sort, kept: kept.uniq.sort,
                   steps: steps.sort, commands: commands.sort)
