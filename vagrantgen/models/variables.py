"""Variables of the Ansible inventory."""

from typing import Annotated, Any

from pydantic import AfterValidator

from vagrantgen.models.text import VariableName
from vagrantgen.models.unchecked import can_be_written_down

Variables = Annotated[dict[VariableName, Any], AfterValidator(can_be_written_down)]
"""Variables, by name; a value is anything that JSON can say."""
