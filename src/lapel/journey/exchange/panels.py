"""What exchange shows on earlier rooms' pages: the ways from the portfolio to what came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.exchange.queries import brought_badges
from lapel.journey.exchange.queries.offers import latest_offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Person

SHOWN = 6


def elsewhere(request: HttpRequest, person: Person) -> str:
    """List the latest badges from elsewhere, and lead to all of them and to programs."""
    context = {"latest": list(brought_badges(person)[:SHOWN])}
    return render_to_string("exchange/parts/elsewhere.html", context, request)


def wallet(request: HttpRequest, award: Award) -> str:
    """Lead from an award to the way into a wallet, and say whether one took it."""
    offer = latest_offer(award)
    context = {"award": award, "taken_at": offer.taken_at if offer else None}
    return render_to_string("exchange/parts/wallet_panel.html", context, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "sharing.portfolio": [elsewhere],
    "sharing.award": [wallet],
}
