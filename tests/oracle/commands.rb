# Runs Vagrant's commands, as bin/vagrant does after its preparations. It takes a folder and a
# command's arguments on each line, as a JSON list, and answers with its status, or what it raised.
require "json"
require "vagrant"

$stdin.each_line do |line|
  folder, *arguments = JSON.parse(line)
  answer = begin
    environment = Vagrant::Environment.new(cwd: folder, ui_class: Vagrant::UI::Silent)
    { status: environment.cli(arguments) }
  rescue StandardError => error
    { error: "#{error.class}: #{error.message}" }
  ensure
    environment&.unload
  end
  puts JSON.generate(answer)
  $stdout.flush
end
