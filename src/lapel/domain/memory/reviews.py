"""Reviews of cards: what was recalled, and logs of several devices made one without loss."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

FEWEST, LATEST = 10, 20


class Grade(IntEnum):
    """How a card came back; the numbers are those of FSRS."""

    NOT_YET = 1
    WITH_EFFORT = 2
    YES = 3
    AT_ONCE = 4

    @property
    def recalled(self) -> bool:
        """Tell whether it came back at all."""
        return self is not Grade.NOT_YET


@dataclass(frozen=True, order=True)
class Review:
    """One card turned over once.

    `at` is the moment (UTC); `day` the day in the person's own calendar; `id` was made where it
    happened and is the same wherever the review is sent, however often.
    """

    at: datetime
    id: str
    day: date
    card: str
    grade: Grade


def merged(*logs: Iterable[Review]) -> tuple[Review, ...]:
    """Give all reviews of all logs, each once, by time.

    Merging is commutative, associative and idempotent. Where two reviews claim the same id, which
    no honest device does, the earlier stands.
    """
    found: dict[str, Review] = {}
    for review in (each for log in logs for each in log):
        found[review.id] = min(review, found.get(review.id, review))
    return tuple(sorted(found.values()))


def accuracy(reviews: Sequence[Review]) -> float | None:
    """Give the share recalled of the latest twenty; None below ten, which say nothing yet."""
    latest = reviews[-LATEST:]
    if len(latest) < FEWEST:
        return None
    return sum(each.grade.recalled for each in latest) / len(latest)
