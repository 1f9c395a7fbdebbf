"""Matches as leads may read them, and who has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from lapel.journey.integrity.models import Apart, Glance, Inquiry, Match
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def matches_led_by(person: Person) -> QuerySet[Match]:
    """Give the matches a person may look at; none in which she has a part."""
    places = organisations_where(person, Role.LEAD_ASSESSOR)
    path = "newer__draft__enrolment__version__microcredential__organisation__in"
    found = Match.objects.filter(**{path: places})
    found = found.exclude(Q(newer__person=person) | Q(older__person=person))
    apart = drafts_apart_from(person)
    found = found.exclude(Q(newer__draft__in=apart) | Q(older__draft__in=apart))
    return found.select_related(
        "newer__draft__enrolment__version__microcredential__organisation",
        "older__draft__enrolment__version__microcredential",
    )


def drafts_apart_from(person: Person) -> QuerySet[Apart, object]:
    """Give the drafts of which a person scores an attempt now: no likeness of them is for her."""
    return Apart.objects.filter(person=person).values("submission__draft")


def open_matches_led_by(person: Person) -> QuerySet[Match]:
    """Give those that nobody has settled, the oldest first."""
    found = matches_led_by(person).filter(state=Match.State.OPEN)
    return found.prefetch_related("pieces").order_by("found_at", "pk")


def match_led_by(person: Person, match_id: UUID) -> Match:
    """Find a match she may look at; `Match.DoesNotExist` for another's, as for none."""
    return matches_led_by(person).get(pk=match_id)


def who_looked_at(draft_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Give who saw a match of any attempt of these drafts, or asked or found in an inquiry.

    What was alike in one attempt is so of every attempt of the draft. One query for all of them.
    """
    seen_at: dict[UUID, set[UUID]] = {each: set() for each in draft_ids}
    either = Q(match__newer__draft__in=seen_at) | Q(match__older__draft__in=seen_at)
    glances = Glance.objects.filter(either)
    asked = Inquiry.objects.filter(submission__draft__in=seen_at)
    asked = asked.annotate(same=F("submission__draft"))
    found = glances.values_list("match__newer__draft", "match__older__draft", "person").union(
        asked.values_list("submission__draft", "same", "opened_by"),
        asked.values_list("submission__draft", "same", "closed_by"),
    )
    for one, other, person in found:
        for draft in seen_at.keys() & {one, other} if person else ():
            seen_at[draft].add(person)
    return seen_at
