"""Training sets with their keys; trainings and tries; who is qualified."""

from lapel.journey.qualification.models.portfolios import (
    LEVELS,
    AgreedKey,
    Key,
    Portfolio,
    TrainingDraft,
)
from lapel.journey.qualification.models.qualifications import Qualification
from lapel.journey.qualification.models.trainings import (
    FurtherTry,
    Mark,
    Scoring,
    Training,
    Trial,
)
from lapel.journey.qualification.models.watching import Direction, DriftWarning, Pause, Sign

__all__ = [
    "LEVELS",
    "AgreedKey",
    "Direction",
    "DriftWarning",
    "FurtherTry",
    "Key",
    "Mark",
    "Pause",
    "Portfolio",
    "Qualification",
    "Scoring",
    "Sign",
    "Training",
    "TrainingDraft",
    "Trial",
]
