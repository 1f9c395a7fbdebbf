"""Where cards stand, worked out from their reviews by FSRS-6 (py-fsrs, its default weights)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from fsrs import Card, Rating, Scheduler

from lapel.domain.memory.days import DaysOff, shifted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from lapel.domain.memory.reviews import Review

MAXIMUM_INTERVAL = 90
RETENTION = 0.9
NONE_OFF = DaysOff()
_scheduler = Scheduler(
    learning_steps=(),
    relearning_steps=(),
    enable_fuzzing=False,
    maximum_interval=MAXIMUM_INTERVAL,
    desired_retention=RETENTION,
)


@dataclass(frozen=True)
class Prediction:
    """What was expected of a review before it was made, and what came of it."""

    expected: float
    recalled: bool


@dataclass(frozen=True)
class Standing:
    """Where a card stands.

    `due` is None while an open pause lies before it; `interval` is in days that count, and
    `stability` in days after which nine in ten such cards would come back.
    """

    card: str
    due: date | None
    interval: int
    stability: float | None = None
    last: date | None = None
    predictions: tuple[Prediction, ...] = ()

    def is_due(self, today: date) -> bool:
        """Tell whether it may be asked today."""
        return self.due is not None and self.due <= today


def standing(
    card: str, reviews: Iterable[Review], *, met: date, off: DaysOff = NONE_OFF
) -> Standing:
    """Give where one card stands after its reviews, which are merged and so in order.

    A card nobody has turned over yet is due the day after its module was `met`. What several
    reviews of one day foretell of each other is no prediction and is left out.
    """
    state, predictions = Card(card_id=1), []
    for review in reviews:
        moment = _noon(review.day)
        if state.last_review is not None and moment > state.last_review:
            expected = _scheduler.get_card_retrievability(state, moment)
            predictions.append(Prediction(expected, review.grade.recalled))
        state, _ = _scheduler.review_card(state, Rating(review.grade), moment)
    if state.last_review is None:
        return Standing(card, shifted(met, 1, off), 1)
    interval = (state.due - state.last_review).days
    last = state.last_review.date()
    due = shifted(last, interval, off)
    return Standing(card, due, interval, state.stability, last, tuple(predictions))


def standings(
    met: Mapping[str, date], reviews: Iterable[Review], *, off: DaysOff = NONE_OFF
) -> list[Standing]:
    """Give where every card stands that she has met, the longest due first.

    Reviews of cards that are no more are passed over.
    """
    of_card: defaultdict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        of_card[review.card].append(review)
    found = [standing(card, of_card[card], met=day, off=off) for card, day in met.items()]
    return sorted(found, key=lambda each: (each.due is None, each.due, each.card))


def _noon(day: date) -> datetime:
    """Give one moment for a whole day, so that an evening and the next morning are a day apart."""
    return datetime.combine(day, time(12), UTC)
