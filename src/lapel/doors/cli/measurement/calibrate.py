"""`lapel measurement calibrate`: a bank's parameters from a file of answers, without Django."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.measurement.calibration.reading import read_answers
from lapel.domain.measurement.calibration.reporting import FEWEST, calibrated
from lapel.domain.measurement.calibration.shifts import Size
from lapel.domain.measurement.items import FEWEST_ANSWERS
from lapel.domain.measurement.study.files import bank_written, correlations_written, read_bank
from lapel.doors.cli.lowlevel import Parser, printable
from lapel.doors.cli.measurement.files import UNREADABLE, ToldError, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lapel.domain.measurement.calibration.reporting import Calibration

_EXPLANATION = f"""\
The bank is a file as for a study; its slopes and steps are where estimation begins. Answers are
CSV: person,item,category, the lowest category 0, and if wished group: a district, a language, or
before and after a day. Items are then held against each other between groups.

An item under {FEWEST} answers keeps what it had; under {FEWEST_ANSWERS} it is provisional. A fifth
of the people is held out, some of their answers foretold from the others by parameters that never
saw them; an honest 90 % interval holds 90 % of their scores.

exit codes:
  0  the bank and correlations were written
  2  a file cannot be read or written; the line is told
  64 wrong usage

example:
  lapel measurement calibrate --bank bank.csv --answers answers.csv --version 2026-11 --out new

With --instance it is about the answers of this instance:
  lapel measurement calibrate --instance --help
"""


def run(argv: Sequence[str]) -> int:
    """Calibrate the bank that `argv` names, and write the new one."""
    parser = Parser("measurement calibrate", "Estimate slopes and steps.", _EXPLANATION)
    parser.add_argument("--bank", required=True, metavar="FILE")
    parser.add_argument("--answers", required=True, metavar="FILE")
    parser.add_argument("--version", required=True, metavar="NAME", help="of the new parameters")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1, help="draws who is held out")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(argv)
    try:
        bank = read(options.bank, read_bank)
        answers, group_of = read(options.answers, partial(read_answers, bank=bank))
    except ToldError:
        return UNREADABLE
    found = calibrated(bank, answers, version=options.version, seed=options.seed, group_of=group_of)
    if options.json:
        print(json.dumps(_plain(found), indent=2))
    else:
        print("\n".join(map(printable, _told(found))))
    return _written(options.out, found)


def _written(folder: Path, found: Calibration) -> int:
    names = found.bank.competencies
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bank.csv").write_text(bank_written(found.bank), encoding="utf-8")
        correlations = correlations_written(found.prior.covariance, names)
        (folder / "correlations.csv").write_text(correlations, encoding="utf-8")
    except OSError as error:
        print(f"lapel measurement calibrate: {folder}: {error.strerror}.", file=sys.stderr)
        return UNREADABLE
    return 0


def _plain(found: Calibration) -> dict[str, Any]:
    told = found.foretold
    return {
        "version": found.bank.version,
        "people": found.people,
        "answers": found.answers,
        "likelihood": found.likelihood,
        "provisional": sum(each.is_provisional for each in found.bank.items),
        "unsettled": [name for name in found.bank.competencies if name not in found.settled],
        "heldOut": told and {"people": told.people, "coverage": told.coverage, "error": told.error},
        "shifts": [
            {"item": each.item, "group": each.group, "logits": each.logits, "p": each.p,
             "size": each.size}
            for each in found.shifts
            if each.size is not Size.NEGLIGIBLE
        ],
    }  # fmt: skip


def _told(found: Calibration) -> Iterator[str]:
    plain = _plain(found)
    yield f"{found.answers} answers by {found.people} people."
    yield f"Log-likelihood {found.likelihood:.3f}."
    yield f"{plain['provisional']} of {len(found.bank.items)} items are provisional."
    if plain["unsettled"]:
        yield f"Not settled, or nobody asked: {', '.join(plain['unsettled'])}."
    if found.foretold is None:
        yield "Coverage on held-out answers: too few for a figure."
    else:
        told = found.foretold
        yield (
            f"Coverage of 90 % intervals on held-out answers: {told.coverage:.3f} ± "
            f"{2 * told.error:.3f} ({told.people} people, {told.answers} answers)."
        )
    for each in plain["shifts"]:
        yield f"  {each['item']} for {each['group']}: {each['logits']:+.2f} logits, {each['size']}"
