"""What is wrong where a text is no YAML, in words of ours."""

import re
from typing import Final

import yaml

from vagrantgen.errors import Place, Problem

_LINE: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_TAB: Final = re.compile(r" *\t")

_CLOSING: Final = ("]", "}")

_AT_THE_BEGINNING: Final = {
    "while scanning a simple key": ("the ': ' after this key is missing", ""),
    "while scanning a quoted scalar": ("the quote that opens here is never closed", ""),
}
"""What is wrong where something began that does not end, by YAML's context."""

_WORDS: Final = {
    "cannot start any token": (
        "this character can't begin a value", "put the value in quotes"),
    "mapping values are not allowed": (
        "a second ': ' can't stand in one line", "put the text with ': ' in quotes"),
    "did not find expected key": (
        "this line is indented like none above it", "indent it as its neighbours are"),
    "did not find expected '-' indicator": (
        "a list's next '- ' should stand here", "indent the line as the list's others are"),
    "block sequence entries are not allowed": (
        "a list's '- ' can't stand here", "begin the list in a line of its own"),
    "',' or ']'": ("',' or ']' is missing before this", "a list that begins with [ ends with ]"),
    "',' or '}'": ("',' or '}' is missing before this", "a mapping that begins with { ends with }"),
    "node content": ("a value is missing before this", ""),
    "alphabetic or numeric character": (
        "'*' and '&' begin an alias and an anchor, and a name is missing",
        "put a text that begins so in quotes"),
    "unknown escape character": (
        "in double quotes, '\\' begins an escape, and this is none", "use single quotes"),
    "Unicode character escape": (
        "this escape stands for half a character, or for none", "write the character itself"),
    "document start": (
        "this belongs to nothing above it", "write KEY: VALUE, indented as its neighbours are"),
    "comment or line break": (
        "after '|' or '>' the text begins in the next line", "begin it there"),
}  # fmt: skip
"""Our words for YAML's, by a part of them, with a hint."""


def problem(error: yaml.YAMLError, text: str, source: str) -> Problem:
    """Return what is wrong with a text that is no YAML."""
    said = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    began = getattr(error, "context_mark", None)
    if mark is None:
        return Problem(f"this is no YAML: {said}", place=place_at(text, source, 0, 0))
    place = place_at(text, source, mark.line, mark.column)
    if _TAB.match(place.text):
        tab = place_at(text, source, mark.line, place.text.index("\t"))
        return Problem("a tab; YAML is indented with spaces", place=tab)
    if began and context in _AT_THE_BEGINNING:
        words, hint = _AT_THE_BEGINNING[context]
        return Problem(words, place=place_at(text, source, began.line, began.column), hint=hint)
    if "mapping values" in said and ": " not in place.text[: mark.column]:
        return _without_a_colon(text, source, mark.line)
    if "expected key" in said and place.text[mark.column : mark.column + 1] in _CLOSING:
        return Problem("this closes nothing that was opened", place=place, hint="remove it")
    for part, (words, hint) in _WORDS.items():
        if part in said:
            return Problem(words, place=place, hint=hint)
    return Problem(f"this is no YAML: {said}", place=place)


def _without_a_colon(text: str, source: str, line: int) -> Problem:
    """Return what is wrong where a line is taken for the rest of the text above it."""
    above = next((n for n in range(line - 1, -1, -1) if lines(text)[n].strip()), line)
    written = lines(text)[above]
    place = place_at(text, source, above, len(written) - len(written.lstrip()))
    return Problem("this line has no ': '", place=place, hint="write KEY: VALUE, or KEY:")


def place_at(text: str, source: str, line: int, column: int) -> Place:
    """Return a place by its line and column, counted from 0."""
    lines = _LINE.split(text)
    if line >= len(lines) or (line == len(lines) - 1 and not lines[line]):
        line, column = _end(lines)
    return Place(source, line + 1, column + 1, lines[line])


def place_of(text: str, source: str, position: int) -> Place:
    """Return the place of a character."""
    before = _LINE.split(text[:position])
    return place_at(text, source, len(before) - 1, len(before[-1]))


def lines(text: str) -> list[str]:
    """Return a text's lines as YAML counts them."""
    return _LINE.split(text)


def _end(lines: list[str]) -> tuple[int, int]:
    """Return where the last line with something in it ends."""
    last = max((place for place, line in enumerate(lines) if line.strip()), default=0)
    return last, len(lines[last])
