"""Who may do what in qualification: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Organisation, Person
    from lapel.journey.qualification.models import Pause, Training

ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)
KEEPERS = (Role.LEAD_ASSESSOR, Role.DESIGNER)


def may_train(person: Person | AnonymousUser) -> bool:
    """Tell whether a person assesses, or leads assessors, anywhere."""
    return has_role(person, ASSESSORS)


def may_lead(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person leads the assessors of an organisation (None: of any)."""
    return has_role(person, Role.LEAD_ASSESSOR, organisation)


def may_keep(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person may see and bring training sets: a lead assessor or a designer."""
    return has_role(person, KEEPERS, organisation)


def may_open(person: Person | AnonymousUser, training: Training) -> bool:
    """Tell whether a training is a person's own; nobody else ever opens its pages."""
    return training.person_id == person.pk


def may_decide(person: Person | AnonymousUser, pause: Pause) -> bool:
    """Tell whether a person confirms or lifts a pause: she leads there, and it is not her own."""
    return pause.person_id != person.pk and may_lead(person, pause.organisation)


def may_read(person: Person | AnonymousUser, pause: Pause) -> bool:
    """Tell whether a person sees a pause and the signs behind it: her own, or she decides on it."""
    return pause.person_id == person.pk or may_decide(person, pause)
