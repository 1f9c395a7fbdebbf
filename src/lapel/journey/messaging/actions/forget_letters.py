"""Erase the letters to a person who left, and what failures kept of her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.evidence.models import DraftReader, MentorMeeting, ReaderNote, Share, Submission
from lapel.journey.issuing.models import Award
from lapel.journey.messaging.events import LettersWait
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import forget_errors
from lapel.journey.review.models import Case, Decision

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet


def forget_letters(*, person_id: UUID, invitation_ids: Collection[UUID]) -> None:
    """Erase what was written to her, handed over or not, and the invitations she had accepted.

    So are the letters that told a mentor or a colleague of her, or of her as a mentor, the errors
    of jobs about her evidence, its review and her awards, and those of the post.
    """
    invited = [f"invited:{each}" for each in invitation_ids]
    asked = [f"meeting:{each}" for each in _meetings(person_id).values_list("pk", flat=True)]
    read = [f"reading:{each}" for each in _readers(person_id).values_list("pk", flat=True)]
    written = ReaderNote.objects.filter(reader__mentor=person_id).values_list("pk", flat=True)
    shared = Share.objects.filter(artefact__draft__enrolment__person=person_id)
    read += [f"share:{each}" for each in shared.values_list("pk", flat=True)]
    about = [*invited, *asked, *read, *(f"read:{each}" for each in written)]
    Message.objects.filter(Q(person=person_id) | Q(key__in=about)).delete()
    forget_errors(about=_about(person_id), kinds=[LettersWait.kind()])


def _meetings(person_id: UUID) -> QuerySet[MentorMeeting]:
    return MentorMeeting.objects.filter(draft__enrolment__person=person_id)


def _readers(person_id: UUID) -> QuerySet[DraftReader]:
    return DraftReader.objects.filter(draft__enrolment__person=person_id)


def _about(person_id: UUID) -> set[UUID]:
    hers = (
        Submission.objects.filter(person=person_id),
        Case.objects.filter(submission__person=person_id),
        Decision.objects.filter(case__submission__person=person_id),
        Award.objects.filter(person=person_id),
        _meetings(person_id),
        _readers(person_id),
        ReaderNote.objects.filter(reader__draft__enrolment__person=person_id),
    )
    return {person_id, *(key for rows in hers for key in rows.values_list("pk", flat=True))}
