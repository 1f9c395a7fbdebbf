"""Who may do what in plan: a plan is its person's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Person
    from lapel.journey.plan.models import Plan


def may_open(person: Person | AnonymousUser, plan: Plan) -> bool:
    """Tell whether a plan is a person's own; nobody else ever opens one."""
    return plan.person_id == person.pk
