"""What a later room tells: what counts towards a renewal, as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.plan.actions.note_known import look_again
from lapel.journey.plan.models import Counted, Plan, Proposal
from lapel.journey.plan.queries import TENTHS

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from uuid import UUID


def note_counted(  # noqa: PLR0913 (a statement has these parts)
    *,
    source: UUID,
    microcredential_id: UUID,
    recogniser: str,
    unit: str,
    amount: Decimal,
    stated_on: date,
) -> None:
    """Keep what a micro-credential counts; plans of whom that concerns are looked at.

    A job calls it, maybe twice.
    """
    with transaction.atomic():
        _found, is_new = Counted.objects.get_or_create(
            source=source,
            defaults={
                "microcredential_id": microcredential_id,
                "recogniser": recogniser,
                "unit": unit,
                "tenths": int(amount * TENTHS),
                "stated_on": stated_on,
            },
        )
        if is_new:
            _look_again(recogniser, unit)


def note_uncounted(*, source: UUID) -> None:
    """Let a statement count no more; a job calls it, maybe twice."""
    with transaction.atomic():
        known = Counted.objects.filter(source=source).first()
        if known is not None:
            known.delete()
            _look_again(known.recogniser, known.unit)


def _look_again(recogniser: str, unit: str) -> None:
    counts = Plan.objects.filter(
        renewal_by=recogniser, renewal_unit=unit, renewal_tenths__gt=0
    ).values_list("person", flat=True)
    look_again(people=set(counts), because=Proposal.Because.COUNTED)
