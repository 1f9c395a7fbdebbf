"""OpenID for Verifiable Credential Issuance, draft 13 and 1.0 together (docs/adr/0013).

Names of both versions stand side by side in what a wallet reads; a credential is given in the shape
of the version in which it was asked for. A wallet in a browser may ask from any origin: no cookie
counts here.
"""

from __future__ import annotations

import json
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path, re_path
from django.utils.translation import override

from lapel.domain.badges.errors import BadgeError
from lapel.doors.api.openid4vci_request import configuration_asked, proof_shown
from lapel.doors.api.protocol import (
    bearer_of,
    declared_size,
    for_programs,
    in_ascii,
    is_too_often,
    object_of,
)
from lapel.journey.exchange import actions
from lapel.journey.exchange.actions import WalletRefusal
from lapel.journey.exchange.queries import offers, wallets
from lapel.journey.issuing.models import Issuer
from lapel.journey.issuing.queries import issuer as issuer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from django.urls import URLPattern

LARGEST_BODY = 64 * 1024
RATES = {"token": "30/m/ip", "credential": "60/m/ip", "nonce": "120/m/ip", "offer": "60/m/ip"}
INSTANCE = "Lapel"


def _answer(body: Mapping[str, Any], status: int = HTTPStatus.OK) -> JsonResponse:
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(body, status=status, headers=headers)


def _error(code: str, sentence: str, status: int = HTTPStatus.BAD_REQUEST) -> JsonResponse:
    """Say no as OAuth does; the sentence holds plain ASCII only (RFC 6749 §5.2)."""
    body = {"error": code, "error_description": in_ascii(sentence)}
    if code in ("invalid_proof", "invalid_nonce"):  # as draft 13 has it (§7.3.2)
        body |= _nonce()
    answer = _answer(body, HTTPStatus.UNAUTHORIZED if code == "invalid_token" else status)
    if code == "invalid_token":
        answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return answer


def _nonce() -> dict[str, Any]:
    seconds = int(offers.NONCE_LIFETIME.total_seconds())
    return {"c_nonce": offers.fresh_nonce(), "c_nonce_expires_in": seconds}


