"""Draw the questions of a talk: the same ones from the same seed and evidence, for whoever asks.

A pattern is a name; its words belong to who shows it, in the reader's language.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lapel.domain.viva.places import WHOLE, Kind, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

NUMBER = 3


class Pattern(StrEnum):
    """What is asked of a place."""

    MOMENT = "moment"
    GROUNDS = "grounds"
    OTHERWISE = "otherwise"
    MAKING = "making"
    AROUND = "around"
    CHOICE = "choice"
    REASON = "reason"
    BEGINNING = "beginning"
    STUDENT = "student"
    NEXT_TIME = "next_time"


PATTERNS: dict[Kind, tuple[Pattern, ...]] = {
    Kind.WORDS: (Pattern.MOMENT, Pattern.GROUNDS, Pattern.OTHERWISE),
    Kind.ARTEFACT: (Pattern.MAKING, Pattern.AROUND, Pattern.CHOICE),
    Kind.CHANGE: (Pattern.REASON,),
    # Of the whole work; only where there are not enough places.
    Kind.WORK: (Pattern.BEGINNING, Pattern.STUDENT, Pattern.NEXT_TIME),
}


@dataclass(frozen=True)
class Asked:
    """A pattern and the place it points to."""

    pattern: Pattern
    place: Place


def draw_questions(places: Sequence[Place], *, seed: bytes) -> list[Asked]:
    """Draw three questions, of different kinds and places as far as there are any."""
    found: list[Asked] = []
    while len(found) < NUMBER:
        found = [*found, one_more(places, found, seed=seed)]
    return found


def one_more(places: Sequence[Place], asked: Collection[Asked], *, seed: bytes) -> Asked:
    """Draw one more beside those that were asked, for the end or in place of one that is swapped.

    Questions on the whole work come only where no other place is left that was not asked about.
    `ValueError` where everything was asked.
    """
    used = {(each.pattern, each.place) for each in asked}
    offered = [
        Asked(pattern, place)
        for place in (*places, WHOLE)
        for pattern in PATTERNS[place.kind]
        if (pattern, place) not in used
    ]
    if not offered:
        raise ValueError("every question was asked")
    return min(offered, key=lambda each: (*_worn(each, asked), _rank(each, seed)))


def _worn(offer: Asked, asked: Collection[Asked]) -> tuple[int, bool, int, int]:
    """Tell how much of an offer was there before: its place, then its kind, then its pattern."""
    sources = sum(each.place.source == offer.place.source for each in asked)
    kinds = sum(each.place.kind == offer.place.kind for each in asked)
    patterns = sum(each.pattern == offer.pattern for each in asked)
    return sources, offer.place.kind is Kind.WORK, kinds, patterns


def _rank(offer: Asked, seed: bytes) -> bytes:
    place = offer.place
    name = f"{offer.pattern}\x1f{place.kind}\x1f{place.source}\x1f{place.quote}"
    return hmac.digest(seed, name.encode(), hashlib.sha256)
