"""The reliability card of a micro-credential, as last measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.reliability import Figure, ReliabilityCard
from lapel.journey.review.models import Reliability

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import MicroCredential


def reliability_of(microcredential: MicroCredential) -> ReliabilityCard:
    """Give the card in one query; without a figure while too few were scored twice.

    It is measured after each decision, by a job (R10): `double_scored` says over how many.
    Alpha's lower bound is `figures["alpha_ordinal"].low`, None where there is none.
    """
    found = Reliability.objects.filter(microcredential=microcredential).first()
    return card_of(found) if found else ReliabilityCard(0, {}, None, None)


def card_of(kept: Reliability) -> ReliabilityCard:
    """Give the card that a row keeps."""
    return ReliabilityCard(
        double_scored=kept.double_scored,
        figures={name: Figure(*ends) for name, ends in kept.card["figures"].items()},
        adjudication_rate=kept.card["adjudicationRate"],
        appeal_rate=kept.card["appealRate"],
    )
