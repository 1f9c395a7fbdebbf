"""Where two texts are alike, for showing them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.similarity.words import RUN, runs_of, words_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lapel.domain.similarity.words import Word

# So many changed words in a row still belong to one place; so few alike are no place.
BRIDGED, SHORTEST = 3, 5
AROUND = 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text: alike (`marked`), its surroundings, or left out (`text` is empty)."""

    text: str
    marked: bool = False

    @property
    def is_gap(self) -> bool:
        """Tell whether something was left out here."""
        return not self.text


def side_by_side(
    one: str, other: str, *, without: AbstractSet[int] = frozenset(), around: int = AROUND
) -> tuple[list[Stretch], list[Stretch]]:
    """Mark in both texts what they share, with so many words around it; the rest is left out."""
    sides = [(text, words_of(text)) for text in (one, other)]
    runs = [runs_of(words, without=without) for _text, words in sides]
    shared = {run.hash for run in runs[0]} & {run.hash for run in runs[1]}
    marked = [_places([run.first for run in own if run.hash in shared]) for own in runs]
    first, second = (
        _stretches(text, words, places, around)
        for (text, words), places in zip(sides, marked, strict=True)
    )
    return first, second


def _places(firsts: list[int]) -> list[tuple[int, int]]:
    """Join runs into places (first word, word after the last), over small changes."""
    places: list[tuple[int, int]] = []
    for first in firsts:
        if places and first <= places[-1][1] + BRIDGED:
            places[-1] = (places[-1][0], first + RUN)
        else:
            places.append((first, first + RUN))
    return [(start, end) for start, end in places if end - start >= SHORTEST]


def _stretches(
    text: str, words: list[Word], places: list[tuple[int, int]], around: int
) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in _shown(places, around, len(words)):
        if start:
            found.append(Stretch(""))
        here = words[start].start if start else 0
        for first, after in places:
            if start <= first < end:
                found += _told(text[here : words[first].start])
                here = words[after - 1].end
                found.append(Stretch(text[words[first].start : here], marked=True))
        found += _told(text[here : words[end - 1].end if end < len(words) else len(text)])
        if end < len(words):
            found.append(Stretch(""))
    return [
        each
        for number, each in enumerate(found)
        if not (each.is_gap and number and found[number - 1].is_gap)
    ]


def _told(text: str) -> list[Stretch]:
    return [Stretch(text)] if text else []


def _shown(places: list[tuple[int, int]], around: int, count: int) -> list[tuple[int, int]]:
    """Give what is shown (first word, word after the last): the places and what is around them."""
    shown: list[tuple[int, int]] = []
    for start, end in places:
        wide = (max(0, start - around), min(count, end + around))
        if shown and wide[0] <= shown[-1][1]:
            shown[-1] = (shown[-1][0], wide[1])
        else:
            shown.append(wide)
    return shown
