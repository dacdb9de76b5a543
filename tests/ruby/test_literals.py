"""Values that are written as Ruby, and read by real Ruby again."""

import json
import struct
import subprocess
from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Address, IPv6Network
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vagrantgen.models.machine import Machine
from vagrantgen.models.values import Arguments, Assignment, Call, Options, Script, Symbol, Verbatim
from vagrantgen.render import ruby
from vagrantgen.render.layout import line

NASTY = [
    "#{exit}", "#$0", "#@x", "#", "\\", "\\\\", '"', "'", "`", "\n", "\r\n", "\r", "\t", " ", "  ",
    "\n\n", "\n  ", "\n\t", "\0", "7", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff",
    "\U0001f600", "가", "SHELL", "\nSHELL\n", "  SHELL", "<<~'SHELL'", "\n=begin\n", "\n__END__\n",
    "%q(", "#{", "}", "\\u{41}", "\\n", "echo hi", "\n  deeper", "\n# comment", ".chomp",
]  # fmt: skip

texts = st.one_of(st.text(), st.lists(st.sampled_from(NASTY)).map("".join))
scripts = texts.map(Script)
symbols = st.one_of(texts, st.sampled_from(["nil", "if", "a_b", "a-b", "1"])).map(Symbol)
names = st.from_regex(r"[a-z_][a-z0-9_]{0,40}", fullmatch=True).filter(
    lambda name: name not in {"if", "do", "end"}
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    scripts,
    symbols,
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner),
        st.dictionaries(texts, inner),
        st.dictionaries(names, inner).map(Options),
    ),
    max_leaves=12,
)
positions = st.lists(scalars, max_size=3).map(tuple)
calls = st.builds(Arguments, positions, st.dictionaries(names, values, max_size=5))
indents = st.sampled_from(["", "  ", "      "])

thorough = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

Evaluate = Callable[[str], Any]


