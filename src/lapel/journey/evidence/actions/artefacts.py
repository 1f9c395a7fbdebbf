"""Add, remove and bring back artefacts, and say which tools they had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.actions.drafts import changeable_draft, touch, touch_holders
from lapel.journey.evidence.events import CaptionsLeft
from lapel.journey.evidence.models import AiUse, Artefact
from lapel.journey.evidence.queries import brought, live_artefacts, slots_asked
from lapel.journey.files.actions import begin_upload, prepare_again, receive_whole
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.redaction.actions import pair_captions

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person

CAPTIONS_LIMIT = 2 * 1024 * 1024


def add_artefact(  # noqa: PLR0913 (what the browser knows of a file)
    *, person: Person, draft_id: UUID, slot: str, name: str, size: int, fingerprint: str = ""
) -> Artefact:
    """Make room in a slot for a file whose bytes come by the files room's upload address.

    Asked again for a file that is still on its way there, it gives the same artefact.
    """
    with transaction.atomic():
        draft = changeable_draft(person=person, draft_id=draft_id, place=slot)
        if slot not in slots_asked(draft.enrolment.version):
            raise ValidationError(_("There is no such place for evidence."))
        begun = _on_its_way(draft, slot, size, fingerprint)
        if begun is not None:
            return begun
        check_room(draft=draft, slot=slot)
        file = begin_upload(
            person=person,
            organisation=draft.enrolment.organisation,
            name=name,
            size=size,
            fingerprint=fingerprint,
        )
        touch(person=person, draft=draft)
        number = draft.artefacts.filter(slot=slot).count() + 1
        return Artefact.objects.create(
            draft=draft, slot=slot, file=file, number=number, added_at=now()
        )


def _on_its_way(draft: Draft, slot: str, size: int, fingerprint: str) -> Artefact | None:
    if not fingerprint:
        return None
    here = live_artefacts(draft).filter(slot=slot, file__state=StoredFile.State.RECEIVING)
    return here.filter(file__fingerprint=fingerprint, file__size=size).first()


def check_room(*, draft: Draft, slot: str) -> None:
    """Refuse a further piece where a place is full, with what is shared with her counted in."""
    asked = slots_asked(draft.enrolment.version)[slot]
    if sum(each.slot == slot for each in brought(draft)) >= asked.most:
        raise ValidationError(_("This place is full; remove a file first."))


def _hers(person: Person, artefact_id: UUID) -> Artefact:
    hers = Artefact.objects.filter(id=artefact_id, draft__enrolment__person=person)
    known = hers.get()
    changeable_draft(person=person, draft_id=known.draft_id, place=known.slot)
    # read again, now that its draft is held
    return hers.select_related("draft__enrolment__version", "file").get()


def disclose_ai_use(*, person: Person, artefact_id: UUID, ai_use: str) -> Artefact:
    """Say what a tool did for a piece of evidence."""
    if ai_use not in AiUse.values:
        raise ValidationError(_("Please choose how AI was used."))
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        if artefact.ai_use != ai_use:
            Artefact.objects.filter(id=artefact.id).update(ai_use=ai_use)
            touch_holders(person=person, artefact=artefact)
            artefact.ai_use = ai_use
    return artefact


def attach_captions(*, person: Person, artefact_id: UUID, name: str, content: bytes) -> Artefact:
    """Give a recording its captions or transcript (VTT, SRT or text)."""
    if len(content) > CAPTIONS_LIMIT:
        raise ValidationError(_("Captions are taken up to 2 MB."))
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        _leave_captions(artefact)
        artefact.captions = receive_whole(
            person=person,
            organisation=artefact.draft.enrolment.organisation,
            name=name,
            content=content,
            purpose=StoredFile.Purpose.CAPTIONS,
        )
        artefact.save(update_fields=["captions"])
        pair_captions(recording_id=artefact.file_id, captions_id=artefact.captions.id)
        touch_holders(person=person, artefact=artefact)
    return artefact


def _leave_captions(artefact: Artefact) -> None:
    if artefact.captions_id is not None:
        announce(CaptionsLeft(draft_id=artefact.draft_id, file_id=artefact.captions_id))


def remove_captions(*, person: Person, artefact_id: UUID) -> Artefact:
    """Take a recording's captions away; frozen attempts keep theirs."""
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        if artefact.captions is not None:
            _leave_captions(artefact)
            artefact.captions = None
            artefact.save(update_fields=["captions"])
            pair_captions(recording_id=artefact.file_id, captions_id=None)
            touch_holders(person=person, artefact=artefact)
    return artefact


def prepare_artefact_again(*, person: Person, artefact_id: UUID) -> Artefact:
    """Ask again for what was given up of a piece's file or captions, submitted or not."""
    artefact = Artefact.objects.get(id=artefact_id, draft__enrolment__person=person)
    for file_id in (artefact.file_id, artefact.captions_id):
        if file_id is not None:
            prepare_again(person=person, file_id=file_id)
    return artefact


def remove_artefact(*, person: Person, artefact_id: UUID) -> Artefact:
    """Take a piece out of the draft; it can be brought back, and frozen attempts keep it."""
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        if artefact.removed_at is None:
            artefact.removed_at = now()
            artefact.save(update_fields=["removed_at"])
            touch_holders(person=person, artefact=artefact)
    return artefact


def restore_artefact(*, person: Person, artefact_id: UUID) -> Artefact:
    """Bring a removed piece back, where its place still has room."""
    with transaction.atomic():
        artefact = _hers(person, artefact_id)
        if artefact.removed_at is not None:
            check_room(draft=artefact.draft, slot=artefact.slot)
            artefact.removed_at = None
            artefact.save(update_fields=["removed_at"])
            touch_holders(person=person, artefact=artefact)
    return artefact
