"""Badge Connect 2.1: the same door for programs that know Open Badges 2.0 alone, as Moodle does."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path

from lapel.domain.badges.hosted import CONTEXT
from lapel.doors.api.bearer import BearerError
from lapel.doors.api.openbadges import ApiError, called, moment_asked, number_asked, paging
from lapel.doors.api.protocol import addresses, body_of, declared_size, for_programs
from lapel.journey.exchange import actions, queries
from lapel.journey.exchange.actions import Refused, Why
from lapel.journey.exchange.queries import scopes

if TYPE_CHECKING:
    from collections.abc import Callable

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


def _answers(**methods: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Make an endpoint of one function a method; every answer is in the envelope."""

    def endpoint(request: HttpRequest) -> HttpResponse:
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in methods:
            answer = _envelope(405, error="This address does not take this method.")
            answer["Allow"] = ", ".join(methods)
            return answer
        try:
            return methods[method](request)
        except BearerError as error:
            # Badge Connect knows no 403: what she did not allow is a 401 of another word.
            word = "PERMISSION_DENIED" if error.scope else "UNAUTHENTICATED"
            answer = _envelope(401, word, str(error))
            answer["WWW-Authenticate"] = error.challenge
            return answer
        except ApiError as error:
            return _envelope(error.status, error=str(error))

    return for_programs(endpoint)


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
        given = json.loads(body_of(request))
    except (ValueError, RecursionError):
        raise ApiError(400, "invalid_data", "The payload is not JSON.") from None
    found = given.get("assertion") if isinstance(given, dict) else None
    if not isinstance(found, dict):
        said = "The payload has an assertion; signed assertions of Open Badges 2.0 are not read."
        raise ApiError(400, "invalid_data", said)
    content = json.dumps(found, ensure_ascii=False).encode(errors="replace")
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


def nothing(request: HttpRequest, **_rest: Any) -> HttpResponse:  # noqa: ARG001 (no matter what)
    """Say in the envelope that there is no such endpoint."""
    return _envelope(404)


urlpatterns = [
    path(".well-known/badgeconnect.json", _answers(GET=manifest), name="bc-manifest"),
    path(
        "bcv1/assertions", _answers(GET=get_assertions, POST=post_assertion), name="bc-assertions"
    ),
    path("bcv1/profile", _answers(GET=get_profile), name="bc-profile"),
    path("bcv1/<path:rest>", for_programs(nothing), name="bc-elsewhere"),
]
