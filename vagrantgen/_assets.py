"""Where the templates and the box catalogue are, in a wheel and in a checkout."""

from pathlib import Path
from typing import Final

_PACKAGE = Path(__file__).parent
_HOME = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent

TEMPLATES: Final = _HOME / "templates"
STARTERS: Final = TEMPLATES / "labs"
BOX_CATALOG: Final = _HOME / "boxes.yaml"
