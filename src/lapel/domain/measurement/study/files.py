"""Files of a study: a bank of items, people's true abilities, and correlations believed before.

All are CSV in UTF-8 with a header. A bank has the columns `item`, `competency`, `slope`, and
`difficulty` or `steps` (numbers apart by spaces), and may have `version` and `answers`. People have
`person` and a column for each competency, correlations `competency` and a column for each.
"""

from __future__ import annotations

import csv
from io import StringIO
from math import isfinite
from typing import TYPE_CHECKING

from lapel.domain.measurement.items import FEWEST_ANSWERS, Bank, Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Line = tuple[int, Mapping[str, str]]

SAME = 1e-6


class BadFileError(ValueError):
    """A file that cannot be used; `line` is its line, the header being 1."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(f"line {line}: {said}")
        self.line = line


def read_bank(text: str) -> Bank:
    """Read a bank, taken for calibrated where it has no `answers`; raises `BadFileError`."""
    items = [_item(line, row) for line, row in lines_of(text, ("item", "competency", "slope"))]
    names = tuple(dict.fromkeys(each.competency for each in items))
    try:
        return Bank(names, tuple(items), "of the file")
    except ValueError as error:
        raise BadFileError(1, str(error)) from error


def read_people(text: str, competencies: Sequence[str]) -> dict[str, list[float]]:
    """Read people's abilities in the order of `competencies`; raises `BadFileError`."""
    people: dict[str, list[float]] = {}
    for line, row in lines_of(text, ("person", *competencies)):
        if row["person"] in people:
            raise BadFileError(line, f"“{row['person']}” has a line already")
        people[row["person"]] = [_number(line, row[name]) for name in competencies]
    return people


def read_correlations(text: str, competencies: Sequence[str]) -> list[list[float]]:
    """Read correlations in the order of `competencies`; raises `BadFileError`."""
    rows: dict[str, list[float]] = {}
    for line, row in lines_of(text, ("competency", *competencies)):
        rows[row["competency"]] = [_number(line, row[name]) for name in competencies]
        if max(map(abs, rows[row["competency"]])) > 1:
            raise BadFileError(line, "a correlation is a number from -1 to 1")
    if missing := [name for name in competencies if name not in rows]:
        raise BadFileError(1, f"no line for {', '.join(missing)}")
    found = [rows[name] for name in competencies]
    if any(
        abs(found[one][other] - found[other][one]) > SAME
        for one in range(len(found))
        for other in range(one)
    ):
        raise BadFileError(1, "two competencies correlate in one way and another")
    return found


def bank_written(bank: Bank) -> str:
    """Write a bank as `read_bank` reads it."""
    rows = [
        [
            each.key,
            each.competency,
            repr(each.slope),
            " ".join(map(repr, each.steps)),
            str(each.version),
            str(each.answers),
        ]
        for each in bank.items
    ]
    return _written([["item", "competency", "slope", "steps", "version", "answers"], *rows])


def people_written(people: Mapping[str, Sequence[float]], competencies: Sequence[str]) -> str:
    """Write people as `read_people` reads them."""
    rows = [[name, *map(repr, abilities)] for name, abilities in people.items()]
    return _written([["person", *competencies], *rows])


def correlations_written(rows: Sequence[Sequence[float]], competencies: Sequence[str]) -> str:
    """Write correlations as `read_correlations` reads them."""
    lines = [[name, *map(repr, row)] for name, row in zip(competencies, rows, strict=True)]
    return _written([["competency", *competencies], *lines])


def lines_of(text: str, wanted: Sequence[str]) -> Iterator[Line]:
    """Give each line that is not empty under the header's names; raises `BadFileError`."""
    rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    empty = True
    try:
        names = [name.strip() for name in next(rows, [])]
        if missing := [name for name in wanted if name not in names]:
            raise BadFileError(1, f"columns are missing: {', '.join(missing)}")
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                raise BadFileError(
                    rows.line_num, f"{len(cells)} cells, the header has {len(names)}"
                )
            empty = False
            values = (cell.strip() for cell in cells)
            yield rows.line_num, dict(zip(names, values, strict=True))
    except csv.Error as error:
        raise BadFileError(rows.line_num, f"this is not CSV: {error}") from error
    if empty:
        raise BadFileError(2, "there is nothing under the header")


def _item(line: int, row: Mapping[str, str]) -> Item:
    said = row.get("steps") or row.get("difficulty") or ""
    slope, steps = _number(line, row["slope"]), tuple(_number(line, each) for each in said.split())
    version = _count(line, row.get("version") or "1")
    answers = _count(line, row.get("answers") or str(FEWEST_ANSWERS))
    try:
        return Item(row["item"], row["competency"], slope, steps, version, answers)
    except ValueError as error:
        raise BadFileError(line, str(error)) from error


def _count(line: int, said: str) -> int:
    if not said.isdecimal():
        raise BadFileError(line, f"“{said}” is no whole number")
    return int(said)


def _number(line: int, said: str) -> float:
    try:
        value = float(said)
    except ValueError:
        raise BadFileError(line, f"“{said}” is no number") from None
    if not isfinite(value):
        raise BadFileError(line, f"“{said}” is no number to reckon with")
    return value


def _written(rows: Sequence[Sequence[str]]) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
