"""Open Badges 2.0 at stable addresses, for programs that know no other form."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from lapel.journey.exchange import queries
from lapel.journey.exchange.models import HostedAward
from lapel.journey.issuing.models import Achievement, Issuer
from lapel.journey.issuing.queries import achievement as achievement_of
from lapel.journey.issuing.queries import issuer as issuer_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

A_WHILE = "public, max-age=300"


def _json(document: dict[str, Any], *, status: int = 200, keep: str = "no-store") -> HttpResponse:
    answer = JsonResponse(document, status=status, content_type="application/ld+json")
    answer["Cache-Control"] = keep
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def assertion(request: HttpRequest, name: UUID) -> HttpResponse:  # noqa: ARG001 (whoever was given the name may read)
    """Give a hosted assertion to whoever was given its name; 410 while it is not in force."""
    try:
        found = queries.hosted_award(name)
    except HostedAward.DoesNotExist:
        raise Http404 from None
    status = HTTPStatus.OK if queries.is_in_force(found) else HTTPStatus.GONE
    answer = _json(queries.assertion_document(found), status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def badge_class(request: HttpRequest, name: UUID) -> HttpResponse:  # noqa: ARG001 (for all)
    """Give an achievement as a badge class."""
    try:
        found = achievement_of(name)
    except Achievement.DoesNotExist:
        raise Http404 from None
    return _json(queries.badge_class_document(found), keep=A_WHILE)


@require_safe
def issuer(request: HttpRequest, name: UUID) -> HttpResponse:  # noqa: ARG001 (for all)
    """Give an issuer's profile."""
    try:
        found = issuer_of(name)
    except Issuer.DoesNotExist:
        raise Http404 from None
    return _json(queries.issuer_document(found), keep=A_WHILE)


urlpatterns = [
    path("id/assertion/<uuid:name>", assertion, name="id-assertion"),
    path("id/achievement/<uuid:name>/open-badges-2", badge_class, name="id-badge-class"),
    path("id/issuer/<uuid:name>/open-badges-2", issuer, name="id-issuer-2"),
]
