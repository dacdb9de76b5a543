"""Golden Vagrantfiles, as Ruby itself reads them."""

import subprocess
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"

COMPILE = "ARGV.each { |path| RubyVM::InstructionSequence.compile_file(path) }; puts ARGV.size"


def test_ruby_has_nothing_to_say_against_the_golden_files() -> None:
    files = sorted(GOLDEN.glob("*/Vagrantfile"))

    done = subprocess.run(
        ["ruby", "-w", "-e", COMPILE, *files], capture_output=True, text=True, check=False
    )

    assert (done.stderr, done.stdout, done.returncode) == ("", f"{len(files)}\n", 0)
