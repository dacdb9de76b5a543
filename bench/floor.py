"""What tells this computer's pace from that of the one on which the goals were set."""

import sys
from pathlib import Path

SKETCH = (sys.executable, str(Path(__file__).with_name("sketch.py")))
"""The program of which the goals' seconds are multiples, without its arguments."""

THERE = 0.150
"""What it took there, in seconds, as all that follows: the goals are those of that computer."""

PYTHON_THERE = 0.012
"""What `python -c pass` took there."""

GRIFTERS_HELP_THERE = 0.145
"""What `grifter --help` took there."""

STATUS_THERE = 7.5
"""What `vagrant status` took there, of 100 machines."""

ONE_OF_MANY_THERE = 3.0
"""What `vagrant status` of one of 100 machines took there."""
