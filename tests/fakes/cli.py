"""Commands of vagrantgen, run by tests."""

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from vagrantgen.cli.app import app


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def done(*words: str) -> str:
    """What a command that ends well prints on stdout."""
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def failed(*words: str) -> tuple[int, str]:
    """The status of a command that fails, and what it prints on stderr."""
    result = run(*words)
    assert result.stdout == ""
    return result.exit_code, result.stderr


def as_program(*words: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "vagrantgen.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
