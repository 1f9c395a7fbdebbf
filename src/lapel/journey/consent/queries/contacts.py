"""Whom families turn to, and the students of teachers who cannot be asked any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from lapel.journey.consent.models import Consent, FamilyContact, Student
from lapel.journey.people.models import Role
from lapel.journey.people.queries import (
    keeps_instance,
    open_memberships,
    organisations_above,
    organisations_where,
    roles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation, Person


def contact_of(organisation: Organisation | None) -> FamilyContact | None:
    """Give whom families of a school turn to: its own, or that of the nearest above it."""
    above = organisations_above(organisation) if organisation else []
    found = {
        each.organisation_id: each
        for each in FamilyContact.objects.filter(organisation__in=[each.pk for each in above])
    }
    return next((found[each.pk] for each in above if each.pk in found), None)


def contacts(words: str = "") -> QuerySet[FamilyContact]:
    """List what schools and districts say to families, those whose name holds these words."""
    found = FamilyContact.objects.filter(organisation__closed_at=None)
    found = found.filter(organisation__name__icontains=words.strip())
    return found.select_related("organisation").order_by("organisation__name", "pk")


def own_contacts(organisations: Iterable[Organisation]) -> dict[UUID, str]:
    """Give what each of these says itself."""
    found = FamilyContact.objects.filter(organisation__in=[each.pk for each in organisations])
    return dict(found.values_list("organisation_id", "words"))


def organisations_helped(person: Person) -> QuerySet[Organisation]:
    """List where a person is whom families turn to."""
    return organisations_where(person, Role.ADMINISTRATOR)


def left_behind(person: Person, *, class_name: str, label: str) -> list[Student]:
    """Find students as a family names them, whose teacher left and whose family can take back.

    Only in schools where she helps families; classes of no school are those of who keeps the
    instance. Nothing tells a name that is wrong from a family that allowed nothing.
    """
    here = Q(school_class__organisation__in=organisations_helped(person))
    if keeps_instance(roles_of(person)):
        here |= Q(school_class__organisation=None)
    allowed = Consent.objects.filter(replaced_at=None, withdrawn_at=None).exclude(scopes=[])
    works = open_memberships().filter(
        person=OuterRef("school_class__teacher"),
        organisation=OuterRef("school_class__organisation"),
    )
    found = Student.objects.filter(here, Exists(allowed.filter(student=OuterRef("pk"))))
    gone = Q(school_class__teacher__is_active=False) | (
        Q(school_class__organisation__isnull=False) & ~Exists(works)
    )
    found = found.filter(gone, school_class__name__iexact=" ".join(class_name.split()))
    wanted = " ".join(label.split()).casefold()
    near = found.select_related("school_class__organisation", "school_class__teacher")
    return [
        each
        for each in near.order_by("school_class__opened_at", "pk")
        if wanted in (known.casefold() for known in each.labels)
    ]
