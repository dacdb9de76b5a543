# Makes the domain XML that the plugin would define, by the plugin's own actions, without libvirt.
# It takes a folder with a Vagrantfile on each line and answers, on one line of JSON, with the XML
# of each machine, and what libvirt's schema has against it.
require "json"
require "nokogiri"
require "vagrant"

# What the actions ask of libvirt, answered without one.
module Pretended
  Volume = Struct.new(:pool_name, :path)
  Pool = Struct.new(:name) do
    def xml_desc
      "<pool><target><path>/pools/#{name}</path></target></pool>"
    end
  end

  # A connection in which every volume and every pool exists, and that keeps the XML it is given.
  class Connection
    attr_reader :xml

    def initialize(pool)
      @pool = pool
    end

    def volumes
      self
    end
    alias client volumes
    alias servers volumes

    def all(name:)
      [Volume.new(@pool, "/pools/#{@pool}/#{name}")]
    end

    def lookup_storage_pool_by_name(name)
      Pool.new(name)
    end

    def create(xml: nil, **)
      @xml = xml
      Struct.new(:id).new("an id")
    end
  end

  # The plugin makes the folders of serial ports' logs; nothing is to be made here.
  module FileUtils
    def self.mkdir_p(_folder); end
  end

  Driver = Struct.new(:connection)
  Provider = Struct.new(:driver)
  Box = Struct.new(:name)
  Machine = Struct.new(:name, :config, :provider, :box, :id) do
    def provider_config
      config.vm.get_provider_config(:libvirt)
    end
  end
end

# The domains of a Vagrantfile.
module Domains
  SCHEMA = "/usr/share/libvirt/schemas/domain.rng"
  ACTIONS = %i[ResolveDiskSettings CreateDomain].freeze
  BOX_VOLUME = { virtual_size: Struct.new(:to_GB).new(10) }.freeze

  # The plugin writes these always, and libvirt takes an empty one for none.
  EMPTY = %w[uuid title os/kernel os/initrd os/cmdline].map { |name| "/domain/#{name}[not(node())]" }
                                                     .join("|").freeze

  module_function

  def lab(folder)
    environment = Vagrant::Environment.new(cwd: folder, ui_class: Vagrant::UI::Silent)
    environment.machine_names.to_h do |name|
      xml = domain(environment, name)
      [name, { xml: xml, mistakes: mistakes(xml) }]
    end
  ensure
    environment&.unload
  end

  def domain(environment, name)
    config = environment.vagrantfile.machine_config(name, :libvirt, environment.boxes)[:config]
    settings = config.vm.get_provider_config(:libvirt)
    connection = Pretended::Connection.new(settings.snapshot_pool_name)
    provider = Pretended::Provider.new(Pretended::Driver.new(connection))
    box = Pretended::Box.new(config.vm.box)
    machine = Pretended::Machine.new(name, config, provider, box)
    run(machine, environment, settings)
    connection.xml
  end

  def run(machine, environment, settings)
    env = {
      machine: machine,
      ui: Vagrant::UI::Silent.new,
      root_path: environment.root_path,
      domain_name: "#{settings.default_prefix}#{machine.name}",
      box_volumes: [{ **BOX_VOLUME, device: settings.disk_device }],
      domain_volumes: [],
    }
    ACTIONS.each do |name|
      action = VagrantPlugins::ProviderLibvirt::Action.const_get(name)
      action.const_set(:FileUtils, Pretended::FileUtils) unless action.const_defined?(:FileUtils, false)
      action.new(->(_) {}, env).call(env)
    end
  end

  def mistakes(xml)
    document = Nokogiri::XML(xml)
    document.xpath(EMPTY).remove
    (document.errors + schema.validate(document)).map(&:message)
  end

  def schema
    @schema ||= Dir.chdir(File.dirname(SCHEMA)) { Nokogiri::XML::RelaxNG(File.read(SCHEMA)) }
  end
end

$stdin.each_line(chomp: true) do |folder|
  answer = begin
    Domains.lab(folder)
  rescue StandardError => error
    { error: "#{error.class}: #{error.message}" }
  end
  puts JSON.generate(answer)
  $stdout.flush
end
