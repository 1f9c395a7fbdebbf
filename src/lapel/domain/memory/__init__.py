"""Spaced practice: what a person is asked to recall, when, and what a short session holds."""

from lapel.domain.memory.composing import (
    DEMANDING,
    LONGEST,
    SHORTEST,
    Closing,
    Segment,
    Today,
    compose,
)
from lapel.domain.memory.days import DaysOff, Span, shifted
from lapel.domain.memory.pacing import Order, Pace, minutes_at, order, pace
from lapel.domain.memory.prediction import Comparison, against_average, log_loss
from lapel.domain.memory.reviews import Grade, Review, accuracy, merged
from lapel.domain.memory.scheduling import (
    MAXIMUM_INTERVAL,
    RETENTION,
    Prediction,
    Standing,
    standing,
    standings,
)

__all__ = [
    "DEMANDING",
    "LONGEST",
    "MAXIMUM_INTERVAL",
    "RETENTION",
    "SHORTEST",
    "Closing",
    "Comparison",
    "DaysOff",
    "Grade",
    "Order",
    "Pace",
    "Prediction",
    "Review",
    "Segment",
    "Span",
    "Standing",
    "Today",
    "accuracy",
    "against_average",
    "compose",
    "log_loss",
    "merged",
    "minutes_at",
    "order",
    "pace",
    "shifted",
    "standing",
    "standings",
]
