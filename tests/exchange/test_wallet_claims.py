"""A badge goes into a wallet: offer, token, proof, credential (docs/adr/0013)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from exchange.wallet import LINKED, Wallet, issuer_of, path_of
from issuing.earning import earned
from lapel.domain.badges import jose
from lapel.domain.badges.holding import holder_of
from lapel.domain.badges.keys import Kind, jwk_of, private_key_of
from lapel.domain.badges.sdjwt import split
from lapel.domain.badges.tokens import open_token
from lapel.domain.badges.verification import verify_found
from lapel.journey.exchange.actions import make_offer
from lapel.journey.exchange.models import SpentNonce, WalletCopy
from lapel.journey.exchange.queries.offers import offer_address
from lapel.journey.issuing.actions import revoke
from lapel.journey.issuing.queries import own_document, own_trust
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import history, now
from review.stage import Stage

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.exchange.models import Offer
    from lapel.journey.issuing.models import Award


@pytest.fixture
def award(cast: Cast) -> Award:
    """Amina's award, in force."""
    return earned(Stage(cast))


@pytest.fixture
def offer(award: Award) -> Offer:
    """An offer of it that asks for no transaction code."""
    return make_offer(person=award.person, award_id=award.pk)


@pytest.fixture
def wallet(offer: Offer) -> Wallet:
    """Her wallet, with a token."""
    wallet = Wallet()
    assert wallet.opens(offer).status_code == 200
    return wallet