def _takes(method: str, action: str = "") -> Callable[[Callable[..., Any]], Any]:
    """Let a view take one method, from any origin, in bodies of a bounded size, at a rate."""

    def marked(view: Callable[..., JsonResponse]) -> Any:
        @wraps(view)
        def called(request: HttpRequest, **names: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _preflight(method)
            if request.method not in (method, "HEAD" if method == "GET" else method):
                answer = _error("invalid_request", f"This address takes {method}.", 405)
                answer["Allow"] = method
                return answer
            if declared_size(request, otherwise=0) > LARGEST_BODY:
                return _error("invalid_request", "The request is too large.", 413)
            if action and is_too_often(request, f"openid4vci-{action}", RATES[action]):
                return _too_often()
            with override("en"):  # whatever language a wallet's library sends along
                return _said(view, request, names)

        return for_programs(called)

    return marked


def _said(
    view: Callable[..., JsonResponse], request: HttpRequest, names: dict[str, Any]
) -> JsonResponse:
    try:
        return view(request, **names)
    except WalletRefusal as refusal:
        return _error(refusal.code, str(refusal))


def _too_often() -> JsonResponse:
    answer = _error("temporarily_unavailable", "Too many requests; try again later.", 429)
    answer["Retry-After"] = "60"
    return answer


def _preflight(method: str) -> HttpResponse:
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = method
    answer["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    return answer


def _named(name: str) -> tuple[str, str] | None:
    """Give the identifier and name of a credential issuer; None where there is none."""
    if not name:
        return settings.BASE_URL, INSTANCE
    try:
        found = issuer_of(UUID(name))
    except Issuer.DoesNotExist:
        return None
    return wallets.credential_issuer(found), found.name


@_takes("GET")
def credential_issuer(request: HttpRequest, name: str = "") -> JsonResponse:
    """Describe a credential issuer: an organisation, or the instance by itself."""
    del request
    found = _named(name)
    if found is None:
        return _error("not_found", "There is no such issuer.", HTTPStatus.NOT_FOUND)
    return _answer(wallets.issuer_metadata(*found))


@_takes("GET")
def authorization_server(request: HttpRequest, name: str = "") -> JsonResponse:
    """Describe where a credential issuer's tokens are had (RFC 8414)."""
    del request
    found = _named(name)
    if found is None:
        return _error("not_found", "There is no such issuer.", HTTPStatus.NOT_FOUND)
    return _answer(wallets.server_metadata(found[0]))


@_takes("GET", "offer")
def offer(request: HttpRequest, name: str) -> JsonResponse:
    """Give an offer to whoever knows its address, while it waits (§4.1.3)."""
    del request
    found = offers.offer_at(name)
    if found is None:
        return _error("not_found", "There is no such offer, or it is over.", HTTPStatus.NOT_FOUND)
    return _answer(wallets.offer_document(found))


@_takes("POST", "token")
def token(request: HttpRequest) -> JsonResponse:
    """Give a token for a pre-authorized code (§6)."""
    given = request.POST
    if any(len(values) != 1 for _name, values in given.lists()):
        return _error("invalid_request", "A parameter stands twice.")
    if given.get("grant_type") != wallets.PRE_AUTHORIZED:
        return _error("unsupported_grant_type", "Only pre-authorized codes are taken here.")
    if not given.get("pre-authorized_code"):
        return _error("invalid_request", "The request holds no code.")
    typed = given.get("tx_code") or given.get("user_pin") or ""  # the latter before draft 13
    access = actions.redeem_code(code=given["pre-authorized_code"], transaction_code=typed)
    body: dict[str, Any] = {
        "access_token": access.token,
        "token_type": "bearer",  # in lower case: one wallet compares letters
        "expires_in": access.seconds,
        **_nonce(),
    }
    if "authorization_details" in given:
        body["authorization_details"] = _details(access.forms)
    return _answer(body)


def _details(forms: tuple[str, ...]) -> list[dict[str, Any]]:
    """Name what the token is good for; an identifier is the configuration's (§6.2)."""
    return [
        {
            "type": "openid_credential",
            "credential_configuration_id": form,
            "credential_identifiers": [form],
        }
        for form in forms
    ]


@_takes("POST", "nonce")
def nonce(request: HttpRequest) -> JsonResponse:
    """Give a nonce for a proof (§7)."""
    del request
    return _answer(_nonce())


@_takes("POST", "credential")
def credential(request: HttpRequest) -> JsonResponse:
    """Give the badge bound to the key that the wallet shows (§8; draft 13, §7)."""
    bearer = _bearer(request)
    actions.admitted(token=bearer)
    asked = _body(request, "invalid_credential_request")
    configuration = configuration_asked(asked)
    proof = proof_shown(asked)
    is_of_13 = "format" in asked
    try:
        given = actions.give_to_wallet(token=bearer, configuration=configuration, proof=proof)
    except WalletRefusal as refusal:
        if is_of_13 and refusal.code == "invalid_nonce":  # draft 13 has no word for it
            raise WalletRefusal("invalid_proof", str(refusal)) from refusal
        raise
    form = wallets.CONFIGURATIONS[configuration]
    document = json.loads(given.text) if form == "ldp_vc" else given.text
    told = {"notification_id": str(given.notification)}
    if is_of_13:
        return _answer({"format": form, "credential": document, **_nonce(), **told})
    return _answer({"credentials": [{"credential": document}], **told})


@_takes("POST", "credential")
def notification(request: HttpRequest) -> HttpResponse:
    """Hear what became of a badge (§11)."""
    bearer = _bearer(request)
    said = _body(request, "invalid_notification_request")
    actions.note_wallet_news(
        token=bearer,
        notification=str(said.get("notification_id", "")),
        event=str(said.get("event", "")),
    )
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _bearer(request: HttpRequest) -> str:
    text = bearer_of(request)
    if not text:
        raise WalletRefusal("invalid_token", "The request brings no bearer token.")
    return text


def _body(request: HttpRequest, code: str) -> dict[str, Any]:
    try:
        return object_of(request, most=LARGEST_BODY)
    except BadgeError as error:
        raise WalletRefusal(code, f"The request is no sound JSON object. {error}") from error


_UUID = "(?P<name>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_PLACE = f"id/issuer/{_UUID}"
_ISSUER, _SERVER = ".well-known/openid-credential-issuer", ".well-known/oauth-authorization-server"
# One wallet asks for this first, and takes a page that says 404 for broken JSON.
_OPENID = ".well-known/openid-configuration"
urlpatterns: list[URLPattern] = [
    # 1.0 puts the well-known name before the path, draft 13 after it; a slash at the end is borne.
    re_path(rf"^{_ISSUER}/?$", credential_issuer, name="openid4vci-instance"),
    re_path(rf"^{_ISSUER}/{_PLACE}/?$", credential_issuer, name="openid4vci-issuer"),
    re_path(rf"^{_PLACE}/{_ISSUER}/?$", credential_issuer, name="openid4vci-issuer-13"),
    re_path(rf"^{_SERVER}/?$", authorization_server, name="openid4vci-server-instance"),
    re_path(rf"^{_SERVER}/{_PLACE}/?$", authorization_server, name="openid4vci-server"),
    re_path(rf"^{_PLACE}/{_SERVER}/?$", authorization_server, name="openid4vci-server-13"),
    re_path(rf"^{_OPENID}/{_PLACE}/?$", authorization_server, name="openid4vci-openid"),
    re_path(rf"^{_PLACE}/{_OPENID}/?$", authorization_server, name="openid4vci-openid-13"),
    path("openid4vci/offers/<str:name>", offer, name="openid4vci-offer"),
    path("openid4vci/token", token, name="openid4vci-token"),
    path("openid4vci/nonce", nonce, name="openid4vci-nonce"),
    path("openid4vci/credential", credential, name="openid4vci-credential"),
    path("openid4vci/notification", notification, name="openid4vci-notification"),
]
