import pytest

from vagrantgen.cli import output
from vagrantgen.cli.output import Styled


def test_columns_of_a_table_stand_under_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    output.write_table(("NAME", "WHAT"), [("상자", "a box"), ("longer", Styled("red", "31"))])

    assert capsys.readouterr().out == "NAME    WHAT\n상자    a box\nlonger  red\n"


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, "\x1b[1mA\x1b[0m  \x1b[1mB\x1b[0m\nx  \x1b[31my\x1b[0m\n"),
        ({"NO_COLOR": "1"}, "A  B\nx  y\n"),
        ({"TERM": "dumb"}, "A  B\nx  y\n"),
    ],
)
def test_a_terminal_shows_colours_unless_it_is_told_not_to(
    variables: dict[str, str],
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    output.write_table(("A", "B"), [("x", Styled("y", "31"))])

    assert capsys.readouterr().out == shown
