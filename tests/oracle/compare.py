"""Two configurations compared setting by setting."""

from collections.abc import Iterator
from typing import Any


def differences(found: Any, expected: Any, where: str = "") -> Iterator[str]:
    """Yield a line for each setting that is not as expected."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(found.keys() | expected.keys()):
            both = found.get(key, "(nothing)"), expected.get(key, "(nothing)")
            yield from differences(*both, f"{where}.{key}".lstrip("."))
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for place, both in enumerate(zip(found, expected, strict=True)):
            yield from differences(*both, f"{where}[{place}]")
    elif not isinstance(expected, type(found)) or found != expected:
        yield f"{where}: {found!r}, not {expected!r}"
