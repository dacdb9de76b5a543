import re
from pathlib import Path

from vagrantgen.models.guests import GUESTS

GEMS = Path("/usr/share/rubygems-integration/all/gems")


def test_the_guests_are_those_that_the_installed_vagrant_defines() -> None:
    plugins = list(GEMS.glob("vagrant-2*/plugins/guests/*/plugin.rb"))

    defined = re.findall(
        r"^ *guest\(:(\w+)", "\n".join(path.read_text() for path in plugins), re.MULTILINE
    )

    assert sorted(defined) == list(GUESTS)
