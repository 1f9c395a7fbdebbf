"""Signed documents at /id/<kind>/<uuid>, for ever: JSON for machines, a page for people."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing import actions, queries
from lapel.journey.issuing.models import Achievement, Award, Endorsement, Issuer, StatusList
from lapel.journey.issuing.policies import may_look
from lapel.journey.sharing.policies import may_see
from lapel.journey.sharing.queries import successor_of
from lapel.journey.sharing.views import badge, is_link_preview

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

T = TypeVar("T")
JSON_TYPES = [
    "application/json",
    "application/ld+json",
    "application/vc+ld+json",
    "application/vc",
    "application/did+json",
    "application/did+ld+json",
]
REVOCATION_LINK = 'rel="related"; type="application/json"; title="1EdTechRevocationList"'
A_DAY = 60 * 60 * 24


def _found(find: Callable[[UUID], T], name: UUID, missing: type[Exception]) -> T:
    try:
        return find(name)
    except missing:
        raise Http404 from None


def _wants_page(request: HttpRequest) -> bool:
    """Tell whether a person's browser asks; whoever has no preference gets the document."""
    return request.get_preferred_type([*JSON_TYPES, "text/html"]) == "text/html"


def _bytes(
    request: HttpRequest, body: bytes, media_type: str, *, keep: int, is_private: bool = False
) -> HttpResponseBase:
    """Answer with bytes that may be kept for so many seconds; 304 where they are known."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=media_type)
    scope = "private, no-cache" if is_private else f"public, max-age={keep}"
    response["Cache-Control"] = scope
    response["ETag"] = etag
    if not is_private:
        response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept"])
    return get_conditional_response(request, etag=etag, response=response) or response


def _json(request: HttpRequest, document: Any, media_type: str = "application/ld+json") -> Any:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _bytes(request, text.encode(), media_type, keep=300)


def _page(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    response = render(request, template, facts)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def issuer(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give an issuer's profile."""
    found = _found(queries.issuer, name, Issuer.DoesNotExist)
    profile = queries.profile_document(found)
    taken_back = queries.revocations_address(found) if settings.REVOCATION_LIST else ""
    if not _wants_page(request):
        answer: HttpResponseBase = _json(request, profile)
        if taken_back:  # no term of the profile's contexts names it
            answer["Link"] = f"<{taken_back}>; {REVOCATION_LINK}"
        return answer
    facts = {"issuer": found, "profile": profile, "taken_back": taken_back}
    facts["endorsements"] = queries.endorsements_of_issuer(found)
    facts["has_did_document"] = queries.web_did_document(found) is not None
    return _page(request, "issuing/issuer.html", facts)


@require_safe
def did_document(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give an issuer's did:web document; there is none while it signs under did:key."""
    found = queries.web_did_document(_found(queries.issuer, name, Issuer.DoesNotExist))
    if found is None:
        raise Http404
    answer: HttpResponseBase = _json(request, found, "application/did+json")
    return answer


@require_safe
def revocations(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give what an issuer has taken back, for programs that read no Bitstring list.

    Only where the instance chose to: it gives away the ids of badges that their holders may not
    show, and no badge made here needs it.
    """
    if not settings.REVOCATION_LIST:
        raise Http404
    found = _found(queries.issuer, name, Issuer.DoesNotExist)
    listed = queries.revocations_document(found)
    answer: HttpResponseBase = _json(request, listed, "application/json")
    return answer


@require_safe
def achievement(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give what awards are for."""
    found = _found(queries.achievement, name, Achievement.DoesNotExist)
    document = queries.achievement_document(found)
    if not _wants_page(request):
        answer: HttpResponseBase = _json(request, document)
        return answer
    facts = {
        "achievement": found,
        "subject": found.subject,
        "described": document,
        "issuer_url": queries.address("issuer", found.issuer_id),
        "endorsements": queries.endorsements_of_achievement(found),
    }
    return _page(request, "issuing/achievement.html", facts)


@require_safe
def picture(request: HttpRequest, name: UUID, form: str) -> HttpResponseBase:
    """Give an achievement's badge as a picture."""
    found = _found(queries.achievement, name, Achievement.DoesNotExist)
    if form == "svg":
        return _bytes(request, queries.picture_svg(found).encode(), "image/svg+xml", keep=A_DAY)
    return _bytes(request, actions.draw_picture(achievement=found), "image/png", keep=A_DAY)


@require_safe
def award(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give an award's public credential exactly as signed, or its page, to whoever may see it.

    It says nothing of its holder but an opaque id; the one with her identifier she downloads.
    """
    if _wants_page(request) or is_link_preview(request):
        page = badge(request, award_id=name)
        patch_vary_headers(page, ["Accept"])
        return page
    return _public(request, _found(queries.award, name, Award.DoesNotExist))


@require_safe
def refreshed(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give the public credential in force in place of an award's copy (1EdTechCredentialRefresh).

    It is the award's own as signed last or, where it was superseded, that of its successor.
    """
    found = _found(queries.award, name, Award.DoesNotExist)
    return _public(request, successor_of(found) or found)


def _public(request: HttpRequest, found: Award) -> HttpResponseBase:
    if not may_see(request.user, found):
        raise Http404
    if not queries.is_included(found):
        return _not_yet()
    return _bytes(
        request, found.public_document.encode(), "application/vc+ld+json", keep=0, is_private=True
    )


def _not_yet() -> HttpResponse:
    """Tell one of its two parties that the award is on its way into the log."""
    response = HttpResponse("The award is being entered in the log.\n", status=404)
    response["Content-Type"] = "text/plain; charset=utf-8"
    response["Retry-After"] = "2"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def endorsement(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give an endorsement exactly as signed, or its page; of an award to whom it is shown."""
    found = _found(queries.published_endorsement, name, Endorsement.DoesNotExist)
    of_award = found.award
    if of_award and not (may_see(request.user, of_award) or may_look(request.user, found)):
        raise Http404
    if not _wants_page(request):
        body, media_type = found.document.encode(), "application/vc+ld+json"
        return _bytes(request, body, media_type, keep=300, is_private=of_award is not None)
    facts = {
        "endorsement": found,
        "described": json.loads(found.document),
        "subject_url": queries.subject_address(found),
        "is_valid": queries.verdict_on_endorsement(found).outcome is Outcome.VALID,
    }
    return _page(request, "issuing/endorsed.html", facts)


@require_safe
def status(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give a status list exactly as signed."""
    found = _found(queries.status_list, name, StatusList.DoesNotExist)
    if _wants_page(request):
        return _page(request, "issuing/status.html", {"status_list": found})
    keep = int(queries.TTL.total_seconds())
    return _bytes(request, found.document.encode(), "application/vc+ld+json", keep=keep)


@require_safe
def competency(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Give a competency that awards are aligned with."""
    found = queries.competency_named(name)
    if found is None:
        raise Http404
    if _wants_page(request):
        return redirect("catalogue:competency", found.code)
    answer: HttpResponseBase = _json(
        request, queries.competency_document(found), "application/json"
    )
    return answer
