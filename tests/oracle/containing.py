"""Texts of which only a part is expected."""

from typing import Self


class Containing(str):
    """Equal to every text that has these lines in it."""

    _more: tuple[str, ...]

    __slots__ = ("_more",)
    __hash__ = str.__hash__

    def __new__(cls, *parts: str) -> Self:
        self = super().__new__(cls, parts[0])
        self._more = parts[1:]
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and all(part in other for part in (str(self), *self._more))

    def __ne__(self, other: object) -> bool:
        return not self == other
