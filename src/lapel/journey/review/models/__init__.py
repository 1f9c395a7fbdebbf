"""Cases and all that belongs to them: seats, scores, decisions, letters."""

from lapel.journey.review.models.afterwards import Appeal, IntegrityHold
from lapel.journey.review.models.appointments import Appointment
from lapel.journey.review.models.cases import (
    LEVELS,
    OUTCOMES,
    REASONS,
    STATES,
    Assessment,
    Case,
    Decision,
    Letter,
    Score,
    ScoreSetAside,
    Seat,
)
from lapel.journey.review.models.fairness import FairnessConsent, GradeBand
from lapel.journey.review.models.looks import LOOKS, SecondLook
from lapel.journey.review.models.norming import Norming, NormingReading
from lapel.journey.review.models.reliability import Reliability
from lapel.journey.review.models.routing import WHYS, Route, ScoredTwice
from lapel.journey.review.models.team import TeamFinding
from lapel.journey.review.models.usefulness import Usefulness
from lapel.journey.review.models.vivas import Acquainted, VivaHold, VivaWish

__all__ = [
    "LEVELS",
    "LOOKS",
    "OUTCOMES",
    "REASONS",
    "STATES",
    "WHYS",
    "Acquainted",
    "Appeal",
    "Appointment",
    "Assessment",
    "Case",
    "Decision",
    "FairnessConsent",
    "GradeBand",
    "IntegrityHold",
    "Letter",
    "Norming",
    "NormingReading",
    "Reliability",
    "Route",
    "Score",
    "ScoreSetAside",
    "ScoredTwice",
    "Seat",
    "SecondLook",
    "TeamFinding",
    "Usefulness",
    "VivaHold",
    "VivaWish",
]
