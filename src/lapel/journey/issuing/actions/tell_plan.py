"""Let plans know what their people hold: an award that stands, and one that no longer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Award, Recipient
from lapel.journey.plan.actions import Held, note_held, note_lost
from lapel.journey.plan.models import Known

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


def tell_plan(*, award_id: UUID) -> None:
    """Say whether an award stands now, be it after issuing or after a change; a job calls it."""
    award = Award.objects.select_related("achievement__version").get(pk=award_id)
    if award.state == Award.State.ISSUED:
        note_held(held=_held(Award.objects.filter(pk=award_id)))
    else:
        note_lost(award_id=award_id, ended=_why(award))


def tell_plan_of_chunk(*, batch_id: UUID, chunk: int) -> None:
    """Say the same of the awards of a chunk, all at once."""
    issued = Recipient.objects.filter(batch=batch_id, chunk=chunk, state=Recipient.State.ISSUED)
    note_held(held=_held(Award.objects.filter(pk__in=issued.values("pk"))))


def _why(award: Award) -> Known.Ended:
    """Say why an award that does not stand counts no more."""
    if award.state == Award.State.SUSPENDED:
        return Known.Ended.SUSPENDED
    return Known.Ended.REPLACED if award.superseded_by_id else Known.Ended.REVOKED


def _held(awards: QuerySet[Award]) -> list[Held]:
    """Give who holds which micro-credential by which award; a stack is what its parts are."""
    found = awards.filter(achievement__version__isnull=False, state=Award.State.ISSUED)
    rows = found.values_list("person", "achievement__version__microcredential", "pk", "valid_until")
    return [Held(*row) for row in rows]
