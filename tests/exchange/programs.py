"""A program in tests: it registers, has a holder let it in, and calls the API."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from domain.badges.badge_makers import award, key
from lapel.domain.badges.documents import credential
from lapel.domain.badges.model import EmailIdentity
from lapel.domain.badges.proof import add_proof
from lapel.journey.exchange.queries.scopes import OPEN_BADGES_3
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from django.http import HttpResponse

    from domain.badges.badge_makers import Key
    from lapel.journey.people.models import Person

REDIRECT = "https://backpack.example/back"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
LONG_AGO = datetime(2024, 5, 1, tzinfo=UTC)
STRANGER = key(9, of="")
ALL = " ".join(OPEN_BADGES_3)
METADATA: dict[str, Any] = {
    "client_name": "The Backpack",
    "client_uri": "https://backpack.example/",
    "logo_uri": "https://backpack.example/logo.png",
    "tos_uri": "https://backpack.example/terms",
    "policy_uri": "https://backpack.example/privacy",
    "software_id": "c88b6ed8-269e-448e-99be-7e2ff47167d1",
    "software_version": "1.2",
    "redirect_uris": [REDIRECT],
    "token_endpoint_auth_method": "client_secret_basic",
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
    "scope": ALL,
}


def from_elsewhere(email: str, *, signer: Key = STRANGER, **changes: Any) -> bytes:
    """Give a badge of an issuer nobody here knows, for an e-mail address ("" names nobody)."""
    identity = EmailIdentity.of(email, salt="5a17") if email else None
    usual = {"valid_from": LONG_AGO, "awarded": LONG_AGO, "valid_until": None, "status": ()}
    made = award(issuer=signer.did, identity=identity, **{**usual, **changes})
    document = add_proof(credential(made), signer=signer, created=now())
    return json.dumps(document).encode()


def challenge(verifier: str = VERIFIER) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def register(**changes: Any) -> HttpResponse:
    """Send a registration, with fields changed, or left out where they are None."""
    given = {name: value for name, value in (METADATA | changes).items() if value is not None}
    return Client().post("/oauth/register", json.dumps(given), content_type="application/json")


@dataclass
class Program:
    """A program that registered; `scope` is what it asks for."""

    changes: dict[str, Any] = field(default_factory=dict)
    scope: str = ALL

    def __post_init__(self) -> None:
        answer = register(**self.changes)
        assert answer.status_code == 201, answer.content
        self.told = answer.json()
        self.id, self.secret = self.told["client_id"], self.told["client_secret"]

    def question(self, **changes: Any) -> str:
        """Give the address to which it sends a holder's browser."""
        asked = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": REDIRECT,
            "scope": self.scope,
            "state": "af0ifjsldkj",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        } | changes
        given = {name: value for name, value in asked.items() if value is not None}
        return f"/oauth/authorize?{urlencode(given)}"

    def asks(self, person: Person, decision: str = "allow", **changes: Any) -> dict[str, str]:
        """Have a holder answer; gives what came back in the address."""
        answer = sign_in_as(Client(), person).post(self.question(**changes), {"decision": decision})
        assert answer.status_code == 302, answer.content
        assert answer["Location"].startswith(REDIRECT)
        return {name: values[0] for name, values in _query(answer["Location"]).items()}

    def basic(self) -> dict[str, str]:
        pair = base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()
        return {"HTTP_AUTHORIZATION": f"Basic {pair}"}

    def posts(self, path: str, **form: Any) -> HttpResponse:
        return Client().post(path, form, **self.basic())

    def exchanges(self, code: str, /, **changes: Any) -> HttpResponse:
        """Ask for tokens with a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
        } | changes
        given = {name: value for name, value in form.items() if value is not None}
        return self.posts("/oauth/token", **given)

    def refreshes(self, refresh: str, **more: Any) -> HttpResponse:
        return self.posts("/oauth/token", grant_type="refresh_token", refresh_token=refresh, **more)

    def comes_in(self, person: Person) -> Caller:
        """Go all the way, and give what calls the API with the tokens."""
        return Caller(self.exchanges(self.asks(person)["code"]).json())


def _query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


@dataclass
class Caller:
    """Calls the API with tokens."""

    tokens: dict[str, Any]

    def headers(self) -> dict[str, str]:
        return {"HTTP_AUTHORIZATION": f"Bearer {self.tokens['access_token']}"}

    def gets(self, path: str, **query: Any) -> HttpResponse:
        return Client().get(path, query, **self.headers())

    def brings(self, text: str, kind: str = "application/json", **headers: Any) -> HttpResponse:
        path = "/ims/ob/v3p0/credentials"
        return Client().post(path, text, content_type=kind, **self.headers(), **headers)

    def puts(self, given: Any) -> HttpResponse:
        text = json.dumps(given)
        path = "/ims/ob/v3p0/profile"
        return Client().put(path, text, content_type="application/json", **self.headers())
