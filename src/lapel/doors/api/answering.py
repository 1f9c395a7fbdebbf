"""What 1EdTech's doors share: a function a method, one way to say no, and links from page to page.

Open Badges 3.0, Badge Connect 2.1 and CASE differ in the form of an answer alone.
"""

from __future__ import annotations

from datetime import UTC
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from lapel.doors.api.bearer import BearerError, caller_of
from lapel.doors.api.protocol import ApiError, for_programs, is_too_often

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from lapel.doors.api.bearer import Caller

RATES = {"read": "300/m/key", "write": "30/m/key"}
# Under an address: tokens that are not good, and endpoints that there are not.
WRONG_TOKENS = "60/m/ip"
NOWHERE = "120/m/ip"
TOO_OFTEN = "Too many requests; try again in a minute."


def answers(
    refused: Callable[[ApiError], HttpResponseBase],
    /,
    **methods: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Make an endpoint of one function a method; `refused` writes every no in its own form."""

    def endpoint(request: HttpRequest, **names: str) -> HttpResponseBase:
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in methods:
            said = "This address does not take this method."
            answer = refused(ApiError(405, "not_allowed", said, name="method"))
            answer["Allow"] = ", ".join(methods)
            return answer
        try:
            return methods[method](request, **names)
        except ApiError as error:
            answer = refused(error)
            if error.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                answer["Retry-After"] = "60"
            return answer

    return for_programs(endpoint)


def nowhere(
    refused: Callable[[ApiError], HttpResponseBase], *, minor: str, sentence: str
) -> Callable[..., HttpResponseBase]:
    """Make the endpoint for addresses that there are not, whatever the method."""

    def endpoint(request: HttpRequest, **_rest: str) -> HttpResponseBase:
        if is_too_often(request, "nowhere", NOWHERE):
            return refused(ApiError(429, "server_busy", TOO_OFTEN))
        return refused(ApiError(404, minor, sentence, name="path"))

    return for_programs(endpoint)


def called(request: HttpRequest, scope: str, action: str) -> Caller:
    """Give who calls, for whom; refuses what she did not allow, and what comes too often.

    Whoever tries tokens that are not good is slowed down under his address, all others under what
    their holder let them do.
    """
    try:
        caller = caller_of(request, scope)
    except BearerError as error:
        if error.status == HTTPStatus.UNAUTHORIZED and is_too_often(
            request, "wrong-token", WRONG_TOKENS
        ):
            raise ApiError(429, "server_busy", TOO_OFTEN) from error
        raise
    if is_too_often(request, action, RATES[action], key=str(caller.grant.pk)):
        raise ApiError(429, "server_busy", TOO_OFTEN)
    return caller


def paging(request: HttpRequest, limit: int, offset: int, total: int) -> str:
    """Give the links to the first, last, next and previous page (RFC 8288).

    Whatever else the query asks for stays (OB 3.0 §6.4, CASE 1.1 REST §3.5).
    """
    places = {"first": 0, "last": (max(total - 1, 0) // limit) * limit}
    if offset + limit < total:
        places["next"] = offset + limit
    if offset > 0:
        places["prev"] = max(offset - limit, 0)
    told = []
    for name, place in places.items():
        query = request.GET.copy()
        query["limit"], query["offset"] = str(limit), str(place)
        address = f"{settings.BASE_URL}{request.path}?{query.urlencode()}"
        told.append(f'<{address}>; rel="{name}"')
    return ", ".join(told)


def number_asked(request: HttpRequest, name: str, usual: int, *, least: int) -> int:
    """Read a whole number of the query; `ApiError` for anything else."""
    text = request.GET.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise ApiError(400, "invalid_query_parameter", f"{name} is a whole number from {least}.")
    return int(text)


def moment_asked(request: HttpRequest) -> datetime | None:
    """Read `since`, an ISO 8601 time with its zone; a plus sign may have come as a space."""
    text = request.GET.get("since")
    if text is None:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+")) if "T" in text else None
        return found.astimezone(UTC) if found and not is_naive(found) else _no_moment()
    except (ValueError, OverflowError):  # the latter in the first hours of year 1, east of UTC
        return _no_moment()


def _no_moment() -> datetime:
    raise ApiError(400, "invalid_query_parameter", "since is an ISO 8601 time with its zone.")
