"""Open, rename and close a class; bring its students."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.consent.events import StudentRemoved
from lapel.journey.consent.models import SchoolClass, Student
from lapel.journey.consent.policies import keeps
from lapel.journey.consent.queries import sealed, student_of
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Organisation, Person

MOST_CLASSES = 60
MOST_STUDENTS = 300
LONGEST_LABEL = 24
LONGEST_NAME = 120
_PARTED = re.compile(r"[,;\t]")


def open_class(*, person: Person, organisation: Organisation | None, name: str) -> SchoolClass:
    """Open a class of hers."""
    name = " ".join(name.split())[:80]
    if not name:
        raise ValidationError(_("Please name the class."))
    with transaction.atomic():
        take_turns(f"consent:{person.pk}")
        if SchoolClass.objects.filter(teacher=person, closed_at=None).count() >= MOST_CLASSES:
            raise ValidationError(_("You have as many classes as one person can keep here."))
        made = SchoolClass.objects.create(
            teacher=person, organisation=organisation, name=name, opened_at=now()
        )
        note(aggregate="class", aggregate_id=made.id, action="opened", actor=person.pk)
    return made


def held_class(*, person: Person, class_id: UUID) -> SchoolClass:
    """Find an open class of hers and hold it for the rest of the transaction."""
    found = SchoolClass.objects.select_for_update().get(id=class_id, closed_at=None)
    if not keeps(person, found):
        raise PermissionDenied
    return found


def close_class(*, person: Person, class_id: UUID) -> None:
    """Close a class: names, notes and who signed are erased.

    Labels and answers stay as long as evidence rests on them, so that a family can take its
    consent back; a later room says when that is over (`let_go`).
    """
    with transaction.atomic():
        _close(held_class(person=person, class_id=class_id), person.pk)


def forget_ledger(*, person_id: UUID) -> None:
    """Close all classes of somebody who left; her evidence may stay, and families' word with it."""
    with transaction.atomic():
        hers = SchoolClass.objects.select_for_update().filter(teacher_id=person_id, closed_at=None)
        for school_class in hers.order_by("pk"):
            _close(school_class, None)


def _close(school_class: SchoolClass, actor: UUID | None) -> None:
    school_class.closed_at = now()
    school_class.save(update_fields=["closed_at"])
    for student in school_class.students.filter(removed_at=None).order_by("pk"):
        _remove(student)
    note(aggregate="class", aggregate_id=school_class.id, action="closed", actor=actor)
    _erase_empty(school_class)


def _erase_empty(school_class: SchoolClass) -> None:
    """Erase a closed class of which no student is kept any more."""
    if school_class.closed_at and not school_class.students.exists():
        note(aggregate="class", aggregate_id=school_class.id, action="erased", actor=None)
        school_class.delete()


@dataclass
class Brought:
    """What became of lines that were pasted: how many are new, and which were not taken."""

    added: int = 0
    known: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def add_students(*, person: Person, class_id: UUID, lines: str) -> Brought:
    """Bring students, one a line: initials or a pseudonym, and after a comma the real name.

    A label that is there already is left as it is. Nothing of a refused line is kept.
    """
    brought = Brought()
    with transaction.atomic():
        school_class = held_class(person=person, class_id=class_id)
        here = school_class.students.filter(removed_at=None)
        known = set(here.values_list("label", flat=True))
        for line in filter(None, map(str.strip, lines.splitlines())):
            label, name = _read(line)
            if fault := _fault(label, name, len(known)):
                brought.refused.append((label[:LONGEST_LABEL] or "…", fault))
            elif label in known:
                brought.known.append(label)
            else:
                known.add(label)
                _add(school_class, label, name)
                brought.added += 1
        if brought.added:
            facts = {"students": brought.added}
            note(
                aggregate="class",
                aggregate_id=class_id,
                action="students-added",
                actor=person.pk,
                facts=facts,
            )
    return brought


def _read(line: str) -> tuple[str, str]:
    label, _sign, name = _PARTED.sub(",", line, count=1).partition(",")
    return " ".join(label.split()), " ".join(name.replace(",", " ").split())


def _fault(label: str, name: str, count: int) -> str:
    if not label or len(label) > LONGEST_LABEL:
        return _("Initials or a pseudonym have 1 to %s signs.") % LONGEST_LABEL
    if len(name) > LONGEST_NAME:
        return _("This name is too long.")
    if name and label.casefold() == name.casefold():
        return _("The real name cannot be the pseudonym too.")
    if count >= MOST_STUDENTS:
        return _("A class has at most %s students here.") % MOST_STUDENTS
    return ""


def _add(school_class: SchoolClass, label: str, name: str) -> None:
    Student.objects.create(
        school_class=school_class, label=label, sealed_name=sealed(name), added_at=now()
    )


def change_student(
    *, person: Person, student_id: UUID, label: str, name: str, words: str
) -> Student:
    """Change how a student is called, the name under seal, and the note (`words`)."""
    with transaction.atomic():
        student = student_of(person, student_id)
        school_class = held_class(person=person, class_id=student.school_class_id)
        label, name = " ".join(label.split()), " ".join(name.split())
        if fault := _fault(label, name, 0):
            raise ValidationError(fault)
        others = school_class.students.filter(label=label, removed_at=None).exclude(id=student.id)
        if others.exists():
            raise ValidationError(_("Another student of this class is called so already."))
        if student.label != label:
            student.former_labels = [each for each in student.labels if each != label]
        student.label, student.sealed_name, student.note = label, sealed(name), words[:300]
        student.save(update_fields=["label", "former_labels", "sealed_name", "note"])
        note(aggregate="student", aggregate_id=student.id, action="changed", actor=person.pk)
    return student


def remove_student(*, person: Person, student_id: UUID) -> None:
    """Take a student out: name, note and who signed are erased, that consent was given stays."""
    with transaction.atomic():
        student = student_of(person, student_id)
        held_class(person=person, class_id=student.school_class_id)
        _remove(student)
        note(aggregate="student", aggregate_id=student.id, action="removed", actor=person.pk)


def _remove(student: Student) -> None:
    """Erase who it is; the family's address stays, by which it takes back what it allowed."""
    student.consents.update(sealed_guardian="")
    student.sealed_name, student.note, student.removed_at = "", "", now()
    student.save(update_fields=["sealed_name", "note", "removed_at"])
    announce(StudentRemoved(student_id=student.id))


def let_go(*, student_id: UUID) -> None:
    """Erase a student who was removed, as no evidence rests on the family's answer any more."""
    with transaction.atomic():
        student = Student.objects.exclude(removed_at=None).filter(pk=student_id).first()
        if student is None:
            return
        # two of a class let go at once must not each leave the empty class to the other
        found = SchoolClass.objects.select_for_update().get(pk=student.school_class_id)
        note(aggregate="student", aggregate_id=student_id, action="erased", actor=None)
        student.delete()
        _erase_empty(found)
