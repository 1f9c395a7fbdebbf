"""What wallets are told before they ask for anything (docs/adr/0013)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from exchange.wallet import Wallet
from issuing.earning import earned
from lapel.journey.exchange.actions import make_offer
from review.stage import Stage

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

ISSUER, SERVER = "openid-credential-issuer", "oauth-authorization-server"
NOBODY = "id/issuer/00000000-0000-4000-8000-000000000000"


@pytest.fixture
def place(cast: Cast) -> str:
    """The path of an issuer that has awarded something."""
    return f"id/issuer/{earned(Stage(cast)).achievement.issuer_id}"


def places(name: str, place: str) -> list[str]:
    bare = [f"/.well-known/{name}/{place}", f"/{place}/.well-known/{name}"]
    return [path + end for path in bare for end in ("", "/")]


def test_an_issuer_is_described_wherever_a_wallet_looks(client: Client, place: str) -> None:
    """1.0 puts the well-known name before the path, draft 13 after it; a slash is borne."""
    for name in (ISSUER, SERVER, "openid-configuration"):
        told = [client.get(path) for path in places(name, place)]
        assert {each.status_code for each in told} == {200}
        assert all(each.json() == told[0].json() for each in told)


def test_the_words_of_both_versions_stand_side_by_side(client: Client, place: str) -> None:
    """And those that one wallet looks for in the wrong document."""
    told = client.get(f"/.well-known/{ISSUER}/{place}").json()
    server = client.get(f"/.well-known/{SERVER}/{place}").json()
    assert told["credential_issuer"] == told["issuer"] == server["issuer"]
    assert told["credential_issuer"].endswith(f"/{place}")
    assert told["token_endpoint"] == server["token_endpoint"]
    assert told["display"][0]["name"] == "Teachers' College"
    linked = told["credential_configurations_supported"]["OpenBadge_ldp_vc"]
    assert linked["credential_metadata"]["display"] == linked["display"]
    assert linked["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"] == [
        *("EdDSA", "ES256", "ES384"),
    ]


def test_the_instance_is_an_issuer_too(client: Client, db: None) -> None:
    """Who knows the host alone learns where to ask."""
    told = client.get(f"/.well-known/{ISSUER}").json()
    assert told["credential_issuer"] == "http://localhost:8000"
    server = client.get(f"/.well-known/{SERVER}").json()
    assert server["issuer"] == told["credential_issuer"]  # RFC 8414 §3.3
    assert server["token_endpoint"] == told["token_endpoint"]


def test_an_issuer_that_is_none_is_not_described(client: Client, db: None) -> None:
    """In JSON, since a program asked."""
    for name in (ISSUER, SERVER):
        answer = client.get(f"/.well-known/{name}/{NOBODY}")
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_a_wallet_in_a_browser_may_ask_from_anywhere(client: Client, db: None) -> None:
    """No cookie counts here; the browser asks beforehand whether it may."""
    asked = client.options("/openid4vci/credential")
    assert asked["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    for answer in (asked, client.post("/openid4vci/nonce"), client.get(f"/.well-known/{ISSUER}")):
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "method"),
    [
        *((f"/openid4vci/{name}", "GET") for name in ("token", "nonce", "credential")),
        ("/openid4vci/notification", "GET"),
        ("/openid4vci/offers/x", "POST"),
        (f"/.well-known/{ISSUER}", "POST"),
    ],
)
def test_an_address_takes_one_method(client: Client, db: None, path: str, method: str) -> None:
    """And names it to whoever asks otherwise."""
    answer = client.get(path) if method == "GET" else client.post(path)
    assert (answer.status_code, answer.json()["error"]) == (405, "invalid_request")


def test_a_request_that_is_too_large_is_not_read(client: Client, db: None) -> None:
    """64 kB are enough for any proof."""
    answer = client.post("/openid4vci/token", {"x": "a" * 70_000})
    assert answer.status_code == 413


def test_who_tries_codes_without_end_is_stopped(client: Client, db: None) -> None:
    """Thirty a minute from one address; the codes have 256 bits."""
    given = {"grant_type": "urn:ietf:params:oauth:grant-type:pre-authorized_code"}
    tries = [
        client.post("/openid4vci/token", {**given, "pre-authorized_code": "x"}) for _ in range(31)
    ]
    assert {each.json()["error"] for each in tries[:30]} == {"invalid_grant"}
    assert (tries[30].status_code, tries[30]["Retry-After"]) == (429, "60")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"grant_type": ["a", "b"]}, "invalid_request"),
        (
            {"grant_type": "urn:ietf:params:oauth:grant-type:pre-authorized_code"},
            "invalid_request",
        ),
    ],
)
def test_a_wrong_token_request_has_its_word(
    client: Client, db: None, given: dict[str, Any], code: str
) -> None:
    """RFC 6749 §5.2."""
    answer = client.post("/openid4vci/token", given)
    assert (answer.status_code, answer.json()["error"]) == (400, code)


def test_a_token_is_told_in_the_letters_that_wallets_compare(cast: Cast) -> None:
    """`bearer` in lower case, the nonce of draft 13, the identifiers of 1.0 where asked for."""
    award = earned(Stage(cast))
    offer = make_offer(person=award.person, award_id=award.pk, forms=["OpenBadge_ldp_vc"])
    said = Wallet().opens(offer, authorization_details="[]").json()
    assert (said["token_type"], said["expires_in"]) == ("bearer", 600)
    assert said["c_nonce"]
    assert said["authorization_details"][0]["credential_identifiers"] == ["OpenBadge_ldp_vc"]


def test_every_wallet_address_is_described() -> None:
    """The description names the paths that the door has, and no other."""
    from lapel.doors.api import openid4vci, vcapi, wallets_document

    paths = {*wallets_document.openid4vci()["paths"], *wallets_document.vc_api()["paths"]}
    uuid = "00000000-0000-4000-8000-000000000000"
    named = [f"{path}".lstrip("/").replace("{name}", uuid) for path in paths]
    patterns = [*openid4vci.urlpatterns, *vcapi.urlpatterns]
    answering = {each.name: sum(bool(each.resolve(path)) for path in named) for each in patterns}
    assert answering == dict.fromkeys(answering, 1)
    assert len(named) == len(patterns)
