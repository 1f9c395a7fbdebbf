"""Route a case: two seats, or one first and a second where there is a reason (R10)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from lapel.domain.rubrics.routing import (
    Mode,
    Why,
    commitment,
    reasons_for_a_second,
)
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import tell
from lapel.journey.review.models import Route, Seat
from lapel.journey.review.queries.decisions import (
    carried_in,
    judgements_of,
    latest_before,
    locked,
    rubric_of,
    team_levels,
)
from lapel.journey.review.queries.routing import (
    bars,
    is_pilot,
    is_watched,
    route_of,
    routing_of,
)

if TYPE_CHECKING:
    from lapel.journey.review.models import Assessment, Case

SEED_BYTES = 32


def plan_route(case: Case) -> str:
    """Plan how a new case is scored; gives the hash of its seed, to be told in the chain."""
    found = routing_of(case.microcredential)
    why = [found.why]
    why += [Why.PILOT] if is_pilot(case) else []
    why += [Why.RESUBMISSION] if latest_before(case) else []
    double = found.mode is Mode.DOUBLE or len(why) > 1
    seed = secrets.token_bytes(SEED_BYTES)
    Route.objects.create(
        case=case,
        plan=Mode.DOUBLE if double else Mode.ONE_FIRST,
        why=[each for each in why if not double or each is not Why.ESTABLISHED],
        is_pilot=Why.PILOT in why,
        double_scored=found.n,
        alpha_low=found.alpha_low,
        share=bars().share,
        seed=seed,
    )
    return commitment(seed)


def go_on_from_first(case: Case) -> bool:
    """Look at a case's first scores, once; true where a second seat is to be offered.

    The mode is asked anew: a drift, or a bound that fell since the case was opened, counts.
    """
    route = route_of(case)
    first = locked(case).filter(seat=Seat.FIRST).first()
    if route is None or not route.waits_for_first or first is None:
        return False
    route.settled_at = now()
    route.second_why = _why_a_second(case, first, route.draw)
    route.save(update_fields=["settled_at", "second_why"])
    facts = {"draw": route.draw, "why": route.second_why}
    tell(case, action="routed", actor=None, facts=facts)
    return route.wants_two


def _why_a_second(case: Case, first: Assessment, draw: float) -> list[Why]:
    found = routing_of(case.microcredential)
    why = [found.why] if found.mode is Mode.DOUBLE else []
    why += [Why.WATCHED] if is_watched(first.assessor, case.microcredential_id) else []
    return why + reasons_for_a_second(
        rubric_of(case),
        judgements_of(first),
        draw=draw,
        bars=bars(),
        carried=carried_in(case),
        team=team_levels(case),
    )
