"""What tests without programs share."""

from pathlib import Path

import pytest
from fakes.labs import Load

from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that loads lab files, each given by its text."""

    def load(*texts: str, overrides: tuple[str, ...] = ()) -> Lab:
        paths = [tmp_path / f"lab{number or ''}.yaml" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        return load_lab(paths, overrides)

    return load
