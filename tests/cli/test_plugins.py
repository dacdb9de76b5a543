"""pydantic's plugins, which are not looked for."""

import subprocess
import sys

import pytest


def said(script: str) -> str:
    """Return what a script prints in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return done.stdout.decode()


def test_what_would_look_for_plugins_is_not_imported() -> None:
    script = (
        "import sys\n"
        "from vagrantgen.cli.plugins import without_plugins\n"
        "from pydantic import BaseModel\n"
        "with without_plugins():\n"
        "    class A(BaseModel): x: int\n"
        "print(A(x=1), sorted({'email.message', 'importlib.metadata'} & {*sys.modules}))"
    )

    assert said(script) == "x=1 []\n"


@pytest.mark.parametrize("indent", ["", "    "], ids=["afterwards", "meanwhile"])
def test_who_asks_for_more_gets_the_module_itself(indent: str) -> None:
    script = (
        "from vagrantgen.cli.plugins import without_plugins\n"
        "with without_plugins():\n"
        "    import importlib.metadata as finder\n"
        f"{indent}import importlib.metadata\n"
        f"{indent}print(importlib.metadata.version('pip') == finder.version('pip'))"
    )

    assert said(script) == "True\n"


def test_the_environment_is_as_it_was_afterwards() -> None:
    script = (
        "import os\n"
        "from vagrantgen.cli.plugins import without_plugins\n"
        "before = dict(os.environ)\n"
        "with without_plugins(): print(os.environ['PYDANTIC_DISABLE_PLUGINS'])\n"
        "print(dict(os.environ) == before)"
    )

    assert said(script) == "__all__\nTrue\n"
