"""Badge Connect 2.1: the same door for programs that know Open Badges 2.0 alone, as Moodle does."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path

from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.hosted import CONTEXT
from lapel.doors.api.answering import (
    answers,
    called,
    moment_asked,
    nowhere,
    number_asked,
    paging,
)
from lapel.doors.api.bearer import BearerError
from lapel.doors.api.protocol import ApiError, addresses, declared_size, object_of
from lapel.journey.exchange import actions, queries
from lapel.journey.exchange.actions import Refused, Why
from lapel.journey.exchange.queries import scopes

if TYPE_CHECKING:
    from django.http import HttpRequest

USUAL, MOST = 25, 100
# The words that Badge Connect 2.1 allows for `statusText` (§ Responses).
WORDS = {
    HTTPStatus.OK: "OK",
    HTTPStatus.BAD_REQUEST: "REQUEST_VALIDATION_ERROR",
    HTTPStatus.UNAUTHORIZED: "UNAUTHENTICATED",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
}
REFUSED = {Why.NOT_HERS: "RECIPIENT_PROFILE_MISMATCH", Why.INVALID: "INVALID_BADGE"}


def _envelope(status: int, word: str = "", error: str | None = None, **result: Any) -> HttpResponse:
    text = word or WORDS.get(HTTPStatus(status), "BAD_REQUEST")
    told = {"error": error, "statusCode": status, "statusText": text}
    return JsonResponse({"status": told, **result}, status=status)


def refused(error: ApiError) -> HttpResponse:
    """Say no in the envelope."""
    if error.status == HTTPStatus.NOT_FOUND:  # whose word says it all
        return _envelope(error.status)
    if not isinstance(error, BearerError):
        return _envelope(error.status, error=str(error))
    # Badge Connect knows no 403: what she did not allow is a 401 of another word.
    word = "PERMISSION_DENIED" if error.scope else "UNAUTHENTICATED"
    answer = _envelope(401, word, str(error))
    answer["WWW-Authenticate"] = error.challenge
    return answer


def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (the same for all)
    """Give the manifest by which a program finds the way in, for everybody."""
    base = settings.BASE_URL
    at = addresses(base)
    offered = {
        "name": "Lapel",
        "image": f"{base}/static/web/lapel.svg",
        "apiBase": f"{base}/bcv1",
        "version": "v1p0",
        "termsOfServiceUrl": f"{at['rules']}#terms",
        "privacyPolicyUrl": f"{at['rules']}#privacy",
        "scopesOffered": list(scopes.BADGE_CONNECT),
        "registrationUrl": at["register"],
        "authorizationUrl": at["authorize"],
        "tokenUrl": at["token"],
        "tokenRevocationUrl": at["revoke"],
    }
    document = {
        "@context": "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld",
        "id": f"{base}/.well-known/badgeconnect.json",
        "badgeConnectAPI": [offered],
    }
    answer = JsonResponse(document)
    answer["Cache-Control"] = "public, max-age=300"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def get_assertions(request: HttpRequest) -> HttpResponse:
    """Give a holder's assertions, the last changed first, each at an address of its own."""
    caller = called(request, scopes.READ_ASSERTIONS, "read")
    limit = min(number_asked(request, "limit", USUAL, least=1), MOST)
    offset = number_asked(request, "offset", 0, least=0)
    since = moment_asked(request)
    actions.host_awards(person=caller.person)
    page = queries.assertions_page(caller.person, limit=limit, offset=offset, since=since)
    answer = _envelope(200, assertions=page.documents)
    answer["X-Total-Count"] = str(page.total)
    answer["Link"] = paging(request, limit, offset, page.total)
    return answer


def post_assertion(request: HttpRequest) -> HttpResponse:
    """Take a hosted assertion that its issuer's own site serves into a holder's portfolio."""
    caller = called(request, scopes.BRING_ASSERTIONS, "write")
    if declared_size(request, otherwise=queries.LARGEST + 1) > queries.LARGEST:
        raise ApiError(413, "invalid_data", "The assertion is larger than 512 kB.")
    try:
        found = object_of(request, most=queries.LARGEST).get("assertion")
    except BadgeError as error:
        raise ApiError(400, "invalid_data", str(error)) from error
    if not isinstance(found, dict):
        said = "The payload has an assertion; signed assertions of Open Badges 2.0 are not read."
        raise ApiError(400, "invalid_data", said)
    content = json.dumps(found, ensure_ascii=False).encode()
    try:
        actions.bring_badge(person=caller.person, content=content, program=caller.grant.program)
    except Refused as refusal:
        return _envelope(400, REFUSED.get(refusal.why, "BAD_REQUEST"), str(refusal))
    return _envelope(200)


def get_profile(request: HttpRequest) -> HttpResponse:
    """Give the holder's profile."""
    caller = called(request, scopes.READ_PROFILE_2, "read")
    told = queries.profile_of(caller.person, caller.grant.program)
    return _envelope(200, profile=told | {"@context": CONTEXT, "type": "Profile"})


urlpatterns = [
    path(".well-known/badgeconnect.json", answers(refused, GET=manifest), name="bc-manifest"),
    path(
        "bcv1/assertions",
        answers(refused, GET=get_assertions, POST=post_assertion),
        name="bc-assertions",
    ),
    path("bcv1/profile", answers(refused, GET=get_profile), name="bc-profile"),
    path(
        "bcv1/<path:rest>",
        nowhere(refused, minor="unknown", sentence="There is no such endpoint."),
        name="bc-elsewhere",
    ),
]
