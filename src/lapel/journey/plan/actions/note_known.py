"""What later rooms tell: that somebody holds a micro-credential, has begun one, or no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from lapel.journey.plan.actions.making import want_better
from lapel.journey.plan.models import Known, Plan, Proposal
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


class Held(NamedTuple):
    """Who holds which micro-credential, and by which award."""

    person_id: UUID
    microcredential_id: UUID
    award_id: UUID


def note_held(*, held: Collection[Held]) -> None:
    """Keep that awards stand; a job calls it, maybe twice. Their holders' plans are looked at."""
    with transaction.atomic():
        before = set(
            Known.objects.filter(
                source__in=[each.award_id for each in held], kind=Known.Kind.HELD
            ).values_list("source", flat=True)
        )
        new = [each for each in held if each.award_id not in before]
        _keep(new, Known.Kind.HELD)
        _look_again({each.person_id for each in new}, Proposal.Because.HELD)


def note_lost(*, award_id: UUID) -> None:
    """Let an award count no more; a job calls it."""
    with transaction.atomic():
        known = Known.objects.filter(source=award_id, kind=Known.Kind.HELD).first()
        if known is not None:
            known.delete()
            _look_again({known.person_id}, Proposal.Because.LOST)


def note_begun(*, person_id: UUID, microcredential_id: UUID, enrolment_id: UUID) -> None:
    """Keep that she is on a micro-credential; a job calls it, maybe twice."""
    _keep([Held(person_id, microcredential_id, enrolment_id)], Known.Kind.BEGUN)


def note_left(*, enrolment_id: UUID) -> None:
    """Keep that she left it; a job calls it."""
    Known.objects.filter(source=enrolment_id, kind=Known.Kind.BEGUN).delete()


def _keep(told: Collection[Held], kind: str) -> None:
    Known.objects.bulk_create(
        (
            Known(
                person_id=each.person_id,
                microcredential_id=each.microcredential_id,
                kind=kind,
                source=each.award_id,
                since=now(),
            )
            for each in told
        ),
        ignore_conflicts=True,
    )


def _look_again(people: Collection[UUID], because: str) -> None:
    for plan in Plan.objects.select_for_update().filter(person__in=list(people)):
        plan.revision += 1
        plan.save(update_fields=["revision"])
        want_better(plan, because=because)
