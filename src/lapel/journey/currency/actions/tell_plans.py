"""Let plans know what counts towards a renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.currency.models import Recognition
from lapel.journey.plan.actions import note_counted, note_uncounted

if TYPE_CHECKING:
    from uuid import UUID


def tell_plans(*, recognition_id: UUID) -> None:
    """Say what a statement counts as a number; one in words alone, or withdrawn, counts nothing.

    A job calls it, maybe twice.
    """
    found = Recognition.objects.get(pk=recognition_id)
    if found.withdrawn_at is not None or found.amount is None:
        note_uncounted(source=found.pk)
        return
    note_counted(
        source=found.pk,
        microcredential_id=found.microcredential_id,
        recogniser=found.recogniser,
        unit=found.unit,
        amount=found.amount,
        stated_on=found.stated_on,
    )
