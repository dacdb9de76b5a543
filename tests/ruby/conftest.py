"""What tests of guests' scripts share."""

from pathlib import Path

import pytest
from ruby.guests import Guest, made_guest


@pytest.fixture(params=["dash", "busybox"])
def guest(request: pytest.FixtureRequest, tmp_path: Path) -> Guest:
    """Return a guest that has dash and the host's programs, or busybox alone."""
    return made_guest(request.param, tmp_path)