@pytest.fixture(autouse=True)
def _signs_here(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Sign in this process, which is faster; one test asks the child as it is."""
    if "apart" not in request.fixturenames:
        from lapel.ports.keys import from_url

        def sign_here(url: str, *, secret: str, key_id: str, data: bytes) -> bytes:
            ring = _opened.setdefault(url, from_url(url, secret=secret))
            return bytes(ring.sign(key_id, data))

        monkeypatch.setattr("lapel.journey.issuing.actions.signing_apart.sign_apart", sign_here)


_opened: dict[str, Any] = {}


@pytest.fixture
def apart() -> None:
    """Ask for the child process, as it is."""


def verdict(found: Any) -> Any:
    return verify_found(found, now=now(), resolve=own_document, trust=own_trust())


def test_a_wallet_of_draft_13_is_given_the_badge_bound_to_its_key(
    offer: Offer, award: Award, wallet: Wallet
) -> None:
    """Same id, text and status place as her document; the subject is the wallet's DID."""
    said = wallet.asks_13(offer).json()
    given, hers = said["credential"], json.loads(award.document)
    assert said["format"] == "ldp_vc"
    assert given["credentialSubject"]["id"] == wallet.did
    assert verdict(given).exit_code == 0
    for document in (given, hers):
        del document["proof"], document["credentialSubject"]["id"]
    assert given == hers


def test_a_wallet_of_1_0_is_given_an_array(offer: Offer, wallet: Wallet) -> None:
    """OpenID4VCI 1.0, §8.3: `credentials`, each an object with `credential`."""
    said = wallet.asks_1(offer).json()
    assert said.keys() == {"credentials", "notification_id"}
    [only] = said["credentials"]
    assert verdict(only["credential"]).exit_code == 0


def test_a_token_is_given_as_vc_jwt(offer: Offer, wallet: Wallet) -> None:
    """The credential in it is the same, bound to the same key."""
    token = wallet.asks_1(offer, "OpenBadge_jwt_vc_json").json()["credentials"][0]["credential"]
    assert verdict(token).exit_code == 0
    assert open_token(token).document["credentialSubject"]["id"] == wallet.did


@pytest.mark.parametrize("name", ["OpenBadge_vc_sd_jwt", "OpenBadge_dc_sd_jwt"])
def test_an_sd_jwt_names_the_key_and_hides_what_she_may_leave_out(
    offer: Offer, wallet: Wallet, name: str
) -> None:
    """RFC 7800 §3.2: cnf; her salted address, her levels and her evidence are disclosures."""
    token = wallet.asks_1(offer, name).json()["credentials"][0]["credential"]
    claims = open_token(token).claims
    assert claims["cnf"] == {"jwk": jwk_of(wallet.key.public)}
    assert verdict(token).exit_code == 0
    parts = split(token)
    bare = open_token(f"{parts.token}~").document
    assert "evidence" not in bare
    assert not {"identifier", "result"} & bare["credentialSubject"].keys()


def test_a_wallet_may_name_its_key_by_did_jwk(offer: Offer, wallet: Wallet) -> None:
    """Then that DID is whom the badge is about."""
    from lapel.domain.badges.multiformats import base64url_encode

    did = "did:jwk:" + base64url_encode(jose.compact(jwk_of(wallet.key.public)).encode())
    proof = wallet.proof(issuer_of(offer), header={"jwk": None, "kid": f"{did}#0"})
    said = wallet.asks_13(offer, proof=proof).json()
    assert said["credential"]["credentialSubject"]["id"] == did
    assert holder_of(did).key == wallet.key.public


@pytest.mark.usefixtures("apart")
def test_the_signature_is_made_in_a_process_of_its_own(offer: Offer, wallet: Wallet) -> None:
    """As the running server does it, with the keyring's real secret."""
    assert verdict(wallet.asks_13(offer).json()["credential"]).exit_code == 0


def test_what_was_signed_is_noted_without_the_wallets_name(
    offer: Offer, award: Award, wallet: Wallet
) -> None:
    """The audit chain can never be erased; the wallet's DID is hers."""
    wallet.asks_13(offer)
    entry = history("award", award.pk).last()
    assert entry is not None
    assert (entry.action, entry.actor) == ("signed for a wallet", award.person_id)
    assert wallet.did not in str(entry.facts)


def test_the_first_proofless_request_is_told_a_nonce(offer: Offer, wallet: Wallet) -> None:
    """One wallet asks so first, and proves its key with the c_nonce of the refusal."""
    answer = wallet.asks(LINKED)
    said = answer.json()
    assert (answer.status_code, said["error"]) == (400, "invalid_proof")
    proof = wallet.proof(issuer_of(offer), nonce=said["c_nonce"])
    assert wallet.asks_13(offer, proof=proof).status_code == 200


def test_an_offer_is_fetched_by_its_address_while_it_waits(offer: Offer) -> None:
    """OpenID4VCI 1.0, §4.1.3; after the code was used there is nothing to be had there."""
    wallet = Wallet()
    answer = wallet.client.get(path_of(offer_address(offer)))
    grants = answer.json()["grants"]
    code = grants["urn:ietf:params:oauth:grant-type:pre-authorized_code"]["pre-authorized_code"]
    assert answer["Cache-Control"] == "no-store"
    assert code not in str(vars(offer))
    wallet.opens(offer)
    assert wallet.fetches(offer).status_code == 404
    assert wallet.client.get("/openid4vci/offers/nothing").status_code == 404


def test_a_code_serves_once_and_a_replay_kills_its_token(offer: Offer, wallet: Wallet) -> None:
    """RFC 6749 §4.1.2: somebody else knows it."""
    again = Wallet().opens(offer)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    answer = wallet.asks_13(offer)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert "invalid_token" in answer["WWW-Authenticate"]


def test_a_wrong_transaction_code_is_refused_and_the_third_ends_the_offer(award: Award) -> None:
    """Six digits are guessed in a million tries; a wallet gets three."""
    offer = make_offer(person=award.person, award_id=award.pk, asks_code=True)
    wallet = Wallet()
    said = [wallet.opens(offer, tx_code="no").json()["error"] for _ in range(3)]
    assert said == ["invalid_grant"] * 3
    assert wallet.opens(offer).json()["error"] == "invalid_grant"
    offer.refresh_from_db()
    assert (offer.wrong_codes, offer.ended_at is not None) == (3, True)


def test_the_right_transaction_code_opens_the_offer(award: Award) -> None:
    """Also after two slips, and under the name that drafts before 13 gave it."""
    offer = make_offer(person=award.person, award_id=award.pk, asks_code=True)
    wallet = Wallet()
    from lapel.journey.exchange.queries.offers import transaction_code_of

    right = transaction_code_of(offer)
    assert wallet.opens(offer, tx_code="", user_pin="").json()["error"] == "invalid_request"
    assert wallet.opens(offer, tx_code="1" + right).json()["error"] == "invalid_grant"
    assert wallet.opens(offer, tx_code="", user_pin=right).status_code == 200


def test_a_transaction_code_that_nobody_asked_for_is_refused(offer: Offer) -> None:
    """OpenID4VCI 1.0, §6.3."""
    assert Wallet().opens(offer, tx_code="123456").json()["error"] == "invalid_request"


def test_a_nonce_serves_once(offer: Offer, wallet: Wallet) -> None:
    """A proof that was overheard is worth nothing; 1.0 and draft 13 have words of their own."""
    proof = wallet.proof(issuer_of(offer))
    assert wallet.asks_1(offer, proof=proof).status_code == 200
    assert wallet.asks_1(offer, proof=proof).json()["error"] == "invalid_nonce"
    said = wallet.asks_13(offer, proof=proof).json()
    assert (said["error"], "c_nonce" in said) == ("invalid_proof", True)


@pytest.mark.parametrize("nonce", ["n-1", "A" * 75, "?"], ids=["short", "forged", "no base64"])
def test_a_nonce_of_another_maker_is_refused(offer: Offer, wallet: Wallet, nonce: str) -> None:
    """Ours carry a keyed digest."""
    proof = wallet.proof(issuer_of(offer), nonce=nonce)
    assert wallet.asks_1(offer, proof=proof).json()["error"] == "invalid_nonce"


def test_a_stale_nonce_is_refused_and_a_used_one_is_forgotten_when_stale(
    offer: Offer, wallet: Wallet
) -> None:
    """Five minutes; what is stale anyway need not be remembered."""
    nonce, fresh = wallet.nonce(), wallet.proof(issuer_of(offer))
    assert wallet.asks_1(offer, proof=fresh).status_code == 200
    with clock_at(now() + timedelta(minutes=5, seconds=1)):
        stale = wallet.proof(issuer_of(offer), nonce=nonce)
        assert wallet.asks_1(offer, proof=stale).json()["error"] == "invalid_nonce"
        assert wallet.asks_1(offer).status_code == 200
        assert SpentNonce.objects.count() == 1


def _another_key(wallet: Wallet, offer: Offer) -> str:
    other = jwk_of(private_key_of(Kind.P256, b"\x06" * 32).public)
    return wallet.proof(issuer_of(offer), header={"jwk": other})


def _forged(wallet: Wallet, offer: Offer, algorithm: str) -> str:
    head, body, _ = wallet.proof(issuer_of(offer)).split(".")
    from lapel.domain.badges.multiformats import base64url_decode, base64url_encode

    header = json.loads(base64url_decode(head)) | {"alg": algorithm}
    return f"{base64url_encode(jose.compact(header).encode())}.{body}.AAAA"


@pytest.mark.parametrize(
    "make",
    [
        lambda wallet, _offer: wallet.proof("https://evil.example"),
        lambda wallet, offer: _forged(wallet, offer, "none"),
        lambda wallet, offer: _forged(wallet, offer, "HS256"),
        lambda wallet, offer: _forged(wallet, offer, "EdDSA"),
        _another_key,
        lambda wallet, offer: wallet.proof(issuer_of(offer), iat=1),
        lambda wallet, offer: wallet.proof(issuer_of(offer), nonce=None),
        lambda _wallet, _offer: "x",
    ],
    ids=[
        *("wrong audience", "alg none", "shared secret", "key confusion", "another's key"),
        *("old", "no nonce", "no token"),
    ],
)
def test_an_unsound_proof_is_refused(make: Any, offer: Offer, wallet: Wallet) -> None:
    """`invalid_proof`, with a fresh nonce for the next try, and nothing is given."""
    answer = wallet.asks_1(offer, proof=make(wallet, offer))
    said = answer.json()
    assert (answer.status_code, said["error"]) == (400, "invalid_proof")
    assert said["error_description"].isascii()
    assert not WalletCopy.objects.exists()


def test_an_offer_is_bound_to_the_first_key_that_was_shown(offer: Offer, wallet: Wallet) -> None:
    """Another format for the same key, but no second wallet on one offer."""
    assert wallet.asks_1(offer).status_code == 200
    assert wallet.asks_1(offer, "OpenBadge_jwt_vc_json").status_code == 200
    wallet.key = private_key_of(Kind.ED25519, b"\x06" * 32)
    assert wallet.asks_1(offer).json()["error"] == "invalid_proof"


def test_a_wallet_that_never_stops_asking_is_stopped(offer: Offer, wallet: Wallet) -> None:
    """Each copy costs a signature; eight are enough for all forms twice."""
    assert {wallet.asks_1(offer).status_code for _ in range(8)} == {200}
    assert wallet.asks_1(offer).json()["error"] == "credential_request_denied"


def test_an_award_that_was_revoked_meanwhile_is_not_given(
    offer: Offer, award: Award, cast: Cast
) -> None:
    """Between the offer and the credential the officer decides."""
    wallet = Wallet()
    wallet.opens(offer)
    revoke(person=cast.hana, award_id=award.pk, reason="policy", words="A mistake.")
    assert wallet.asks_1(offer).json()["error"] == "credential_request_denied"
    assert not WalletCopy.objects.exists()


def test_a_form_is_no_credential_request(wallet: Wallet) -> None:
    """Its body was read before the door sees it; that is no error of the server's."""
    answer = wallet.client.post(
        "/openid4vci/credential",
        {"format": "ldp_vc"},
        headers={"authorization": f"Bearer {wallet.token}"},
    )
    assert answer.json()["error"] == "invalid_credential_request"


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"format":"ldp_vc","format":"ldp_vc"}'])
def test_a_request_that_is_no_sound_json_is_refused(wallet: Wallet, body: bytes) -> None:
    """In the protocol's own words."""
    answer = wallet.client.post(
        "/openid4vci/credential",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {wallet.token}"},
    )
    assert answer.json()["error"] == "invalid_credential_request"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "invalid_credential_request"),
        ({"format": "mso_mdoc"}, "unsupported_credential_format"),
        ({"format": "ldp_vc"}, "invalid_credential_request"),
        (
            {"format": "ldp_vc", "credential_definition": {"type": [1]}},
            "invalid_credential_request",
        ),
        (
            {"format": "ldp_vc", "credential_definition": {"type": ["DriversLicence"]}},
            "unsupported_credential_type",
        ),
        ({"format": "vc+sd-jwt", "vct": "https://x.example"}, "unsupported_credential_type"),
        ({"format": "vc+sd-jwt", "vct": ["x"]}, "unsupported_credential_type"),
        ({"credential_configuration_id": "x"}, "unknown_credential_configuration"),
        ({"credential_configuration_id": ["x"]}, "unknown_credential_configuration"),
        ({"credential_identifier": {"x": "y"}}, "unknown_credential_identifier"),
        ({"credential_identifier": "x"}, "unknown_credential_identifier"),
        (
            {"credential_configuration_id": "OpenBadge_ldp_vc", "proofs": {"jwt": []}},
            "invalid_proof",
        ),
        (
            {"credential_configuration_id": "OpenBadge_ldp_vc", "proofs": {"jwt": ["a", "b"]}},
            "invalid_proof",
        ),
        (
            {"credential_configuration_id": "OpenBadge_ldp_vc", "proof": {"proof_type": "cwt"}},
            "invalid_proof",
        ),
    ],
)
def test_what_is_wrong_with_a_request_has_its_own_word(
    wallet: Wallet, asked: dict[str, Any], code: str
) -> None:
    """OpenID4VCI 1.0, §8.3.1.2, and draft 13, §7.3.1.2."""
    answer = wallet.asks(asked)
    assert (answer.status_code, answer.json()["error"]) == (400, code)


