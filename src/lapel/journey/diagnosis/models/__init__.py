"""Questions in versions, sets of their parameters, and what teachers found out by them."""

from lapel.journey.diagnosis.models.aims import Aim
from lapel.journey.diagnosis.models.bank import (
    BankItem,
    ItemReview,
    ItemVersion,
    ParameterSet,
    ReviewRequest,
)
from lapel.journey.diagnosis.models.calibrations import Calibration
from lapel.journey.diagnosis.models.diagnoses import (
    Diagnosis,
    LaterResult,
    Learned,
    SelfRating,
    Turn,
)
from lapel.journey.diagnosis.models.growth import GrowthReader

__all__ = [
    "Aim",
    "BankItem",
    "Calibration",
    "Diagnosis",
    "GrowthReader",
    "ItemReview",
    "ItemVersion",
    "LaterResult",
    "Learned",
    "ParameterSet",
    "ReviewRequest",
    "SelfRating",
    "Turn",
]
