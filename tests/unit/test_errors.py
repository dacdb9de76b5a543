"""Bad lab files, each with the exact report it gets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vagrantgen.errors import LabError
from vagrantgen.loader.load import load_lab

ERRORS = Path(__file__).parents[1] / "errors"
CASES = sorted(path.stem for path in ERRORS.glob("*.yaml"))


@pytest.mark.parametrize("case", CASES)
def test_a_bad_lab_file_gets_a_report_that_says_what_to_do(
    case: str, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ERRORS)

    with pytest.raises(LabError) as caught:
        load_lab([Path(f"{case}.yaml")])

    golden(ERRORS / f"{case}.txt", f"{caught.value}\n")