def test_only_what_was_offered_is_given(award: Award) -> None:
    """She may offer one form alone."""
    offer = make_offer(person=award.person, award_id=award.pk, forms=["OpenBadge_dc_sd_jwt"])
    wallet = Wallet()
    wallet.opens(offer)
    assert wallet.asks_1(offer).json()["error"] == "credential_request_denied"


def test_without_a_token_nothing_is_told(offer: Offer) -> None:
    """No token, another scheme, a wrong one, one that is over."""
    wallet = Wallet()
    assert wallet.asks_1(offer).status_code == 401
    wallet.token = "wrong"
    assert wallet.asks_1(offer).status_code == 401
    assert wallet.client.post("/openid4vci/credential", headers={"authorization": "Basic x"})
    wallet.opens(offer)
    with clock_at(now() + timedelta(minutes=10, seconds=1)):
        assert wallet.asks_1(offer).status_code == 401


def test_a_wallet_tells_what_became_of_the_badge(offer: Offer, wallet: Wallet) -> None:
    """OpenID4VCI 1.0, §11: an event for a notification id, under the same token."""
    name = wallet.asks_1(offer).json()["notification_id"]

    def tells(**said: str) -> Any:
        bearer = {"authorization": f"Bearer {wallet.token}"}
        return wallet.client.post(
            "/openid4vci/notification", said, content_type="application/json", headers=bearer
        )

    assert tells(notification_id=name, event="credential_accepted").status_code == 204
    assert WalletCopy.objects.get().told == "credential_accepted"
    assert tells(notification_id=name, event="x").json()["error"] == "invalid_notification_request"
    nobody = "00000000-0000-4000-8000-000000000000"
    for wrong in ("x", nobody):
        answer = tells(notification_id=wrong, event="credential_failure")
        assert answer.json()["error"] == "invalid_notification_id"
