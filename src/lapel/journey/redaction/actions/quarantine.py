"""Take away what shows a student whose family withdrew its consent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lapel.journey.consent.models import Student
from lapel.journey.consent.queries import entry_of, student_of
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.redaction.actions.look import WORDED
from lapel.journey.redaction.actions.settle import held_check, moved_on
from lapel.journey.redaction.events import ShownTakenAway
from lapel.journey.redaction.models import Appearance, Check, Suggestion
from lapel.journey.redaction.queries import text_of
from lapel.journey.redaction.queries.sheet import SCOPES

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


# A label of one sign is an ordinary word too.
SHORTEST = 2


def say_who_is_shown(*, person: Person, file_id: UUID, student_ids: set[UUID]) -> None:
    """Keep which of her students are in a file, in place of what she said before."""
    with transaction.atomic():
        check = held_check(person=person, file_id=file_id)
        try:
            students = [student_of(person, each) for each in student_ids]
        except Student.DoesNotExist:
            raise ValidationError(_("This student is in none of your classes.")) from None
        check.appearances.all().delete()
        said = [Appearance(check_of=check, student=each, said_at=now()) for each in students]
        Appearance.objects.bulk_create(said)
        facts = {"students": len(said)}
        note(
            aggregate="file",
            aggregate_id=file_id,
            action="shown-said",
            actor=person.pk,
            facts=facts,
        )


def quarantine(*, student_id: UUID, consent_id: UUID, scopes: list[str], by_family: bool) -> None:
    """Show nobody any more what shows this student in what is allowed no longer; at once.

    A face that had stayed by consent is covered, and what assessors see is made anew; a file that
    only shows the student somewhere is gone until its teacher has covered that place. Awards stay,
    and so do hashes and types.
    """
    student = Student.objects.select_related("school_class__teacher").filter(id=student_id).first()
    if student is None:
        return
    with transaction.atomic():
        gone = [check.pk for check in _showing(student, set(scopes))]
        for file_id in gone:
            _take_away(file_id, student)
        if not entry_of(student).scopes:
            gone += _leave_words_out(student, gone)
        if gone or by_family:
            person = student.school_class.teacher_id
            announce(ShownTakenAway(person_id=person, consent_id=consent_id, file_ids=gone))


def _leave_words_out(student: Student, known: list[UUID]) -> list[UUID]:
    """Leave the student's label out of captions and documents too; give the files it was in.

    Where the original is gone nothing can be made anew: what has the label in it goes whole.
    """
    labels = [each for each in student.labels if len(each) >= SHORTEST]
    if not labels:
        return []
    teacher = student.school_class.teacher_id
    worded = Derivative.objects.filter(
        file__owner=teacher,
        file__removed_at=None,
        file__original_erased_at=None,
        file__privacy_check__isnull=False,
        edition=0,
        kind__in=WORDED,
    )
    longest = sorted(labels, key=lambda each: (-len(each), each))
    spoken = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in longest))
    found = []
    for row in worded.select_related("file").order_by("file_id", "kind", "number"):
        places = [hit.span() for hit in spoken.finditer(text_of(row.file, row))]
        if places:
            _cover_words(row, student, places)
            found.append(row.file_id)
    new = sorted({*found, *_kept_with(spoken, teacher)} - set(known), key=str)
    for file_id in new:
        _hide(file_id)
    for file_id in sorted(set(found), key=str):
        moved_on(file_id=file_id)
    return new


def _kept_with(spoken: re.Pattern[str], teacher: UUID) -> set[UUID]:
    """Give the files whose original is gone, and whose words that others read have the label."""
    kept = Derivative.objects.filter(
        file__owner=teacher,
        file__removed_at=None,
        file__original_erased_at__isnull=False,
        withdrawn_at=None,
        erased_at=None,
        kind__in=WORDED | {Derivative.Kind.WORDS},
    )
    rows = kept.select_related("file").order_by("file_id", "kind", "number")
    return {row.file_id for row in rows if spoken.search(text_of(row.file, row))}


def _cover_words(row: Derivative, student: Student, places: list[tuple[int, int]]) -> None:
    count = Suggestion.objects.filter(check_of=row.file_id).count()
    Suggestion.objects.bulk_create(
        Suggestion(
            check_of_id=row.file_id,
            derivative=row,
            kind=Suggestion.Kind.NAME,
            place={"start": start, "end": end},
            state=Suggestion.State.ACCEPTED,
            student=student,
            at=now(),
            number=count + number,
        )
        for number, (start, end) in enumerate(places)
    )


def _hide(file_id: UUID) -> None:
    shown = Derivative.objects.filter(file=file_id, withdrawn_at=None)
    facts = {"derivatives": shown.update(withdrawn_at=now())}
    note(aggregate="file", aggregate_id=file_id, action="taken-away", actor=None, facts=facts)


def _showing(student: Student, lost: set[str]) -> list[Check]:
    """Find the files that show the student, of a family for which nothing that is left suffices."""
    shows = Q(suggestions__student=student) | Q(appearances__student=student)
    checks = Check.objects.filter(shows).select_related("file").distinct()
    left = set(entry_of(student).scopes)
    return [
        check for check in checks if _needed(check.file) & lost and not _needed(check.file) & left
    ]


def _needed(file: StoredFile) -> set[str]:
    return {str(scope) for scope in SCOPES.get(StoredFile.Family(file.family), [])}


def _take_away(file_id: UUID, student: Student) -> None:
    Check.objects.select_for_update().get(pk=file_id)
    _hide(file_id)
    stayed = Suggestion.objects.filter(check_of=file_id, student=student)
    covers = stayed.update(state=Suggestion.State.ACCEPTED, reason="", by=None, at=now())
    if not covers and not StoredFile.objects.filter(id=file_id, original_erased_at=None).exists():
        return  # nothing is left in which a place could be covered; it stays away
    if not covers:
        _ask_where(file_id, student)
    moved_on(file_id=file_id)


def _ask_where(file_id: UUID, student: Student) -> None:
    """Leave a question open that only she can settle: where this student is in the file."""
    Suggestion.objects.create(
        check_of_id=file_id,
        kind=Suggestion.Kind.OTHER,
        where=Suggestion.SHOWN,
        place={},
        student=student,
        number=Suggestion.objects.filter(check_of=file_id).count(),
    )
