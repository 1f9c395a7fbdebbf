"""OAuth 2 as Open Badges 3.0 asks for it (§7): register, authorize, token, revoke."""

from __future__ import annotations

import base64
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapel.domain.badges.errors import BadgeError
from lapel.doors.api.protocol import (
    declared_size,
    for_programs,
    in_ascii,
    is_too_often,
    object_of,
)
from lapel.journey.exchange import actions, queries

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

REGISTRATIONS = "20/h/ip"
TOKENS = "600/m/ip"
LARGEST_BODY = 16 * 1024
# What Authlib repeats in its errors, which hold plain ASCII only (RFC 6749 §4.1.2.1).
REPEATED = ("response_type", "grant_type", "redirect_uri", "client_id", "token_type_hint")


def _error(code: str, sentence: str, status: int = HTTPStatus.BAD_REQUEST) -> JsonResponse:
    body = {"error": code, "error_description": sentence}
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def _refusal(request: HttpRequest, action: str, rate: str) -> JsonResponse | None:
    """Refuse what is not a post, too large, or one too many."""
    if request.method != "POST":
        answer = _error("invalid_request", "This address takes posts.", 405)
        answer["Allow"] = "POST"
        return answer
    if declared_size(request, otherwise=0) > LARGEST_BODY:
        return _error("invalid_request", "The request is too large.", 413)
    if is_too_often(request, action, rate):
        answer = _error("temporarily_unavailable", "Too many requests; try again later.", 429)
        answer["Retry-After"] = "60"
        return answer
    return None


def _spoilt(request: HttpRequest) -> JsonResponse | None:
    """Refuse a form or a secret that Authlib cannot read: it takes any bytes for UTF-8."""
    if not _is_plain(request.POST):
        return _error("invalid_request", "A parameter stands twice or holds odd signs.")
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    try:
        is_readable = bool(base64.b64decode(text).decode())
    except ValueError:
        is_readable = False
    if is_readable or kind.lower() != "basic":
        return None
    answer = _error("invalid_client", "The program's secret cannot be read.", 401)
    answer["WWW-Authenticate"] = "Basic"
    return answer


def _is_plain(values: QueryDict) -> bool:
    """Tell whether each parameter stands once, and Authlib can repeat the named ones."""
    once = all(len(given) == 1 for _name, given in values.lists())
    named = [values.get(name) or "" for name in REPEATED]
    return once and all(
        " " <= sign <= "~" and sign not in '"\\' for value in named for sign in value
    )


@for_programs
def register(request: HttpRequest) -> HttpResponse:
    """Register a program (RFC 7591); nobody has to be asked for it."""
    refusal = _refusal(request, "register", REGISTRATIONS)
    if refusal:
        return refusal
    try:
        made = actions.register_program(metadata=object_of(request, most=LARGEST_BODY))
    except queries.MetadataError as error:
        return _error(error.code, str(error))
    except BadgeError as error:
        return _error("invalid_client_metadata", in_ascii(str(error)))
    told = {
        "client_id": str(made.program.pk),
        "client_secret": made.secret,
        "client_id_issued_at": int(made.program.registered_at.timestamp()),
        "client_secret_expires_at": 0,
        **made.program.metadata,
    }
    return JsonResponse(told, status=HTTPStatus.CREATED)


@for_programs
def token(request: HttpRequest) -> HttpResponse:
    """Give tokens for a code or a refresh token (RFC 6749 §4.1.3 and §6).

    What is spent and what is given for it are one transaction: after a crash between the two the
    program tries again, and is not taken for a second one that knows the code.
    """
    refusal = _refusal(request, "token", TOKENS) or _spoilt(request)
    if refusal:
        return refusal
    from lapel.doors.api.oauth_server import server

    with transaction.atomic():
        answer: HttpResponse = server().create_token_response(request)
    return answer


@for_programs
def revoke(request: HttpRequest) -> HttpResponse:
    """Take a token back (RFC 7009)."""
    refusal = _refusal(request, "token", TOKENS) or _spoilt(request)
    if refusal:
        return refusal
    from lapel.doors.api.oauth_server import server

    answer: HttpResponse = server().create_endpoint_response("revocation", request)
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Ask a holder whether a program may come in; her answer goes back with the browser.

    Everything that is asked stands in the address, for the question and for the answer: her form
    adds her decision and nothing else. A wrong question leads nowhere by itself.
    """
    from authlib.oauth2 import OAuth2Error

    from lapel.doors.api.oauth_server import server

    if not _is_plain(request.GET):
        return _refused(request)
    try:
        asked = server().get_consent_grant(request, end_user=request.user)
    except OAuth2Error as error:
        return _refused(request, str(error(None)[2][0][1]) if error.redirect_uri else "")
    if request.method == "POST":
        grants = request.user if request.POST.get("decision") == "allow" else None
        answer = server().create_authorization_response(
            asked.request, grant_user=grants, grant=asked
        )
        return _back(answer["Location"])
    return _question(request, asked)


def _question(request: HttpRequest, asked: Any) -> HttpResponse:
    program = asked.request.client.program
    facts = {
        "program": program,
        "metadata": program.metadata,
        "may": queries.in_plain_words(asked.request.scope),
        "comes_back": "refresh_token" in program.metadata["grant_types"],
    }
    response = render(request, "exchange/consent.html", facts)
    # A browser follows a form's redirect only to where the policy lets forms go.
    target = queries.origin_of(asked.redirect_uri)
    response._csp_update = {"form-action": [target]}  # type: ignore[attr-defined]  # noqa: SLF001 (django-csp's way to change the policy of one answer)
    return response


def _refused(request: HttpRequest, location: str = "") -> HttpResponse:
    """Say to a person that the program asked wrongly; she goes on to it by a click of hers, or not.

    Anybody registers a program here, so a redirect without her click would send browsers wherever
    a stranger likes, under our name (RFC 9700 §4.11.2). An address nobody registered is not shown.
    """
    program = queries.program(request.GET.get("client_id", "")) if location else None
    facts = {"program": program, "back": _with_issuer(location) if program else ""}
    answer = render(request, "exchange/refused.html", facts, status=HTTPStatus.BAD_REQUEST)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _back(location: str) -> HttpResponse:
    """Send the browser back to the program with a holder's answer."""
    answer = HttpResponseRedirect(_with_issuer(location))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _with_issuer(location: str) -> str:
    """Say from whom an answer comes (`iss`, RFC 9207)."""
    issuer = urlencode({"iss": settings.BASE_URL})
    return f"{location}{'&' if urlsplit(location).query else '?'}{issuer}"


urlpatterns = [
    path("oauth/register", register, name="oauth-register"),
    path("oauth/authorize", authorize, name="oauth-authorize"),
    path("oauth/token", token, name="oauth-token"),
    path("oauth/revoke", revoke, name="oauth-revoke"),
]
