# Reads Vagrantfiles with Vagrant's own loader and the plugin's own classes. It takes a folder on
# each line and answers, on one line of JSON, with the effective configuration of every machine.
require "json"
require "vagrant"
require "vagrant/util/experimental"
require "vagrant/util/scoped_hash_override"

# What is left of a configuration once Vagrant has made its defaults: every setting by its name.
module Effective
  extend Vagrant::Util::ScopedHashOverride

  RANDOM = /\A\h{8}-\h{4}-\h{4}-\h{4}-\h{12}\z/

  module_function

  def lab(folder)
    ENV.delete("VAGRANT_EXPERIMENTAL")
    Vagrant::Util::Experimental.reset!
    environment = Vagrant::Environment.new(cwd: folder, ui_class: Vagrant::UI::Silent)
    machines = environment.machine_names.to_h { |name| [name, machine(environment, name)] }
    { machines: machines, primary: value(environment.primary_machine_name) }
  end

  def machine(environment, name)
    vagrantfile = environment.vagrantfile
    found = vagrantfile.machine_config(name, :libvirt, environment.boxes)
    config = found[:config]
    {
      define: value(vagrantfile.machine_names_and_options[name]),
      vm: settings(config.vm, except: [:provisioners]),
      ssh: settings(config.ssh, except: [:default]),
      winrm: settings(config.winrm),
      winssh: settings(config.winssh, except: [:default]),
      nfs: settings(config.nfs),
      windows: settings(config.windows),
      provider: settings(config.vm.get_provider_config(:libvirt)),
      virtualbox: provider(config, :virtualbox),
      virtualbox_disks: config.vm.__providers.include?(:virtualbox) ? disks(vagrantfile, name) : [],
      docker: provider(config, :docker),
      networks: config.vm.networks.map { |type, options| network(type, options) },
      synced_folders: value(config.vm.synced_folders),
      provisioners: config.vm.provisioners.map { |provisioner| provisioner(provisioner) },
      before: config.trigger.before_triggers.map { |trigger| settings(trigger, except: [:id]) },
      after: config.trigger.after_triggers.map { |trigger| settings(trigger, except: [:id]) },
    }
  end

  # Another provider's block; `unknown` are the settings in it that the provider does not know.
  def provider(config, name)
    found = config.vm.get_provider_config(name)
    unknown = value(found.instance_variable_get(:@__invalid_methods)&.to_a)
    settings(found).merge(unknown: unknown)
  end

  def disks(vagrantfile, name)
    found = vagrantfile.machine_config(name, :virtualbox, nil, nil, false)
    found[:config].vm.disks.map { |disk| { size: disk.size, primary: disk.primary } }
  end

  # The plugin takes `libvirt__name` and `name` for the same.
  def network(type, options)
    options = scoped_hash_override(options, :libvirt).reject { |key, _| key.start_with?("libvirt__") }
    options.delete(:id) if RANDOM.match?(options[:id].to_s)
    [value(type), value(options)]
  end

  def provisioner(provisioner)
    {
      name: value(provisioner.name),
      type: value(provisioner.type),
      run: value(provisioner.run),
      before: value(provisioner.before),
      after: value(provisioner.after),
      communicator_required: provisioner.communicator_required,
      config: settings(provisioner.config).merge(containers(provisioner.config)),
    }
  end

  # Docker and podman keep these where nobody looks.
  def containers(config)
    return {} unless config.respond_to?(:build_images)

    after = config.post_install_provisioner
    {
      build_images: value(config.build_images),
      containers: value(config.containers),
      post_install_provisioner: after && { type: value(after.type), config: settings(after.config) },
    }
  end

  def settings(config, except: [])
    names = config.instance_variables.reject { |name| name.start_with?("@_") || name == :@logger }
    names.map! { |name| name.to_s.delete_prefix("@").to_sym }
    (names - except).sort.to_h { |name| [name, value(config.instance_variable_get("@#{name}"))] }
  end

  # Symbols begin with a colon; so do the keys of hashes that are symbols.
  def value(item)
    case item
    when nil, true, false, Integer, Float, String then item
    when Symbol then ":#{item}"
    when Array, Set then item.map { |one| value(one) }
    when Hash then item.to_h { |key, one| [value(key), value(one)] }
    when Vagrant::Plugin::V2::Config then settings(item, except: [:id])
    else "a #{item.class}"
    end
  end
end

$stdin.each_line(chomp: true) do |folder|
  answer = begin
    Effective.lab(folder)
  rescue StandardError => error
    { error: "#{error.class}: #{error.message}" }
  end
  puts JSON.generate(answer)
  $stdout.flush
end
