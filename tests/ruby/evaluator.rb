# Evaluates Ruby, a JSON string on each line, and answers what came of it: every value with its type.
require "json"

def described(value)
  case value
  when nil, true, false then value
  when Integer then { integer: value.to_s }
  when Float then { float: [value].pack("G").unpack1("H*") }
  when String then { text: value.unpack1("H*"), valid: value.valid_encoding? }
  when Symbol then { symbol: value.to_s.unpack1("H*") }
  when Array then { list: value.map { |item| described(item) } }
  when Hash then { hash: value.map { |pair| pair.map { |item| described(item) } } }
  else raise TypeError, "nothing expected is a #{value.class}"
  end
end

# What a call in the code is given.
def record(*positional, **named)
  [positional, named.sort.to_h] # a text of several lines stands last, whatever its name
end

$stdin.each_line do |line|
  answer = begin
    { value: described(eval(JSON.parse(line), TOPLEVEL_BINDING.dup)) }
  rescue Exception => error
    { error: "#{error.class}: #{error.message}" }
  end
  puts JSON.generate(answer)
  $stdout.flush
end