@pytest.fixture(scope="module")
def evaluate() -> Iterator[Evaluate]:
    """Return a function that has real Ruby evaluate code, and returns what `described` does."""
    command = ["ruby", str(Path(__file__).with_name("evaluator.rb"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"LC_ALL": "C"}, text=True
    ) as ruby:
        assert ruby.stdin is not None
        assert ruby.stdout is not None
        answers = iter(ruby.stdout)

        def ask(code: str) -> Any:
            print(json.dumps(code), file=ruby.stdin, flush=True)
            answer = json.loads(next(answers))
            assert "error" not in answer, f"{answer['error']}\n{code}"
            return answer["value"]

        yield ask
        ruby.stdin.close()


def described(value: object) -> Any:
    """Return a value with its type, as `evaluator.rb` describes what it evaluates."""
    match value:
        case None | bool():
            return value
        case int():
            return {"integer": str(value)}
        case float():
            return {"float": struct.pack(">d", value).hex()}
        case Symbol():
            return {"symbol": value.encode().hex()}
        case str():
            return {"text": value.encode().hex(), "valid": True}
        case Mapping():
            keys = Symbol if isinstance(value, Options) else lambda key: key
            return {"hash": [[described(keys(key)), described(value[key])] for key in value]}
        case list() | tuple():
            return {"list": [described(item) for item in value]}
        case _:
            return described(str(value))


@thorough
@given(value=values)
def test_ruby_reads_a_literal_as_the_value_it_was_made_of(evaluate: Evaluate, value: Any) -> None:
    assert evaluate(ruby.literal(value)) == described(value)


@thorough
@given(value=values, indent=indents)
def test_ruby_reads_a_value_on_many_lines_as_the_same_value(
    evaluate: Evaluate, value: Any, indent: str
) -> None:
    code = line(f"{indent}value = ", value)

    assert evaluate(f"{code}\nvalue") == described(value)


@thorough
@given(value=st.one_of(scripts, values), indent=indents)
def test_ruby_reads_an_assignment_as_the_same_value(
    evaluate: Evaluate, value: Any, indent: str
) -> None:
    code = line(f"{indent}result = Struct.new(:text).new; result.", Assignment("text", value))

    assert evaluate(f"{code}\nresult.text") == described(value)


@thorough
@given(arguments=calls, indent=indents)
def test_ruby_gives_a_call_the_same_arguments(
    evaluate: Evaluate, arguments: Arguments, indent: str
) -> None:
    code = line(f"{indent}result = ", Call("record", arguments))

    assert evaluate(f"{code}\nresult") == described(
        [list(arguments.positional), Options(sorted(arguments.named.items()))]
    )


@thorough
@given(arguments=calls.filter(lambda call: call.positional or call.named))
def test_ruby_gives_an_explained_call_the_same_arguments(
    evaluate: Evaluate, arguments: Arguments
) -> None:
    named = {"memory": 1, **arguments.named, "libvirt__disks": 2}
    code = line("  result = record ", Arguments(arguments.positional, named), [Machine])

    assert "# The guest's memory" in code
    assert "# Disks besides" in code
    assert evaluate(f"{code}\nresult") == described(
        [list(arguments.positional), Options(sorted(named.items()))]
    )


@pytest.mark.parametrize("empty", [[], {}, Options(), ""])
def test_an_empty_value_stays_on_its_line_however_long_that_is(
    evaluate: Evaluate, empty: Any
) -> None:
    code = line("result = ", {"a long key" * 10: empty})

    assert code.count("\n") == 2
    assert evaluate(f"{code}\nresult") == described({"a long key" * 10: empty})


def test_a_call_takes_the_rest_out_of_a_hash(evaluate: Evaluate) -> None:
    arguments = Arguments((Symbol("lab"),), {"ip": "10.0.0.1"}, (Verbatim("**options"),))

    code = line("result = record ", arguments)

    assert evaluate(f"options = {{ mtu: 1400 }}\n{code}\nresult") == described(
        [[Symbol("lab")], Options(ip="10.0.0.1", mtu=1400)]
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (IPv4Address("10.0.0.1"), "10.0.0.1"),
        (IPv6Network("fd00::/64"), "fd00::/64"),
        (PurePosixPath("/srv/a b"), "/srv/a b"),
    ],
)
def test_addresses_and_paths_are_texts(evaluate: Evaluate, value: Any, text: str) -> None:
    assert evaluate(ruby.literal(value)) == described(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one line\n", '"one line\\n"'),
        ("two\nlines\n", "<<~'SHELL'\n  two\n  lines\nSHELL"),
        ("two\n\n\tlines", "<<~'SHELL'.chomp\n  two\n\n  \tlines\nSHELL"),
        ("SHELL\nSHELL_\n", "<<~'SHELL__'\n  SHELL\n  SHELL_\nSHELL__"),
        ("  all\n  indented\n", '"  all\\n  indented\\n"'),
        ("a blank\n  \nline\n", '"a blank\\n  \\nline\\n"'),
        ("windows\r\nlines\r\n", '"windows\\r\\nlines\\r\\n"'),
        ("hidden\n\u202e\n", '"hidden\\n\\u{202e}\\n"'),
        ("\n\n", '"\\n\\n"'),
        ("", '""'),
    ],
)
def test_a_script_has_lines_only_where_they_show_it_as_it_is(
    evaluate: Evaluate, text: str, shown: str
) -> None:
    code = line("", Script(text))

    assert code == shown
    assert evaluate(code) == described(text)


@pytest.mark.parametrize("value", ["\ud800", "a\udfffb", float("nan"), float("inf"), object(), {1}])
def test_what_ruby_has_no_literal_for_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="Ruby has no literal for"):
        ruby.literal(value)


@pytest.mark.parametrize("name", ["", "1a", "a b", "a;b", "a\n", "a.", "ä", "a-b", "a=1"])
def test_what_ruby_has_no_name_for_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match="Ruby has no name"):
        line("node.", Assignment(name, 1))
    with pytest.raises(TypeError, match="Ruby has no name"):
        line("node.", Call(name, Arguments()))
    with pytest.raises(TypeError, match="Ruby has no name"):
        line("node.vm.network ", Arguments(named={name: 1}))
