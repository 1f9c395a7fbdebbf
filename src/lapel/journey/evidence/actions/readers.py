"""Let a mentor read a draft, take it back, and write to the teacher as its reader (R22)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.actions.drafts import held_draft
from lapel.journey.evidence.events import DraftOpened, ReaderWrote
from lapel.journey.evidence.models import DraftReader, ReaderNote
from lapel.journey.evidence.queries import READING_WORDS, mentors_for, reader_at
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

MOST_SIGNS = 4000
# Each time is a letter.
MOST_TIMES_A_DAY = 3
DAY = timedelta(days=1)


def let_in(*, person: Person, draft_id: UUID, mentor_id: UUID) -> DraftReader:
    """Keep a teacher's leave, dated, for one of her mentors to read this draft."""
    with transaction.atomic():
        draft = held_draft(person=person, draft_id=draft_id)
        mentor = mentors_for(draft).filter(id=mentor_id).first()
        if mentor is None:
            raise ValidationError(_("Please choose a mentor from the list."))
        standing = draft.readers.filter(mentor=mentor, ended_at=None).first()
        if standing:
            return standing
        lately = draft.readers.filter(mentor=mentor, let_in_at__gt=now() - DAY)
        if lately.count() >= MOST_TIMES_A_DAY:
            raise ValidationError(_("You have let her in three times today; please wait a day."))
        reader = DraftReader.objects.create(
            draft=draft, mentor=mentor, words=str(READING_WORDS), let_in_at=now()
        )
        _note(reader, person, "reader-let-in")
        announce(DraftOpened(reader_id=reader.id))
    return reader


def end_reading(*, person: Person, reader_id: UUID) -> DraftReader:
    """Take her leave back: from now on the mentor does not see the draft."""
    with transaction.atomic():
        reader = DraftReader.objects.select_for_update(of=("self",)).get(
            id=reader_id, draft__enrolment__person=person
        )
        if reader.ended_at is None:
            reader.ended_at = now()
            reader.save(update_fields=["ended_at"])
            _note(reader, person, "reader-ended")
    return reader


def write_as_reader(*, mentor: Person, draft_id: UUID, text: str) -> ReaderNote:
    """Write to the teacher what a mentor thinks of her draft; nothing waits for it."""
    with transaction.atomic():
        reader = reader_at(mentor, draft_id)
        words = text.strip()
        if not words:
            raise ValidationError(_("Please write something first."))
        if len(words) > MOST_SIGNS:
            raise ValidationError(_("This is too long; please make two notes of it."))
        written = ReaderNote.objects.create(reader=reader, text=words, at=now())
        _note(reader, mentor, "reader-wrote")
        announce(ReaderWrote(note_id=written.id))
    return written


def _note(reader: DraftReader, actor: Person, action: str) -> None:
    note(
        aggregate="draft",
        aggregate_id=reader.draft_id,
        action=action,
        actor=actor.pk,
        facts={"reader": str(reader.mentor_id)},
    )
