"""Add, describe, remove and bring back artefacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.queries import artefact_slots
from lapel.journey.evidence.actions.drafts import changeable_draft, touch
from lapel.journey.evidence.models import AiUse, Artefact
from lapel.journey.evidence.queries import live_artefacts
from lapel.journey.files.actions import begin_upload, receive_whole
from lapel.journey.files.models import StoredFile
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def add_artefact(  # noqa: PLR0913 (what the browser knows of a file)
    *, person: Person, draft_id: UUID, slot: str, name: str, size: int, fingerprint: str = ""
) -> Artefact:
    """Make room in a slot for a file whose bytes come by the files room's upload address."""
    with transaction.atomic():
        draft = changeable_draft(person, draft_id, slot)
        asked = dict(artefact_slots(draft.enrolment.version)).get(slot)
        if asked is None:
            raise ValidationError(_("There is no such place for evidence."))
        taken = live_artefacts(draft).filter(slot=slot)
        if taken.count() >= asked["max_count"]:
            raise ValidationError(_("This place is full; remove a file first."))
        file = begin_upload(
            person=person,
            organisation=draft.enrolment.organisation,
            name=name,
            size=size,
            fingerprint=fingerprint,
        )
        touch(person, draft)
        number = draft.artefacts.filter(slot=slot).count() + 1
        return Artefact.objects.create(
            draft=draft, slot=slot, file=file, number=number, added_at=now()
        )


def _hers(person: Person, artefact_id: UUID) -> Artefact:
    artefact = Artefact.objects.select_related("draft__enrolment", "file").get(
        id=artefact_id, draft__enrolment__person=person
    )
    changeable_draft(person, artefact.draft_id, artefact.slot)
    return artefact


def describe_artefact(
    *, person: Person, artefact_id: UUID, title: str, note: str, ai_use: str
) -> Artefact:
    """Say what a piece of evidence is, what to look at, and which AI use it had."""
    if ai_use not in AiUse.values:
        raise ValidationError(_("Please choose how AI was used."))
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        artefact.title, artefact.note, artefact.ai_use = title[:200], note[:2000], ai_use
        artefact.save()
        touch(person, artefact.draft)
    return artefact


def attach_captions(*, person: Person, artefact_id: UUID, name: str, content: bytes) -> Artefact:
    """Give a recording its captions or transcript (VTT, SRT or text)."""
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        organisation = artefact.draft.enrolment.organisation
        artefact.captions = receive_whole(
            person=person,
            organisation=organisation,
            name=name,
            content=content,
            purpose=StoredFile.Purpose.CAPTIONS,
        )
        artefact.save()
        touch(person, artefact.draft)
    return artefact


def remove_artefact(*, person: Person, artefact_id: UUID) -> Artefact:
    """Take a piece out of the draft; it can be brought back, and frozen attempts keep it."""
    return _set_removed(person, artefact_id, is_removed=True)


def restore_artefact(*, person: Person, artefact_id: UUID) -> Artefact:
    """Bring a removed piece back, where its place still has room."""
    artefact = _hers(person, artefact_id)
    asked = dict(artefact_slots(artefact.draft.enrolment.version))[artefact.slot]
    taken = live_artefacts(artefact.draft).filter(slot=artefact.slot)
    if taken.count() >= asked["max_count"]:
        raise ValidationError(_("This place is full; remove a file first."))
    return _set_removed(person, artefact_id, is_removed=False)


def _set_removed(person: Person, artefact_id: UUID, *, is_removed: bool) -> Artefact:
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        artefact.removed_at = now() if is_removed else None
        artefact.save()
        touch(person, artefact.draft)
    return artefact
