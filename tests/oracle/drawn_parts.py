"""What strategies for provider blocks are put together from."""

from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]

flags = st.booleans()
one_of = st.sampled_from


def some(**optional: Strategy) -> Strategy:
    """Return a strategy for mappings that have some of these keys."""
    return st.fixed_dictionaries({}, optional=optional)


def mapping(**required: Strategy) -> Strategy:
    """Return a strategy for mappings that have all of these keys."""
    return st.fixed_dictionaries(required)


def several(items: Strategy, key: str | None = None) -> Strategy:
    """Return a strategy for one item or a list of them, which differ in a key."""
    differ = (lambda item: item[key]) if key else repr
    return st.one_of(items, st.lists(items, min_size=1, max_size=3, unique_by=differ))


def hexadecimal(digits: int, most: int) -> Strategy:
    """Return a strategy for numbers as `0x05`, which may be wrong: no vendor has 0."""
    return st.integers(0, most).map(lambda number: f"0x{number:0{digits}x}")


def joined(*blocks: Strategy) -> Strategy:
    """Return a strategy for mappings that are drawn in parts."""
    return st.tuples(*blocks).map(lambda parts: {k: v for part in parts for k, v in part.items()})
