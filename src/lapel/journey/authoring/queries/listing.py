"""A document's text with its line numbers, folded to what surrounds its faults."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lapel.domain.microcredential import Place
    from lapel.journey.authoring.queries.report import Remark

AROUND = 2
# Of a line that is longer, so much is shown from its start or on either side of a fault.
LONG, BESIDE = 300, 100
# A document in a wrong format has a fault on every line; the first of them will do to look at.
MOST_SHOWN = 100


@dataclass(frozen=True)
class Piece:
    """Some of a line's text; `is_fault` marks what a remark is about."""

    text: str
    is_fault: bool = False


@dataclass(frozen=True)
class Line:
    """A line by its number from 1, with what there is to say about it."""

    number: int
    pieces: list[Piece]
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Gap:
    """Lines that are left out, the first and the last included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Count them."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Listing:
    """Stretches of lines, with the gaps between them."""

    stretches: list[Gap | list[Line]]
    shown: frozenset[int]


def listing(text: str, remarks: Iterable[Remark]) -> Listing:
    """List the lines that have remarks, each with those around it; empty where none has a place."""
    lines = text.removeprefix("\ufeff").split("\n")
    said: dict[int, list[Remark]] = defaultdict(list)
    for each in remarks:
        if each.place is not None and (each.place.line in said or len(said) < MOST_SHOWN):
            said[each.place.line].append(each)
    near = {at + step for at in said for step in range(-AROUND, AROUND + 1)}
    wanted = sorted(near & set(range(1, len(lines) + 1)))
    return Listing(list(_stretches(lines, wanted, said)), frozenset(said))


def _stretches(
    lines: list[str], wanted: list[int], said: dict[int, list[Remark]]
) -> Iterator[Gap | list[Line]]:
    stretch: list[Line] = []
    before = 0
    for number in wanted:
        if number != before + 1:
            if stretch:
                yield stretch
            yield Gap(before + 1, number - 1)
            stretch = []
        stretch.append(_line(number, lines[number - 1], said.get(number, [])))
        before = number
    if stretch:
        yield stretch
        if before < len(lines):
            yield Gap(before + 1, len(lines))


def _line(number: int, text: str, remarks: list[Remark]) -> Line:
    text = text.removesuffix("\r")
    places = sorted({each.place for each in remarks if each.place}, key=_column)
    return Line(number, list(_pieces(text, places)), remarks)


def _column(place: Place) -> int:
    return place.column


def _pieces(text: str, places: list[Place]) -> Iterator[Piece]:
    at = 0
    for place in places:
        start = min(place.column - 1, len(text))
        if start > at or not at:
            yield Piece(_shortened(text[at:start], from_start=not at))
        at = max(start + place.length, at)
        yield Piece(text[start:at][:LONG], is_fault=True)
    rest = text[at:]
    longest = BESIDE if places else LONG
    yield Piece(rest if len(text) <= LONG else _cut(rest, longest))


def _shortened(text: str, *, from_start: bool) -> str:
    """Leave out the middle of what stands between two faults, or the start before the first."""
    if len(text) <= 2 * BESIDE:
        return text
    return ("" if from_start else text[:BESIDE]) + "…" + text[-BESIDE:]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"
