"""`lapel measurement`: what a bank of items is worth, simulated, and its calibration."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from lapel.doors.cli.lowlevel import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = ("study", "design", "calibrate")
_EXPLANATION = """\
  lapel measurement study      items needed, errors, coverage, exposure and CPU time, simulated
  lapel measurement design     write the reference design as files for a study
  lapel measurement calibrate  slopes and steps of a bank from answers, and how far to trust them

Each explains itself with --help, and needs neither an instance nor a network; but
`calibrate --instance` is about the answers of this instance, and keeps what it finds there.

exit codes:
  0  figures were printed, or files written
  2  a file cannot be read or written
  64 wrong usage

examples:
  lapel measurement design --out design --seed 1
  lapel measurement study --bank design/bank.csv --persons design/persons.csv --seed 1
"""


def run(argv: Sequence[str]) -> int:
    """Run one verb of `lapel measurement`; returns its exit code."""
    if not argv or argv[0] not in VERBS:
        _explain(argv)
    # NumPy reads it once: on matrices this small, threads only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    verb = "own" if argv[0] == "calibrate" and "--instance" in argv else argv[0]
    code: int = import_module(f"lapel.doors.cli.measurement.{verb}").run(argv[1:])
    return code


def _explain(argv: Sequence[str]) -> NoReturn:
    """Print help, or what is wrong with the words, and end."""
    parser = Parser("measurement", "Study and calibrate a bank of items.", _EXPLANATION)
    parser.add_argument("what", choices=VERBS, help="see above")
    parser.parse_args(argv)
    parser.error("the verb comes first, as in: lapel measurement study --help")
