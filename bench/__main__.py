"""Measure some parts or all of them, and print the table: `python -m bench [-n RUNS] [PART...]`.

It runs where a libvirt answers; `make bench` gives it one of its own.
"""

import argparse
import importlib
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from compileall import compile_dir
from importlib.metadata import version
from pathlib import Path

import vagrantgen
from bench import peers
from bench.table import Row, table
from vagrantgen import process

PARTS = ("startup", "rendering", "day_two", "up", "together", "reset")
LOG = Path(__file__).parents[1] / ".cache/bench.md"
PAGE = Path(__file__).parents[1] / "docs/performance.md"
_BEGIN = "<!-- measured by `make bench` -->\n"
_END = "<!-- end -->"


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("-n", "--runs", type=int, default=3)
    options = parser.parse_args()
    peers.on_the_path()
    compile_dir(Path(vagrantgen.__file__).parent, quiet=1)  # as pip does when it installs
    lines = [*conditions(options.runs), "", *table(measured(options.parts or PARTS, options.runs))]
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    if not options.parts:
        write_page("\n".join(lines))


def write_page(measured: str) -> None:
    """Put the whole table into the page about it."""
    before, _, rest = PAGE.read_text().partition(_BEGIN)
    PAGE.write_text(f"{before}{_BEGIN}\n{measured}\n\n{_END}{rest.partition(_END)[2]}")


def measured(parts: list[str] | tuple[str, ...], runs: int) -> Iterator[Row]:
    """Yield the figures of parts, and show each on stderr when it is there."""
    for part in parts:
        with tempfile.TemporaryDirectory(prefix=f"bench-{part}-") as name:
            for row in importlib.import_module(f"bench.{part}").rows(Path(name), runs):
                os.write(2, f"{time.strftime('%H:%M:%S')} {' | '.join(row.cells())}\n".encode())
                yield row


def conditions(runs: int) -> Iterator[str]:
    """Yield what the figures depend on."""
    cpu = next(
        line.partition(": ")[2]
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    )
    said = [("vagrant", "--version"), ("vagrant", "plugin", "list"), ("virsh", "--version")]
    found = [process.run(words).stdout.splitlines()[0] for words in said]
    ours = f"vagrantgen {version('vagrantgen-libvirt')}, Python {platform.python_version()}"
    others = ", ".join(f"{name} {number}" for name, number in sorted(peers.versions().items()))
    yield f"{time.strftime('%Y-%m-%d')}, {len(os.sched_getaffinity(0))} cores of {cpu};"
    yield f"{ours}; {found[0]}, {found[1]}; libvirt {found[2]}; {others}."
    driver = os.environ.get("VAGRANTGEN_DRIVER", "kvm")
    yield f"Guests run on {'KVM' if driver == 'kvm' else 'emulation, without KVM'}."
    often = "once" if runs == 1 else f"{runs} times, and the median taken"
    yield f"Load when it began: {os.getloadavg()[0]:.1f}. Most commands were run {often}."


if __name__ == "__main__":
    main()
