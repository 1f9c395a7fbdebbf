"""Who sees what of learning: each person her own, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.learning.models import Enrolment


def may_enrol(person: Person | AnonymousUser) -> bool:
    """Tell whether somebody may begin a micro-credential: everyone with an account may."""
    return isinstance(person, Person) and person.is_active


def is_hers(person: Person | AnonymousUser, enrolment: Enrolment) -> bool:
    """Tell whether an enrolment, with all its progress, is this person's own."""
    return isinstance(person, Person) and enrolment.person_id == person.pk


def may_keep_media(person: Person | AnonymousUser) -> bool:
    """Tell whether a person may store media that modules show."""
    return has_role(person, (Role.DESIGNER, Role.ADMINISTRATOR))
