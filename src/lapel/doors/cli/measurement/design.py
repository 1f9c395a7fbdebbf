"""`lapel measurement design`: the reference design as files, without Django."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.domain.measurement.study.designs import reference_design
from lapel.domain.measurement.study.files import (
    bank_written,
    correlations_written,
    people_written,
)
from lapel.doors.cli.lowlevel import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

PEOPLE = 300
_EXPLANATION = """\
Writes bank.csv, persons.csv and correlations.csv: 15 competencies of 30 items in three groups of
five, correlations of .65 within and .45 between them.

exit codes:
  0  the files were written
  2  they cannot be
  64 wrong usage

example:
  lapel measurement design --out design --persons 600 --seed 1
"""


def run(argv: Sequence[str]) -> int:
    """Write the three files into the folder that `argv` names."""
    parser = Parser("measurement design", "Write the reference design.", _EXPLANATION)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--persons", type=int, default=PEOPLE, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    if options.persons < 1:
        parser.error("--persons: one or more")
    chance = random.Random(options.seed)  # noqa: S311 (a simulation keeps no secret)
    design = reference_design(chance, people=options.persons)
    names = design.bank.competencies
    written = {
        "bank.csv": bank_written(design.bank),
        "persons.csv": people_written(design.people, names),
        "correlations.csv": correlations_written(design.correlations, names),
    }
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            (options.out / name).write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"lapel measurement design: {options.out}: {error.strerror}.", file=sys.stderr)
        return 2
    print(f"{', '.join(written)} are in {options.out}.")
    return 0
