"""Say whom families turn to, and give a family its code where no teacher can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.consent.actions.consents import renew_link
from lapel.journey.consent.models import FamilyContact, SchoolClass
from lapel.journey.consent.policies import may_help_families
from lapel.journey.consent.queries import code_of, left_behind, open_link
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.consent.models import Student
    from lapel.journey.people.models import Organisation, Person

LONGEST = 200


def set_contact(*, person: Person, organisation: Organisation, words: str) -> FamilyContact | None:
    """Say whom families turn to; without words, that of the organisation above holds again."""
    if not may_help_families(person, organisation):
        raise PermissionDenied
    words = " ".join(words.split())[:LONGEST]
    with transaction.atomic():
        FamilyContact.objects.filter(organisation=organisation).delete()
        made = None
        if words:
            made = FamilyContact.objects.create(
                organisation=organisation, words=words, set_at=now()
            )
        note(
            aggregate="organisation",
            aggregate_id=organisation.pk,
            action="family-contact-set",
            actor=person.pk,
            words=words,
        )
    return made


def hand_out_codes(
    *, person: Person, class_name: str, label: str, words: str
) -> list[tuple[Student, str]]:
    """Give the codes by which a family takes back what it allowed, where its teacher left.

    `words` say how she knows that it is the family; they are kept. There is one code for each
    class of that name in which the student was.
    """
    if not may_help_families(person):
        raise PermissionDenied
    if not words.strip():
        raise ValidationError(_("Say how you know that this is the family."))
    with transaction.atomic():
        found = left_behind(person, class_name=class_name, label=label)
        return [(each, _code(each, person, words.strip())) for each in found]


def _code(student: Student, person: Person, words: str) -> str:
    SchoolClass.objects.select_for_update().get(pk=student.school_class_id)
    link = open_link(student) or renew_link(student)
    note(
        aggregate="student",
        aggregate_id=student.pk,
        action="code-handed-out",
        actor=person.pk,
        words=words,
    )
    return code_of(link.pk)
