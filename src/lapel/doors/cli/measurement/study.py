"""`lapel measurement study`: ways of asking beside each other on any bank, without Django."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from lapel.domain.measurement.exposure import CAP
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.study.comparing import MARK, MOST, Row, compared
from lapel.domain.measurement.study.files import read_bank, read_correlations, read_people
from lapel.domain.measurement.study.walking import Way
from lapel.doors.cli.lowlevel import Parser
from lapel.doors.cli.measurement.files import UNREADABLE, ToldError, read

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from lapel.domain.measurement.items import Bank
    from lapel.domain.measurement.prior import Prior

NAMES = {
    Way.RANDOM: "random",
    Way.RANDOM_TOGETHER: "random, scored together",
    Way.SEPARATE: "separate adaptive tests",
    Way.OURS: "ours",
}
COLUMNS = (
    "way                      all≤.50 all≤.45 mean≤.40 reached  RMSE  cover known  seen unseen  ms"
)
_EXPLANATION = f"""\
Every person answers in each way, the same answer to the same item: items by lot, each competency
scored by itself or all together; an adaptive test for each competency; and ours, correlated and
adaptive. Answers are drawn from the bank's parameters and the true abilities.

  all≤.50, all≤.45  items until no doubt (standard deviation) was greater, of the median person
  mean≤.40          items until the mean doubt was .40
  reached           share of people with all doubts at .45 or less within --most items
  RMSE, cover       error, and coverage of 90 % intervals, after {MARK} items
  known             coverage where all doubts had passed .45
  seen              largest share of people who saw one item until then; unseen: share of the bank
  ms                CPU for choosing an item and taking its answer in, milliseconds

Files are CSV (docs/reference/measurement.md): bank: item,competency,slope,steps; persons:
person, then a column for each competency; correlations: competency, then a column for each. What
is believed of correlations is capped at .7; without a file it is .4 between all.

exit codes:
  0  figures were printed
  2  a file cannot be read; the line is told
  64 wrong usage

examples:
  lapel measurement study --bank bank.csv --persons persons.csv --seed 1
  lapel measurement study --bank bank.csv --persons persons.csv --correlations c.csv --cap 1 --json
"""


def run(argv: Sequence[str]) -> int:
    """Print the study that `argv` asks for, a line when a way is done."""
    options = _options(argv)
    try:
        bank = read(options.bank, read_bank)
        people = read(options.persons, partial(read_people, competencies=bank.competencies))
        prior = _prior(options, bank)
    except ToldError:
        return UNREADABLE
    rows = compared(
        bank,
        prior,
        dict(list(people.items())[: options.people]),
        seed=options.seed,
        ways=options.ways,
        most=options.most,
        cap=options.cap,
    )
    if options.json:
        print(json.dumps([_plain(row) for row in rows], indent=2))
        return 0
    print(COLUMNS)
    for line in map(_line, rows):
        print(line, flush=True)
    return 0


def _prior(options: argparse.Namespace, bank: Bank) -> Prior:
    if options.correlations is None:
        return prior_of(bank.competencies)
    reader = partial(read_correlations, competencies=bank.competencies)
    return prior_of(bank.competencies, read(options.correlations, reader))


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = Parser("measurement study", "Say what a bank is worth.", _EXPLANATION)
    parser.add_argument("--bank", required=True, metavar="FILE")
    parser.add_argument("--persons", required=True, metavar="FILE")
    parser.add_argument("--correlations", metavar="FILE", help="believed before any answer")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same figures")
    parser.add_argument("--people", type=int, metavar="N", help="only the first N persons")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help="items a person")
    parser.add_argument(
        "--cap", type=float, default=CAP, metavar="SHARE", help="of people who seek one item"
    )
    parser.add_argument(
        "--ways", type=Way, nargs="+", choices=list(Way), default=list(Way), metavar="WAY"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(argv)
    counts = [options.most] if options.people is None else [options.most, options.people]
    if not 0 < options.cap <= 1 or min(counts) < 1:
        parser.error("--cap: above 0, at most 1; --most, --people: one or more")
    return options


def _plain(row: Row) -> dict[str, Any]:
    return {**asdict(row), "items": {f"{bar:.2f}": each for bar, each in row.items.items()}}


def _line(row: Row) -> str:
    return " ".join(_cells(row))


def _cells(row: Row) -> Iterator[str]:
    yield f"{NAMES[row.way]:<24}"
    for count in row.items.values():
        yield _count(count)
    yield _count(row.mean_items) + " "
    yield f"{row.reached:6.2f}"
    yield _figure(row.rmse)
    yield _figure(row.coverage)
    yield _figure(row.coverage_known)
    yield f"{row.exposure:5.2f} {row.unseen:5.2f} {row.milliseconds:5.2f}"


def _count(count: float | None) -> str:
    return f"{'-':>7}" if count is None else f"{count:7.1f}"


def _figure(value: float | None) -> str:
    return f"{'-':>6}" if value is None else f"{value:6.3f}"
