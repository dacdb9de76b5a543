# Loads a Vagrantfile without Vagrant, and says as JSON what its machines are provisioned with.
require "json"

# Takes every setting and every call, and keeps what `provision` was called with.
class Recorder < BasicObject
  def initialize(provisions)
    @provisions = provisions
  end

  def define(name, **)
    yield ::Recorder.new(@provisions[name] = {})
  end

  def provision(name, **options)
    @provisions[name] = options
  end

  def method_missing(*, &block)
    block&.call(self)
    self
  end
end

module Vagrant
  PROVISIONS = {}

  def self.configure(_version)
    yield Recorder.new(PROVISIONS)
  end
end

load ARGV.fetch(0)
puts JSON.generate(Vagrant::PROVISIONS)
