"""Talks before an award: what is drawn, what was asked for, and who may hear one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.domain.rubrics.routing import drawn
from lapel.journey.evidence.queries import frozen_work
from lapel.journey.files.queries import mark_for
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import has_role, open_memberships, organisations_above
from lapel.journey.qualification.queries import qualified_for, rubric_of
from lapel.journey.review.models import Assessment, Case, VivaHold, VivaWish
from lapel.journey.review.policies import are_connected
from lapel.journey.review.queries.connections import (
    origin_of,
    origins_of,
    ties_of,
    ties_of_all,
)
from lapel.journey.review.queries.routing import route_of
from lapel.journey.review.queries.sheet import pieces_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.evidence.models import Draft
    from lapel.journey.review.queries.sheet import Piece


def viva_draw(case: Case) -> float | None:
    """Give the number in [0, 1) that is drawn for a case's talk; None where it has no seed.

    The seed is the one whose hash stands in the chain since the case was opened.
    """
    route = route_of(case)
    return drawn(bytes(route.seed), f"viva {case.pk}") if route else None


def viva_share() -> float:
    """Give the share of awards that is preceded by a talk."""
    share: float = settings.VIVA_SHARE
    return share


def open_wish(draft: Draft) -> VivaWish | None:
    """Give a person's wish for a talk that no award has met yet."""
    return VivaWish.objects.filter(draft=draft, met_at=None).first()


def viva_hold_of(case: Case) -> VivaHold | None:
    """Give the hold of a case for a talk, open or over; a case has one at most."""
    return VivaHold.objects.filter(case=case).select_related("wish").first()


def who_may_hear(case: Case) -> list[Person]:
    """List who may hear a talk: qualified or leading, untied, no seat at the draft (R4)."""
    rubric = rubric_of(case.version, case.language)
    able = qualified_for([case.version])[rubric]
    line = [each.pk for each in organisations_above(case.microcredential.organisation)]
    leads = open_memberships().filter(organisation__in=line, role=Role.LEAD_ASSESSOR)
    able |= set(leads.values_list("person", flat=True))
    able -= _barred(case)
    ties, origin = ties_of_all(able), origin_of(case)
    free = [each for each in able if not are_connected(ties[each], origin)]
    return list(Person.objects.filter(pk__in=free, is_active=True).order_by("name"))


def may_hear(person: Person, case: Case) -> bool:
    """Tell whether a person may hear a case's talk."""
    return case in hearable(person, [case])


def hearable(person: Person, cases: Collection[Case]) -> list[Case]:
    """Give those of these cases whose talks a person may hear (R4), in a few queries."""
    qualified = qualified_for([each.version for each in cases])
    places = {each.microcredential.organisation for each in cases}
    led = {each for each in places if has_role(person, Role.LEAD_ASSESSOR, each)}
    barred, ties, origins = _drafts_barred(person, cases), ties_of(person), origins_of(cases)

    def is_able(case: Case) -> bool:
        rubric = rubric_of(case.version, case.language)
        return person.pk in qualified[rubric] or case.microcredential.organisation in led

    return [
        each
        for each in cases
        if is_able(each)
        and each.submission.draft_id not in barred
        and not are_connected(ties, origins[each.pk])
    ]


def _drafts_barred(person: Person, cases: Collection[Case]) -> set[UUID]:
    """Give the drafts of which a person sat at an attempt, or asked for a talk herself."""
    drafts = {each.submission.draft_id for each in cases}
    seated = Assessment.objects.filter(assessor=person, case__submission__draft__in=drafts)
    asked = VivaWish.objects.filter(asked_by=person, draft__in=drafts)
    return {
        *seated.values_list("case__submission__draft", flat=True),
        *asked.values_list("draft", flat=True),
    }


def _barred(case: Case) -> set[UUID]:
    """Give who sat at any attempt of the draft, or asked for the talk herself."""
    draft = case.submission.draft_id
    seated = Assessment.objects.filter(case__submission__draft=draft)
    asked = VivaWish.objects.filter(draft=draft)
    return {
        *seated.values_list("assessor", flat=True),
        *asked.values_list("asked_by", flat=True),
    }


def pieces_shown(case: Case, *, viewer: Person) -> list[Piece]:
    """Give a case's evidence as assessors see it, for who hears its talk, with her mark on it."""
    mark = mark_for(about=case.pk, viewer=viewer)
    found = frozen_work(case.submission.manifest, case.version, mark=mark)
    shown = {f"artefact:{each.id}": each.shown for each in found.artefacts}
    pieces = pieces_of(case.submission, case.version)
    return [replace(each, shown=shown.get(each.source)) for each in pieces]
