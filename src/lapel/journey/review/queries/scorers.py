"""What a teacher is told of how many people score her work, and why (R10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import FINAL, Look
from lapel.domain.rubrics.routing import Mode, Why
from lapel.journey.review.models import Seat
from lapel.journey.review.queries.routing import route_of

if TYPE_CHECKING:
    from lapel.journey.review.models import Case, Route


def for_two(case: Case) -> bool:
    """Tell whether two were to score from the start; what comes of a first scoring is not told."""
    route = route_of(case)
    return route is None or route.plan == Mode.DOUBLE


def scored_by(case: Case) -> str:
    """Say who stands behind the decision that stands and how that came; empty while it is open."""
    if case.state not in FINAL or case.decision is None:
        return ""
    seats = {each["seat"] for each in case.decision.record["judgements"]}
    route = route_of(case)
    said = [_two(seats, route)] if Seat.SECOND in seats else [_one()] if seats else []
    if "team" in case.decision.record:
        said.append(_("What rests on a piece that you share was scored once for your whole team."))
    if case.looks.filter(state__in=[Look.SAME, Look.KEPT]).exists():
        said.append(_("As a check it was scored again by another; the decision stands."))
    return " ".join(said)


def _one() -> str:
    return _(
        "One assessor. Assessors of this micro-credential were shown to agree, so a second one "
        "scores what is drawn at random and what is close."
    )


def _two(seats: set[int], route: Route | None) -> str:
    said = [_("Two assessors, each without knowing the other.")]
    if route is not None and route.second_why:
        said.append(_second(route.second_why))
    elif route is not None and route.is_single:
        said.append(_("The second one scored it as a check on the first."))
    if Seat.ADJUDICATOR in seats:
        said.append(_("They differed where it mattered, so a lead assessor scored that herself."))
    return " ".join(said)


def _second(why: list[str]) -> str:
    if why == [Why.RANDOM]:
        return _("The second one was drawn at random.")
    if Why.UNJUDGED in why:
        return _("The second one was asked because something was hard to judge.")
    if Why.NEAR_THE_LINE in why:
        return _("The second one was asked because it was close.")
    return _("The second one was asked because assessors are being checked.")
