"""How often the work of a micro-credential is scored, and why (R10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.routing import PILOT, Bars, Routing, Why, routing
from lapel.figures import rounded
from lapel.journey.licensure.queries import licensure_among
from lapel.journey.review.models import Case, Reliability, Route, ScoredTwice, Seat
from lapel.journey.review.queries.reliability import card_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from lapel.domain.rubrics.reliability import ReliabilityCard
    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Person

ALPHA = "alpha_ordinal"
SAID: dict[Why, _StrPromise] = {
    Why.LICENSURE: _("Two assessors score everything, since a licence requires it."),
    Why.DRIFT: _("Two assessors score everything, since the watch found that they drifted apart."),
    Why.ASKED: _("Two assessors score everything, since a lead assessor asked for it."),
    Why.TOO_FEW: _(
        "Two assessors score everything, until %(fewest)s submissions were scored twice; so far "
        "%(n)s were."
    ),
    Why.UNDEFINED: _(
        "Two assessors score everything: over %(n)s submissions nothing varied, so that their "
        "agreement cannot be computed."
    ),
    Why.BELOW_BAR: _(
        "Two assessors score everything, since they do not agree closely enough: over %(n)s "
        "submissions Krippendorff's alpha may be as low as %(low)s, and %(bar)s is asked (0 is "
        "chance, 1 is always the same level). It stays so until that is reached."
    ),
    Why.ESTABLISHED: _(
        "One assessor scores first; a second one scores the %(share)s %% that are drawn at random "
        "and all that is close. Over %(n)s submissions Krippendorff's alpha is at least %(low)s "
        "(0 is chance, 1 is always the same level)."
    ),
}


def bars() -> Bars:
    """Give this instance's bars."""
    return Bars(
        fewest=settings.SCORED_TWICE_UNTIL,
        alpha=settings.ALPHA_BAR,
        share=settings.SCORED_TWICE_SHARE,
    )


def routing_of(microcredential: MicroCredential) -> Routing:
    """Say how a micro-credential's work is scored now, and why; in two queries."""
    return routings_of([microcredential])[microcredential.pk]


def routings_of(microcredentials: Iterable[MicroCredential]) -> dict[UUID, Routing]:
    """Say it of many at once, by their ids."""
    wanted = list(microcredentials)
    kept = Reliability.objects.filter(microcredential__in=wanted)
    cards = {each.microcredential_id: card_of(each) for each in kept}
    insisted = _insisted(wanted)
    return {each.pk: _routing(cards.get(each.pk), insisted.get(each.pk, set())) for each in wanted}


def _routing(card: ReliabilityCard | None, insisted: set[Why]) -> Routing:
    alpha = card.figures.get(ALPHA) if card else None
    return routing(
        card.double_scored if card else 0,
        alpha.low if alpha else None,
        bars=bars(),
        insisted=insisted,
    )


def _insisted(microcredentials: list[MicroCredential]) -> dict[UUID, set[Why]]:
    """Give why all work of a micro-credential is to be scored twice, whatever the figures say."""
    found = {pk: {Why.LICENSURE} for pk in licensure_among(microcredentials)}
    open_ = ScoredTwice.objects.filter(
        microcredential__in=microcredentials, assessor=None, ended_at=None
    )
    for each in open_:
        found.setdefault(each.microcredential_id, set()).add(Why(each.why))
    return found


def is_watched(person: Person, microcredential_id: UUID) -> bool:
    """Tell whether all that a person scores of a micro-credential is to be scored twice."""
    return ScoredTwice.objects.filter(
        microcredential=microcredential_id, assessor=person, ended_at=None
    ).exists()


def is_pilot(case: Case) -> bool:
    """Tell whether a case is among the first ten that were scored on its rubric."""
    before = Case.objects.filter(
        microcredential=case.microcredential_id, version__rubric_hash=case.version.rubric_hash
    )
    before = before.exclude(state__in=[State.RETURNED, State.WITHDRAWN]).exclude(pk=case.pk)
    return before.filter(opened_at__lte=case.opened_at).count() < PILOT


def route_of(case: Case) -> Route | None:
    """Give how a case is routed; None for one that is older than routing: it is scored by two."""
    return getattr(case, "route", None)


def seats_wanted(case: Case) -> tuple[Seat, ...]:
    """Give the seats at which a case is scored blind, as far as it is known yet."""
    route = route_of(case)
    two = route is None or route.wants_two or case.look_state
    return (Seat.FIRST, Seat.SECOND) if two else (Seat.FIRST,)


def is_scored_once(case: Case) -> bool:
    """Tell whether one scoring was found to do for a case."""
    route = route_of(case)
    return route is not None and route.is_single


def route_record(case: Case) -> dict[str, Any] | None:
    """Give what a decision's record says of how it was routed, and why (R10)."""
    route = route_of(case)
    if route is None:
        return None
    return {
        "plan": route.plan,
        "why": route.why,
        "scored_twice_before": route.double_scored,
        "alpha_low": route.alpha_low,
        "share": route.share,
        "seed": bytes(route.seed).hex(),
        "draw": route.draw,
        "second_why": route.second_why,
    }


def routing_said(found: Routing) -> str:
    """Say in a sentence or two how often a micro-credential's work is scored, and why."""
    wanted = bars()
    facts = {
        "n": found.n,
        "fewest": wanted.fewest,
        "low": rounded(found.alpha_low, 3) if found.alpha_low is not None else "",
        "bar": rounded(wanted.alpha, 3),
        "share": rounded(100 * wanted.share),
    }
    return str(SAID[found.why]) % facts


def insisted_on(microcredential: MicroCredential) -> set[Why]:
    """Give why all of a micro-credential's work is scored by two, whatever the figures say."""
    return _insisted([microcredential]).get(microcredential.pk, set())
