"""Measure how reliably a micro-credential is scored."""

from __future__ import annotations

import random
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lapel.domain.rubrics.reliability import reliability_card
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review.models import Decision, Reliability
from lapel.journey.review.queries.ratings import double_scored_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.rubrics.reliability import DoubleScored, ReliabilityCard


def measure_reliability(*, decision_id: UUID) -> None:
    """Compute the reliability card anew where its ratings have changed; for a job, not a page.

    The same ratings give the same intervals: chance is seeded with their hash.
    """
    moment = now()
    decision = Decision.objects.select_related("case__microcredential").get(pk=decision_id)
    microcredential = decision.case.microcredential
    scored = double_scored_of(microcredential)
    data_hash = _hash_of(scored)
    known = Reliability.objects.filter(microcredential=microcredential).first()
    if known and known.data_hash == data_hash:
        return
    card = reliability_card(scored, chance=random.Random(data_hash))  # noqa: S311 (no secret)
    with transaction.atomic():
        # Of two that ran side by side the one that read last stands.
        held = Reliability.objects.select_for_update().filter(microcredential=microcredential)
        if held.filter(measured_at__gt=moment).exists():
            return
        Reliability.objects.update_or_create(
            microcredential=microcredential,
            defaults={
                "double_scored": card.double_scored,
                "card": card_kept(card),
                "data_hash": data_hash,
                "measured_at": moment,
            },
        )


def _hash_of(scored: list[DoubleScored]) -> str:
    return sha256_of([[each.ratings, each.adjudicated, each.appealed] for each in scored])


def card_kept(card: ReliabilityCard) -> dict[str, Any]:
    """Give a card as its row keeps it."""
    return {
        "figures": {name: list(astuple(figure)) for name, figure in card.figures.items()},
        "adjudicationRate": card.adjudication_rate,
        "appealRate": None,
    }
