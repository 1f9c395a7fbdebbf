"""The ledger: classes, students, and what holds for each today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from lapel.journey.consent.models import Consent, FamilyLink, SchoolClass, Scope, Student
from lapel.journey.consent.queries.names import code_hash, opened
from lapel.journey.people.queries import calendar_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

SOON = timedelta(days=30)
ALLOWED, SOME, ENDING, ENDED = "allowed", "some", "ending", "ended"
WITHDRAWN, DECLINED, NONE = "withdrawn", "declined", "none"


def classes_of(person: Person) -> QuerySet[SchoolClass]:
    """List her classes with how many students are in each (`count`)."""
    here = Count("students", filter=Q(students__removed_at=None))
    return SchoolClass.objects.filter(teacher=person).annotate(count=here).order_by("name")


def class_of(person: Person, class_id: UUID) -> SchoolClass:
    """Find a class of hers; `SchoolClass.DoesNotExist` for another's, as for none."""
    return SchoolClass.objects.select_related("organisation").get(id=class_id, teacher=person)


def student_of(person: Person, student_id: UUID) -> Student:
    """Find a student of hers; `Student.DoesNotExist` for another's, as for none."""
    found = Student.objects.select_related("school_class__organisation")
    return found.get(id=student_id, school_class__teacher=person, removed_at=None)


def today_of(school_class: SchoolClass) -> date:
    """Tell the day it is at the school."""
    return now().astimezone(calendar_of(school_class.organisation).zone).date()


@dataclass(frozen=True)
class Entry:
    """A student in the ledger; `name` is the real one, for the teacher's eyes."""

    student: Student
    name: str
    consent: Consent | None
    state: str
    scopes: list[str] = field(default_factory=list)

    @property
    def allowed(self) -> list[str]:
        """Give what holds today, in words."""
        return [str(scope.label) for scope in Scope if scope in self.scopes]


def ledger(school_class: SchoolClass) -> list[Entry]:
    """List the students of a class with what holds for each today, by label."""
    return _entries(school_class.students.filter(removed_at=None), today_of(school_class))


def entry_of(student: Student) -> Entry:
    """Give one student with what holds today."""
    found = Student.objects.filter(id=student.id)
    return _entries(found, today_of(student.school_class))[0]


def _entries(students: QuerySet[Student], today: date) -> list[Entry]:
    standing = Prefetch("consents", Consent.objects.filter(replaced_at=None), to_attr="standing")
    found = students.select_related("school_class").prefetch_related(standing).order_by("label")
    return [_entry(student, today) for student in found]


def _entry(student: Student, today: date) -> Entry:
    answers: list[Consent] = getattr(student, "standing")  # noqa: B009 (the prefetch sets it)
    consent = answers[0] if answers else None
    scopes = scopes_on(consent, today)
    return Entry(student, opened(student.sealed_name), consent, _state(consent, today), scopes)


def scopes_on(consent: Consent | None, day: date) -> list[str]:
    """Give what a consent allows on a day."""
    if consent is None or consent.withdrawn_at or not consent.given_on <= day <= consent.expires_on:
        return []
    return list(consent.scopes)


def _state(consent: Consent | None, today: date) -> str:
    if consent is None:
        return NONE
    if consent.withdrawn_at:
        return WITHDRAWN
    if not consent.scopes:
        return DECLINED
    if consent.expires_on < today:
        return ENDED
    if consent.expires_on - SOON <= today:
        return ENDING
    return ALLOWED if len(consent.scopes) == len(Scope) else SOME


def found_in(entries: list[Entry], *, words: str = "", state: str = "") -> list[Entry]:
    """Keep the students whose label, name or note holds these words, and who are in this state."""
    wanted = words.casefold().strip()
    return [
        each
        for each in entries
        if (not state or each.state == state)
        and wanted in f"{each.student.label}\n{each.name}\n{each.student.note}".casefold()
    ]


def students_of(person: Person) -> list[Entry]:
    """List all students of a teacher's classes: their names are what to look for in evidence."""
    entries: list[Entry] = []
    for school_class in classes_of(person).select_related("organisation"):
        entries += ledger(school_class)
    return entries


def taken_back(person: Person) -> list[tuple[str, str]]:
    """Give label and real name of each student of hers whose family took all consent back."""
    standing = Consent.objects.filter(replaced_at=None, withdrawn_at__isnull=False)
    found = standing.filter(student__school_class__teacher=person).select_related("student")
    students = [each.student for each in found.order_by("student__label")]
    return [(each.label, opened(each.sealed_name)) for each in students]


def allowed_students(person: Person, scopes: Collection[str]) -> list[Entry]:
    """List her students whose families allow one of these scopes today."""
    return [each for each in students_of(person) if set(each.scopes) & set(scopes)]


def history_of(student: Student) -> list[tuple[Consent, str]]:
    """List all answers of a student's family, the newest first, each with who signed it."""
    answers = student.consents.order_by("-recorded_at")
    return [(each, opened(each.sealed_guardian)) for each in answers]


def open_link(student: Student) -> FamilyLink | None:
    """Give the link that the student's family can use now, if there is one."""
    links = student.links.filter(ended_at=None).order_by("-made_at")
    return next((each for each in links if _is_open(each)), None)


def linked(code: str) -> FamilyLink | None:
    """Find what a family's code opens; None where it is wrong, too old, or ended."""
    found = FamilyLink.objects.select_related(
        "student__school_class__teacher", "student__school_class__organisation"
    ).filter(code_hash=code_hash(code), ended_at=None)
    live = found.filter(student__removed_at=None, student__school_class__teacher__is_active=True)
    link = live.first()
    return link if link and _is_open(link) else None


def _is_open(link: FamilyLink) -> bool:
    """Tell whether a family can answer still, or take back what it gave."""
    if link.expires_at > now():
        return True
    given = link.consents.filter(replaced_at=None, withdrawn_at=None).first()
    return bool(given and given.expires_on >= now().date())
