"""The Open Badges 3.0 API (§6): a holder's badges and profile, for programs she lets in."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path

from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.jose import is_token
from lapel.doors.api.answering import (
    answers,
    called,
    moment_asked,
    nowhere,
    number_asked,
    paging,
)
from lapel.doors.api.bearer import BearerError
from lapel.doors.api.openbadges_document import document
from lapel.doors.api.protocol import ApiError, body_of, declared_size, object_of, status_info
from lapel.journey.exchange import actions, queries
from lapel.journey.exchange.actions import Made, Refused, Why
from lapel.journey.exchange.queries import scopes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.exchange.queries import Badge

USUAL, MOST = 25, 100
LARGEST_PROFILE = 64 * 1024
JSON_TYPES = frozenset(
    {"application/json", "application/ld+json", "application/vc+ld+json", "application/vc"}
)
TOKEN_TYPES = frozenset({"text/plain", "application/jwt", "application/vc+jwt"})
# What of OB 3.0's vocabulary (Imsx_CodeMinorFieldValue) says what a refusal of the room says.
REFUSED = {
    Why.INVALID: (400, "invalid_data"),
    Why.NOT_HERS: (403, "forbidden"),
    Why.TOO_LARGE: (413, "invalid_data"),
    Why.FULL: (403, "not_allowed"),
    Why.OLDER: (409, "not_allowed"),
    Why.BUSY: (503, "server_busy"),
}


def refused(error: ApiError) -> HttpResponse:
    """Say no as an `Imsx_StatusInfo`."""
    answer = status_info(error.status, error.minor, str(error))
    if isinstance(error, BearerError):
        answer["WWW-Authenticate"] = error.challenge
    return answer


def discover(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (the same for all)
    """Give the service description: OpenAPI with 1EdTech's extensions, for everybody (§6.3)."""
    answer = JsonResponse(document(settings.BASE_URL))
    answer["Cache-Control"] = "public, max-age=300"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def get_credentials(request: HttpRequest) -> HttpResponse:
    """Give a holder's badges, page by page (§6.2.2, §6.4)."""
    caller = called(request, scopes.READ_BADGES, "read")
    limit = min(number_asked(request, "limit", USUAL, least=1), MOST)
    offset = number_asked(request, "offset", 0, least=0)
    since = moment_asked(request)
    page = queries.badges_page(caller.person, limit=limit, offset=offset, since=since)
    answer = HttpResponse(_as_signed(page.badges), content_type="application/json")
    answer["X-Total-Count"] = str(page.total)
    answer["Link"] = paging(request, limit, offset, page.total)
    return answer


def _as_signed(badges: list[Badge]) -> str:
    """Write the two lists with each document byte for byte as it was signed."""
    documents = ",".join(each.text for each in badges if not each.is_token)
    tokens = ",".join(json.dumps(each.text) for each in badges if each.is_token)
    parts = {"credential": documents, "compactJwsString": tokens}
    lists = ",".join(f'"{name}":[{text}]' for name, text in parts.items() if text)
    return f"{{{lists}}}"


def post_credential(request: HttpRequest) -> HttpResponse:
    """Take a badge into a holder's portfolio, in the place of an earlier one of its id (§6.2.3)."""
    caller = called(request, scopes.BRING_BADGES, "write")
    content = _content(request)
    program = caller.grant.program
    try:
        made = actions.bring_badge(person=caller.person, content=content, program=program)
    except Refused as refusal:
        status, minor = REFUSED[refusal.why]
        raise ApiError(status, minor, str(refusal)) from refusal
    status = HTTPStatus.CREATED if made is Made.NEW else HTTPStatus.OK
    etag = f'"{queries.fingerprint(content.decode())}"'
    if made is Made.SAME and request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = HttpResponse(content, status=status, content_type=_type(request))
    answer["ETag"] = etag
    return answer


def _type(request: HttpRequest) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _content(request: HttpRequest) -> bytes:
    kind = _type(request)
    if kind not in JSON_TYPES | TOKEN_TYPES:
        raise ApiError(415, "invalid_data", "A badge comes as application/json or text/plain.")
    if declared_size(request, otherwise=queries.LARGEST + 1) > queries.LARGEST:
        raise ApiError(413, "invalid_data", "The badge is larger than 512 kB.")
    content = body_of(request)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise ApiError(400, "invalid_data", "The badge is not written in UTF-8.") from None
    if (kind in TOKEN_TYPES) != is_token(text):
        sentence = "text/plain holds a compact JWS, application/json a badge with its proof."
        raise ApiError(400, "invalid_data", sentence)
    return content


def get_profile(request: HttpRequest) -> HttpResponse:
    """Give the holder's profile (§6.2.4)."""
    caller = called(request, scopes.READ_PROFILE, "read")
    return JsonResponse(queries.profile_of(caller.person, caller.grant.program))


def put_profile(request: HttpRequest) -> HttpResponse:
    """Change what of a profile is hers to change here: her name (§6.2.5).

    Her e-mail address is changed by herself alone, because it has to be confirmed. What else a
    profile may hold is not kept; the answer shows what is.
    """
    caller = called(request, scopes.CHANGE_PROFILE, "write")
    if declared_size(request, otherwise=0) > LARGEST_PROFILE:
        raise ApiError(413, "invalid_data", "The profile is too large.")
    try:
        given = object_of(request, most=LARGEST_PROFILE)
        actions.take_profile(person=caller.person, given=given)
    except (BadgeError, Refused) as refusal:
        raise ApiError(400, "invalid_data", str(refusal)) from refusal
    return JsonResponse(queries.profile_of(caller.person, caller.grant.program))


discovery = answers(refused, GET=discover)
credentials = answers(refused, GET=get_credentials, POST=post_credential)
profile = answers(refused, GET=get_profile, PUT=put_profile)
elsewhere = nowhere(refused, minor="unknown", sentence="There is no such endpoint.")

urlpatterns = [
    path("ims/ob/v3p0/discovery", discovery, name="ob3-discovery"),
    path("ims/ob/v3p0/credentials", credentials, name="ob3-credentials"),
    path("ims/ob/v3p0/profile", profile, name="ob3-profile"),
    path("ims/ob/v3p0/<path:rest>", elsewhere, name="ob3-elsewhere"),
]
