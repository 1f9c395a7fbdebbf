"""Questions in versions, sets of their parameters, and what teachers found out by them."""

from lapel.journey.diagnosis.models.bank import BankItem, ItemReview, ItemVersion, ParameterSet
from lapel.journey.diagnosis.models.diagnoses import Diagnosis, LaterResult, SelfRating, Turn

__all__ = [
    "BankItem",
    "Diagnosis",
    "ItemReview",
    "ItemVersion",
    "LaterResult",
    "ParameterSet",
    "SelfRating",
    "Turn",
]
