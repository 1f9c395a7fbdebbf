"""A recording as the answer to a question: it takes its place once it has arrived whole."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.files.actions import begin_upload, receive, remove_file
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce
from lapel.journey.viva.actions.moves import opened_question, recording_of
from lapel.journey.viva.actions.refusal import Refusal
from lapel.journey.viva.events import RecordingReplaced
from lapel.journey.viva.models import Question

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lapel.journey.people.models import Person


def begin_recording(
    *, person: Person, viva_id: UUID, number: int, name: str, size: int
) -> StoredFile:
    """Make room for a recording of `size` bytes that answers an opened question.

    What was recorded before stays the answer until this one is here; one on its way is given up.
    """
    with transaction.atomic():
        viva = recording_of(person=person, viva_id=viva_id)
        question = opened_question(viva, number=number)
        before, question.coming = (
            question.coming_id,
            begin_upload(
                person=person,
                organisation=viva.case.organisation,
                name=name,
                size=size,
                purpose=StoredFile.Purpose.TALK,
            ),
        )
        question.save(update_fields=["coming"])
        _put_away(person, before)
    return question.coming


def keep_recording(*, person: Person, viva_id: UUID, number: int, file_id: UUID) -> Question:
    """Take a recording that is whole as the answer; an earlier one is put away. Twice is once."""
    with transaction.atomic():
        viva = recording_of(person=person, viva_id=viva_id)
        question = opened_question(viva, number=number)
        if question.file_id == file_id:
            return question
        coming = question.coming
        if coming is None or coming.pk != file_id or coming.state == coming.State.RECEIVING:
            raise Refusal(_("This recording has not arrived whole; please send it again."))
        before, question.file, question.coming = question.file_id, coming, None
        question.save(update_fields=["file", "coming"])
        _put_away(person, before)
    return question


def _put_away(person: Person, file_id: UUID | None) -> None:
    if file_id:
        remove_file(person=person, file_id=file_id)
        announce(RecordingReplaced(file_id=file_id))


def record_answer(  # noqa: PLR0913 (what is known of a file as it comes)
    *, person: Person, viva_id: UUID, number: int, name: str, size: int, chunks: Iterable[bytes]
) -> Question:
    """Take a recording that comes in one piece as the answer to an opened question."""
    file = begin_recording(person=person, viva_id=viva_id, number=number, name=name, size=size)
    receive(person=person, file_id=file.pk, offset=0, chunks=chunks)
    return keep_recording(person=person, viva_id=viva_id, number=number, file_id=file.pk)


def keep_arrived(*, file_id: UUID) -> None:
    """Take a recording that is whole as the answer, where the page it came from is gone."""
    found = Question.objects.select_related("viva__case__submission__person")
    question = found.filter(coming=file_id).first()
    if question is None:
        return
    with suppress(Refusal):  # it came too late; it is erased with the others
        keep_recording(
            person=question.viva.case.submission.person,
            viva_id=question.viva_id,
            number=question.number,
            file_id=file_id,
        )
