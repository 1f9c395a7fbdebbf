"""The ledger: classes, students, and what holds for each today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from lapel.journey.consent.models import Consent, FamilyLink, SchoolClass, Scope, Student
from lapel.journey.consent.queries.names import code_hash, opened
from lapel.journey.people.queries import calendar_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

SOON = timedelta(days=30)
ALLOWED, SOME, ENDING, ENDED = "allowed", "some", "ending", "ended"
WITHDRAWN, DECLINED, NONE = "withdrawn", "declined", "none"


def classes_of(person: Person) -> QuerySet[SchoolClass]:
    """List her open classes with how many students are in each (`count`)."""
    here = Count("students", filter=Q(students__removed_at=None))
    hers = SchoolClass.objects.filter(teacher=person, closed_at=None)
    return hers.annotate(count=here).order_by("name", "pk")


def class_of(person: Person, class_id: UUID) -> SchoolClass:
    """Find an open class of hers; `SchoolClass.DoesNotExist` for another's, as for none."""
    found = SchoolClass.objects.select_related("organisation")
    return found.get(id=class_id, teacher=person, closed_at=None)


def student_of(person: Person, student_id: UUID) -> Student:
    """Find a student of hers; `Student.DoesNotExist` for another's, as for none."""
    found = Student.objects.select_related("school_class__organisation")
    return found.get(id=student_id, school_class__teacher=person, removed_at=None)


def kept_student_of(person: Person, student_id: UUID) -> Student:
    """Find a student of hers, in a class or removed; `Student.DoesNotExist` for another's."""
    found = Student.objects.select_related("school_class__organisation")
    return found.get(id=student_id, school_class__teacher=person)


def removed_students_of(person: Person) -> QuerySet[Student]:
    """List her students who were removed and for whose families something is left to take back."""
    allowed = Consent.objects.filter(replaced_at=None, withdrawn_at=None).exclude(scopes=[])
    found = Student.objects.filter(school_class__teacher=person, removed_at__isnull=False)
    kept = found.filter(Exists(allowed.filter(student=OuterRef("pk"))))
    return kept.select_related("school_class").order_by("school_class__name", "label", "pk")


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
    standing = Prefetch("consents", Consent.objects.filter(replaced_at=None), to_attr="standing")
    hers = Student.objects.filter(
        school_class__teacher=person, school_class__closed_at=None, removed_at=None
    )
    found = hers.select_related("school_class__organisation").prefetch_related(standing)
    days: dict[UUID | None, date] = {}  # a place's calendar is asked for once
    entries = []
    for each in found.order_by("school_class__name", "school_class__pk", "label"):
        place = each.school_class.organisation_id
        if place not in days:
            days[place] = today_of(each.school_class)
        entries.append(_entry(each, days[place]))
    return entries


def taken_back(person: Person, student: Student | None = None) -> list[tuple[str, str]]:
    """Give labels, each with the real name, of her students whose families took all back.

    With `student`, of this one alone, and nothing where she or he is not among them.
    """
    standing = Consent.objects.filter(replaced_at=None, withdrawn_at__isnull=False)
    found = standing.filter(student__school_class__teacher=person).select_related("student")
    if student is not None:
        found = found.filter(student=student)
    students = [each.student for each in found.order_by("student__label")]
    return [(label, opened(each.sealed_name)) for each in students for label in each.labels]


def history_of(student: Student) -> list[tuple[Consent, str]]:
    """List all answers of a student's family, the newest first, each with who signed it."""
    answers = student.consents.order_by("-recorded_at")
    return [(each, opened(each.sealed_guardian)) for each in answers]


def standing_of(student: Student) -> Consent | None:
    """Give the answer that a family can take back: what ran out is one too, what is gone is not."""
    consent = student.consents.filter(replaced_at=None, withdrawn_at=None).first()
    return consent if consent and consent.scopes else None


def open_link(student: Student) -> FamilyLink | None:
    """Give the link that the student's family can use now, if there is one."""
    links = student.links.filter(ended_at=None).order_by("-made_at")
    return next((each for each in links if may_answer(each) or may_take_back(each)), None)


def linked(code: str) -> FamilyLink | None:
    """Find what a family's code opens; None where it is wrong, or nothing can be done by it."""
    found = FamilyLink.objects.select_related(
        "student__school_class__teacher", "student__school_class__organisation"
    )
    link = found.filter(code_hash=code_hash(code)).first()
    return link if link and (may_answer(link) or may_take_back(link)) else None


def may_answer(link: FamilyLink) -> bool:
    """Tell whether a family can answer by it: in its time, while the teacher keeps the class."""
    student = link.student
    kept = student.removed_at is None and student.school_class.teacher.is_active
    if not kept or link.ended_at:
        return False
    if link.expires_at > now():
        return True
    given = link.consents.filter(replaced_at=None, withdrawn_at=None).first()
    return bool(given and given.expires_on >= now().date())


def may_take_back(link: FamilyLink) -> bool:
    """Tell whether a family can take back by it what it allowed, however long ago.

    It can while the answer is kept, which is as long as evidence rests on it: after the last day,
    of a class that was closed, of a student who was removed, of a teacher who left. A link that a
    newer one took the place of does so only for those who answered at it.
    """
    if standing_of(link.student) is None:
        return False
    return link.ended_at is None or link.consents.exists()
