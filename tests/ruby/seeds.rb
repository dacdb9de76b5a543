# Loads a Vagrantfile without Vagrant, and fires a moment's triggers of one machine: what they do to
# images for cloud-init happens in the folder that is named instead of theirs.
# Arguments: the Vagrantfile, that folder, the machine, `before` or `after`.
vagrantfile, folder, machine, moment = ARGV

# Takes every setting and every call, and keeps the blocks of triggers.
class Recorder < BasicObject
  def initialize(triggers)
    @triggers = triggers
  end

  def define(name, **)
    yield ::Recorder.new(@triggers[name] = { before: [], after: [] })
  end

  def before(*)
    yield ::Recorder.new(@triggers[:before])
  end

  def after(*)
    yield ::Recorder.new(@triggers[:after])
  end

  def ruby(&block)
    @triggers << block
  end

  def method_missing(*, &block)
    block&.call(self)
    self
  end
end

module Vagrant
  TRIGGERS = {}
  Environment = Struct.new(:root_path)

  def self.configure(_version)
    yield Recorder.new(TRIGGERS)
  end
end

text = File.read(vagrantfile).sub('"/var/tmp/vagrantgen-" + Process.uid.to_s', folder.dump)
eval(text, TOPLEVEL_BINDING, vagrantfile)
environment = Vagrant::Environment.new(File.dirname(vagrantfile))
Vagrant::TRIGGERS.fetch(machine).fetch(moment.to_sym).each { |block| block.call(environment) }
