"""Whether what was foretold of recall was worth more than a person's own average."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.memory.scheduling import Prediction

FEWEST = 30


@dataclass(frozen=True)
class Comparison:
    """Log-loss (nats a review; less is better) of the schedule and of her own average."""

    reviews: int
    recalled: float
    schedule: float
    average: float

    @property
    def tells_more(self) -> bool:
        """Tell whether the schedule foretold better than the average."""
        return self.schedule < self.average


def log_loss(predictions: Sequence[Prediction]) -> float:
    """Give the mean of minus the logarithm of what was given to that which happened."""
    losses = [-log(each.expected if each.recalled else 1 - each.expected) for each in predictions]
    return fsum(losses) / len(losses)


def against_average(predictions: Sequence[Prediction]) -> Comparison | None:
    """Hold predictions against her average over the same reviews; None below thirty.

    The average knows how all of them ended, so it is harder to beat than any that could be had
    beforehand.
    """
    if len(predictions) < FEWEST:
        return None
    share = sum(each.recalled for each in predictions) / len(predictions)
    # The entropy of the share; where it is 0 or 1 the average is never surprised.
    average = -fsum(part * log(part) for part in (share, 1 - share) if part)
    return Comparison(len(predictions), share, log_loss(predictions), average)
