"""Vagrant's own loader, kept running: a folder in, its machines' effective configuration out."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Effective = Callable[[Path], Any]

_EFFECTIVE = Path(__file__).with_name("effective.rb")


@contextmanager
def vagrant_loader(home: Path) -> Iterator[Effective]:
    """Yield a function that returns what Vagrant makes of the Vagrantfile in a folder.

    Args:
        home: An empty folder for what Vagrant keeps between its runs.
    """
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C"}
    with subprocess.Popen(
        ["ruby", str(_EFFECTIVE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment | {"VAGRANT_HOME": str(home)},
        text=True,
    ) as ruby:
        assert ruby.stdin is not None
        assert ruby.stdout is not None
        answers = iter(ruby.stdout)

        def effective(folder: Path) -> Any:
            print(folder, file=ruby.stdin, flush=True)
            answer = json.loads(next(answers))
            assert "error" not in answer, f"{answer['error']}\n{folder / 'Vagrantfile'}"
            return answer

        yield effective
        ruby.stdin.close()
