"""Vagrant, kept running: a question on a line in, its answer out."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Effective = Callable[[Path], Any]
Vagrant = Callable[[Path, Sequence[str]], Any]

_HERE = Path(__file__).parent


@contextmanager
def vagrant_loader(home: Path) -> Iterator[Effective]:
    """Yield a function that returns what Vagrant makes of the Vagrantfile in a folder.

    Args:
        home: An empty folder for what Vagrant keeps between its runs.
    """
    with answers(["ruby", str(_HERE / "effective.rb")], home) as ask:

        def effective(folder: Path) -> Any:
            answer = ask(str(folder))
            assert "error" not in answer, f"{answer['error']}\n{folder / 'Vagrantfile'}"
            return answer

        yield effective


@contextmanager
def vagrant_commands(home: Path, wrap: Callable[[list[str]], list[str]]) -> Iterator[Vagrant]:
    """Yield a function that runs a command of Vagrant's and returns `{"status": 0}`.

    Args:
        home: An empty folder for what Vagrant keeps between its runs.
        wrap: Makes of a command line the one that runs it where libvirt is.
    """
    with answers(wrap(["ruby", str(_HERE / "commands.rb")]), home) as ask:
        yield lambda folder, arguments: ask(json.dumps([str(folder), *arguments]))


@contextmanager
def answers(command: list[str], home: Path) -> Iterator[Callable[[str], Any]]:
    """Yield a function that puts a question to a program that answers each line with one."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment | {"VAGRANT_HOME": str(home)},
        text=True,
    ) as ruby:
        assert ruby.stdin is not None
        assert ruby.stdout is not None
        lines = iter(ruby.stdout)

        def ask(question: str) -> Any:
            print(question, file=ruby.stdin, flush=True)
            return json.loads(next(lines))

        yield ask
        ruby.stdin.close()
