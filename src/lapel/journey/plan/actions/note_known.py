"""What later rooms tell: that somebody holds a micro-credential, has begun one, or no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from lapel.journey.diagnosis.models import Diagnosis
from lapel.journey.plan.actions.making import want_better
from lapel.journey.plan.events import HoldingEnds
from lapel.journey.plan.models import Known, Plan, Proposal
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID


class Held(NamedTuple):
    """Who holds which micro-credential, by which award, and until when; None for always."""

    person_id: UUID
    microcredential_id: UUID
    award_id: UUID
    ends_at: datetime | None = None


def note_held(*, held: Collection[Held]) -> None:
    """Keep that awards stand; a job calls it, maybe twice. Their holders' plans are looked at."""
    with transaction.atomic():
        told = Known.objects.select_for_update().filter(kind=Known.Kind.HELD)
        before = {each.source: each for each in told.filter(source__in=[one[2] for one in held])}
        new = [each for each in held if each.award_id not in before]
        _keep(new, Known.Kind.HELD)
        gained = {each.person_id for each in new if not _is_over(each.ends_at)}
        lost: set[UUID] = set()
        changed = []
        for each in held:
            known = before.get(each.award_id)
            if known is None or (known.ends_at, known.ended) == (each.ends_at, ""):
                continue
            did_count, known.ended, known.ends_at = _counts(known), "", each.ends_at
            known.save(update_fields=["ended", "ends_at"])
            changed.append(each)
            if did_count != _counts(known):
                (lost if did_count else gained).add(each.person_id)
        for each in [*new, *changed]:
            if each.ends_at is not None and not _is_over(each.ends_at):
                announce(HoldingEnds(award_id=each.award_id), due_at=each.ends_at)
        look_again(people=gained, because=Proposal.Because.HELD)
        look_again(people=lost - gained, because=Proposal.Because.LOST)


def note_lost(*, award_id: UUID, ended: str) -> None:
    """Let an award count no more, and keep since when and why; a job calls it, maybe twice."""
    with transaction.atomic():
        known = Known.objects.filter(source=award_id, kind=Known.Kind.HELD).first()
        if known is None or known.ended == ended:
            return
        did_count = _counts(known)
        known.ended, known.ends_at = ended, min(filter(None, (known.ends_at, now())))
        known.save(update_fields=["ended", "ends_at"])
        if did_count:
            look_again(people={known.person_id}, because=Proposal.Because.LOST)


def note_over(*, award_id: UUID) -> None:
    """Look at the plan of who held an award until now; where its end was put off, nothing is over.

    A job calls it at the end that the award was given.
    """
    with transaction.atomic():
        over = Known.objects.filter(
            source=award_id, kind=Known.Kind.HELD, ended="", ends_at__lte=now()
        )
        look_again(people=set(over.values_list("person", flat=True)), because=Proposal.Because.LOST)


def _counts(known: Known) -> bool:
    return not known.ended and not _is_over(known.ends_at)


def _is_over(ends_at: datetime | None) -> bool:
    return ends_at is not None and ends_at <= now()


def note_found(*, diagnosis_id: UUID) -> None:
    """Have the plan of who ended a diagnosis looked at; one without an answer found nothing."""
    found = Diagnosis.objects.filter(pk=diagnosis_id, revision__gt=0)
    with transaction.atomic():
        look_again(
            people=set(found.values_list("person", flat=True)), because=Proposal.Because.KNOWN
        )


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
                ends_at=each.ends_at,
            )
            for each in told
        ),
        ignore_conflicts=True,
    )


def look_again(*, people: Collection[UUID], because: str) -> None:
    """Have the plans of some people worked out anew, since something they rest on changed."""
    for plan in Plan.objects.select_for_update().filter(person__in=list(people)):
        plan.revision += 1
        plan.save(update_fields=["revision"])
        want_better(plan, because=because)
