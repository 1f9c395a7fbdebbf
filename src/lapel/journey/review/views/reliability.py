"""The public reliability card of a micro-credential: page, JSON and picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lapel.domain.rubrics.reliability import FEWEST
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.review.actions.draw_reliability import draw_reliability
from lapel.journey.review.queries import (
    appeals_of,
    reliability_of,
    routing_of,
    routing_said,
)
from lapel.journey.review.queries.reliability_told import (
    amount_said,
    lines_of,
    picture_of,
    plain_card,
    rates_of,
)

if TYPE_CHECKING:
    from django.http import HttpRequest


def _published(slug: str) -> MicroCredential:
    """Find what anyone may know of: whatever stands in the catalogue, retired or not."""
    found = MicroCredential.objects.select_related("current", "organisation").defer(
        "current__content", "current__search_text"
    )
    return get_object_or_404(found, slug=slug, current__isnull=False)


@require_safe
def reliability(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figures, and what each of them means."""
    microcredential = _published(slug)
    card = reliability_of(microcredential)
    facts = {
        "microcredential": microcredential,
        "card": card,
        "fewest": FEWEST,
        "amount": amount_said(card),
        "lines": lines_of(card),
        "rates": rates_of(card),
        "routing": routing_said(routing_of(microcredential)),
        "appeals": appeals_of(microcredential),
    }
    return render(request, "review/reliability.html", facts)


@require_safe
def as_json(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give the same for programs."""
    microcredential = _published(slug)
    card = reliability_of(microcredential)
    return JsonResponse(plain_card(microcredential, card, routing_of(microcredential)))


@require_safe
def as_svg(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give the same as a picture in the reader's language."""
    return HttpResponse(_svg(slug), content_type="image/svg+xml; charset=utf-8")


@require_safe
def as_png(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give the same picture in pixels."""
    return HttpResponse(draw_reliability(svg=_svg(slug)), content_type="image/png")


def _svg(slug: str) -> str:
    microcredential = _published(slug)
    return picture_of(microcredential, reliability_of(microcredential))
