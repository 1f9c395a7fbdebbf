"""What plan shows elsewhere: what opens a micro-credential, and her levels beside her growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lapel.journey.people.models import Person
from lapel.journey.plan.queries import beliefs_of, own_plan, rounded
from lapel.journey.plan.queries.levels import locks_for, own_levels, public_lock

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.diagnosis.models import Diagnosis


def lock(request: HttpRequest, microcredential: MicroCredential) -> str:
    """Say what opens it: to her what she still needs, to a visitor the level."""
    slug = microcredential.slug
    person = request.user if isinstance(request.user, Person) else None
    locks = locks_for(person, [slug]) if person else []
    said = [] if person else public_lock(slug)
    if not locks and not said:
        return ""
    context = {"locks": locks, "said": said}
    return render_to_string("plan/parts/lock.html", context, request)


def levels_beside_growth(request: HttpRequest, person: Person) -> str:
    """Show which level her evidence reaches; only on her own page."""
    if request.user != person:
        return ""
    levels = own_levels(person)
    if not levels:
        return ""
    return render_to_string("plan/parts/levels_table.html", {"levels": levels}, request)


def what_follows(request: HttpRequest, _diagnosis: Diagnosis) -> str:
    """Lead from what was found to what is next: her plan, what is proposed, or a first plan."""
    if not isinstance(request.user, Person):
        return ""
    plan = own_plan(request.user)
    context = {
        "plan": plan,
        "has_news": plan is not None and plan.known != rounded(beliefs_of(request.user)),
    }
    return render_to_string("plan/parts/follows.html", context, request)


PANELS = {
    "catalogue.microcredential": [lock],
    "plan.step": [lock],
    "diagnosis.result": [what_follows],
    "diagnosis.growth": [levels_beside_growth],
}
