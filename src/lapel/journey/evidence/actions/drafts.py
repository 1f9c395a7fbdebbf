"""Begin a draft, find one that may be changed, and give one's word on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.consent.actions import attest, withdraw
from lapel.journey.evidence.models import Draft
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.queries import draft_of, open_places
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.evidence.models import Artefact
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person


def begin_draft(*, person: Person, enrolment: Enrolment) -> Draft:
    """Open the draft of an enrolment of hers, or give the one that is there."""
    if enrolment.person_id != person.pk:
        raise PermissionDenied
    with transaction.atomic():
        draft, is_new = Draft.objects.get_or_create(
            enrolment=enrolment, defaults={"begun_at": now(), "changed_at": now()}
        )
        if is_new:
            note(aggregate="draft", aggregate_id=draft.id, action="begun", actor=person.pk)
    return draft


def held_draft(*, person: Person, draft_id: UUID) -> Draft:
    """Find a draft of hers and hold it for the rest of the transaction, so that writers queue up.

    What is decided on about it (room in a place, an attempt in flight) stays so until then.
    """
    hers = Draft.objects.filter(id=draft_id, enrolment__person=person)
    hers.select_for_update(of=("self",)).first()
    return draft_of(person, draft_id)


def changeable_draft(*, person: Person, draft_id: UUID, place: str = "") -> Draft:
    """Find and hold a draft of hers that may be changed now, and at this place of it (R12)."""
    draft = held_draft(person=person, draft_id=draft_id)
    if not is_open(draft):
        raise ValidationError(_("This attempt has been submitted; it cannot be changed now."))
    if place and place not in open_places(draft):
        raise ValidationError(_("This part is carried over: every criterion it serves is met."))
    return draft


def touch(*, person: Person, draft: Draft) -> None:
    """Note that the draft changed; what was attested before was about something else."""
    Draft.objects.filter(id=draft.id).update(changed_at=now())
    withdraw(person=person, subject=draft.id)


def touch_holders(*, person: Person, artefact: Artefact) -> None:
    """Note that a piece changed, in its owner's draft and in those it is shared with (R24)."""
    touch(person=person, draft=artefact.draft)
    held = artefact.shares.filter(accepted_at__isnull=False, ended_at=None)
    for share in held.select_related("draft", "person"):
        if share.draft is not None and is_open(share.draft):
            touch(person=share.person, draft=share.draft)


def attest_draft(*, person: Person, draft_id: UUID, keys: Collection[str]) -> None:
    """Give her word on the draft as it stands; any later change asks for it again."""
    with transaction.atomic():
        draft = changeable_draft(person=person, draft_id=draft_id)
        attest(person=person, subject=draft.id, keys=keys)
