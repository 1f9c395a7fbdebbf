"""A file of ratings: CSV, a line for each criterion of an artefact that an assessor scored.

Columns, in any order under their names: `artefact`, `assessor`, `criterion`, `level`, and if
wished `key`, the agreed level of an anchor, and `order`, the artefact's place in her own sequence.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import ORDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NEEDED = ("artefact", "assessor", "criterion", "level")
OPTIONAL = ("key", "order")
LEVELS = tuple(level.value for level in ORDER)
GAPS = frozenset({Level.CANNOT_JUDGE.value, ""})


@dataclass(frozen=True)
class Rating:
    """What an assessor gave; levels are places on the scale, 0 the lowest, None a gap."""

    artefact: str
    assessor: str
    criterion: str
    level: int | None
    key: int | None = None
    order: int | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line of the file; the header is line 1."""

    line: int
    said: str


@dataclass(frozen=True)
class Ratings:
    """A whole file that was read without a problem, and the names of its levels from the lowest."""

    ratings: tuple[Rating, ...]
    levels: tuple[str, ...] = LEVELS

    @cached_property
    def assessors(self) -> list[str]:
        """List who scored, by name."""
        return sorted({each.assessor for each in self.ratings})

    @cached_property
    def criteria(self) -> list[str]:
        """List the criteria in the order of their first line."""
        return list(dict.fromkeys(each.criterion for each in self.ratings))

    def artefacts(self) -> Iterator[list[Rating]]:
        """Give the ratings of each artefact together."""
        ordered = sorted(self.ratings, key=lambda each: each.artefact)
        for _artefact, together in groupby(ordered, key=lambda each: each.artefact):
            yield list(together)


class BadRatingsError(ValueError):
    """A file that cannot be used; `problems` says why, line by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} lines are wrong.")
        self.problems = tuple(problems)


def read_ratings(text: str, *, levels: Sequence[str] = LEVELS) -> Ratings:
    """Read a file; raises `BadRatingsError` with every line that is wrong."""
    reader = _Reader(text.removeprefix("\ufeff"), tuple(levels))
    reader.read()
    if reader.problems:
        raise BadRatingsError(reader.problems)
    return Ratings(tuple(reader.ratings), reader.levels)


class _Reader:
    """What was read so far, and what each later line is held against."""

    def __init__(self, text: str, levels: tuple[str, ...]) -> None:
        first = text.partition("\n")[0]
        apart = ";" if ";" in first and "," not in first else ","  # as spreadsheets save it
        self._rows = csv.reader(StringIO(text, newline=""), delimiter=apart, strict=True)
        self.levels = levels
        self.ratings: list[Rating] = []
        self.problems: list[Problem] = []
        self._seen: dict[tuple[object, ...], tuple[object, int]] = {}

    def read(self) -> None:
        """Read line by line, as far as it is CSV."""
        try:
            self._read()
        except csv.Error as error:
            self.problems.append(Problem(self._rows.line_num, f"This is not CSV: {error}."))

    def _read(self) -> None:
        names = [name.strip().lower() for name in next(self._rows, [])]
        if wrong := _header_problem(names):
            self.problems.append(Problem(1, wrong))
            return
        for cells in self._rows:
            if any(cell.strip() for cell in cells):
                self._take(self._rows.line_num, names, [cell.strip() for cell in cells])
        if not self.ratings and not self.problems:
            self.problems.append(Problem(2, "There is no rating."))

    def _take(self, line: int, names: list[str], cells: list[str]) -> None:
        if len(cells) != len(names):
            said = [f"There are {len(cells)} cells where the header has {len(names)}."]
        else:
            said = self._problems(row := dict(zip(names, cells, strict=True)))
            if not said:
                rating = self._rating(row)
                said = list(self._contradictions(line, rating))
                self.ratings.append(rating)
        self.problems += [Problem(line, each) for each in said]

    def _problems(self, row: Mapping[str, str]) -> list[str]:
        said = [f"{name} is missing." for name in NEEDED[:3] if not row[name]]
        known = f"(known: {', '.join(self.levels)}; {Level.CANNOT_JUDGE} or nothing for a gap)"
        for name in ("level", "key"):
            value = row.get(name, "")
            if value not in self.levels and value not in GAPS:
                said.append(f"{name} “{value}” is none of the levels {known}.")
        if not (order := row.get("order", "")).isdecimal() and order:
            said.append(f"order “{order}” is no whole number.")
        return said

    def _rating(self, row: Mapping[str, str]) -> Rating:
        place = {name: number for number, name in enumerate(self.levels)}
        order = row.get("order", "")
        return Rating(
            artefact=row["artefact"],
            assessor=row["assessor"],
            criterion=row["criterion"],
            level=place.get(row["level"]),
            key=place.get(row.get("key", "")),
            order=int(order) if order else None,
        )

    def _contradictions(self, line: int, rating: Rating) -> Iterator[str]:
        """Say where a line and an earlier one cannot both be true."""
        artefact, assessor = rating.artefact, rating.assessor
        once = ("once", artefact, assessor, rating.criterion)
        if earlier := self._before(once, line, line):
            yield f"{assessor} scored this criterion of this artefact on line {earlier} already."
        if earlier := self._before(("key", artefact, rating.criterion), rating.key, line):
            yield f"The key is another one on line {earlier}."
        if earlier := self._before(("of", assessor, artefact), rating.order, line):
            yield f"This artefact has another place in the order of {assessor} on line {earlier}."
        if rating.order is None:
            return
        if earlier := self._before(("at", assessor, rating.order), artefact, line):
            yield f"Another artefact is at this place in the order of {assessor} on line {earlier}."

    def _before(self, what: tuple[object, ...], value: object, line: int) -> int | None:
        """Give the line that said otherwise; None where none did."""
        said, earlier = self._seen.setdefault(what, (value, line))
        return None if said == value else earlier


def _header_problem(names: Sequence[str]) -> str:
    wanted = f"The first line names the columns: {','.join((*NEEDED, *OPTIONAL))}"
    missing = [name for name in NEEDED if name not in names]
    unknown = [f"“{name}”" for name in names if name not in (*NEEDED, *OPTIONAL)]
    if missing:
        return f"{wanted} (the last two if wished). Missing: {', '.join(missing)}."
    if unknown:
        return f"{wanted}. Unknown: {', '.join(unknown)}."
    return f"{wanted}, each once." if len(set(names)) < len(names) else ""


def scored_twice(ratings: Iterable[Rating]) -> bool:
    """Tell whether two or more gave a level to one and the same criterion."""
    given = [each.criterion for each in ratings if each.level is not None]
    return len(set(given)) < len(given)
