"""Presentations: badges that their holder shows to one verifier, for one occasion."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import ISSUER, NOW, Site, award, badge, key, web
from lapel.domain.badges import did, documents
from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.jose import compact
from lapel.domain.badges.keys import Kind, jwk_of, private_key_of
from lapel.domain.badges.multiformats import base64url_encode
from lapel.domain.badges.presentation import (
    MAX_CREDENTIALS,
    Occasion,
    Presented,
    presentation,
    sign_presentation,
    verify_presentation,
)
from lapel.domain.badges.proof import check_proof
from lapel.domain.badges.suites import ECDSA_RDFC, EDDSA_JCS
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt
from lapel.domain.badges.trust import Trust

HOLDER = key(8, of="")
HERE = Occasion(challenge="n-42", domain="https://school.example")
OWN = {"subject_id": HOLDER.did}
BARE = {"@context": CREDENTIALS_V2, "type": "VerifiableCredential", "id": "urn:x:1"}
MANY = [BARE] * (MAX_CREDENTIALS + 1)


def shown(*badges: Any, signer: Any = HOLDER, occasion: Occasion = HERE, **more: Any) -> Any:
    """A signed presentation; by default of one badge of the holder's own."""
    document = presentation(badges or (badge(**OWN),), holder=signer.did, id_="urn:uuid:1")
    given = {"created": NOW, "expires": NOW + timedelta(minutes=5)} | more
    return sign_presentation(document, signer=signer, occasion=occasion, **given)


def ask(document: Any, **more: Any) -> Presented:
    """Verify as the school does."""
    given = {"occasion": HERE, "now": NOW, "resolve": Site(web()), "trust": Trust()} | more
    return verify_presentation(document, **given)


def codes(presented: Presented) -> dict[str, str]:
    return {step.id: step.code for step in presented.answer.steps}


def test_a_presentation_is_verified_step_by_step() -> None:
    """Terms, proof, challenge, domain, expiry, holder, and each badge."""
    presented = ask(shown())
    assert presented.answer.exit_code == 0
    assert codes(presented) == {
        "terms": "terms.presentation",
        "proof": "proof.holder",
        "challenge": "challenge.match",
        "domain": "domain.match",
        "expiry": "expiry.current",
        "holder": "holder.bound",
        "credential.1": "credential.valid",
    }
    assert presented.credentials[0].issuer == ISSUER
    assert presented.answer.issuer == HOLDER.did


def test_the_proof_is_made_to_authenticate_and_is_no_proof_of_issuing() -> None:
    """Data Integrity 1.0, §2.1: one purpose never passes for the other."""
    document = shown()
    assert document["proof"][0]["proofPurpose"] == "authentication"
    with pytest.raises(ValueError, match="another purpose than issuing"):
        check_proof(document, document["proof"][0], public_key=_public())
    signed = badge(HOLDER) | {"type": ["VerifiablePresentation"], "holder": HOLDER.did}
    assert "another purpose than showing" in ask(signed).answer.step("proof").sentence


def _public() -> Any:
    from lapel.domain.badges.keys import public_key

    return public_key(HOLDER.multikey)


@pytest.mark.parametrize(
    ("document", "failed"),
    [
        (shown(occasion=Occasion(challenge="n-41", domain=HERE.domain)), ["challenge"]),
        (shown(occasion=Occasion(challenge="n-42", domain="https://x.example")), ["domain"]),
        (shown(created=NOW - timedelta(hours=1), expires=NOW), ["expiry"]),
        (shown(created=NOW + timedelta(hours=1)), ["expiry"]),
        (shown() | {"holder": ISSUER}, ["proof", "holder"]),
        (shown() | {"holder": {"id": 3}}, ["terms", "proof", "holder"]),
        (shown() | {"id": "urn:uuid:2"}, ["proof"]),
        (shown() | {"@context": ["https://x.example"]}, ["terms", "proof"]),
        (shown() | {"proof": []}, ["proof", "challenge", "domain"]),
        (shown(badge(**OWN) | {"name": "Forged"}), ["credential.1"]),
        (shown(BARE), ["credential.1"]),
        (shown() | {"verifiableCredential": MANY}, ["proof", "credentials"]),
    ],
    ids=[
        *("replayed", "for another", "over", "of the future", "another holder", "holder a number"),
        *("altered", "unknown context", "unsigned", "forged badge", "no badge", "too many"),
    ],
)
def test_what_is_wrong_with_a_presentation_is_named(document: Any, failed: list[str]) -> None:
    """Each wrong has its own step, and the whole is not valid."""
    presented = ask(document)
    names = [s.id for s in presented.answer.steps if s.verdict.value == "fail"]
    assert (names, presented.answer.exit_code) == (failed, 1)


def test_dates_that_are_none_and_badges_that_are_none_are_refused() -> None:
    """A malformed date is not taken for no date; a text is no badge."""
    document = shown()
    document["proof"][0]["expires"] = "soon"
    assert codes(ask(document))["expiry"] == "expiry.malformed"
    document = shown() | {"verifiableCredential": ["urn:x:1"]}
    assert ask(document).answer.step("credential.1").verdict.value == "fail"
    assert ask(shown(expires=None)).answer.exit_code == 0


def test_a_file_that_is_no_presentation_cannot_be_read_as_one() -> None:
    """A badge by itself shows nothing of who holds it."""
    assert ask(badge()).answer.exit_code == 2


def test_one_of_several_domains_suffices_but_not_one_of_several_challenges() -> None:
    """Data Integrity 1.0, §2.1: domain may be a set; a challenge is one."""
    document = presentation((badge(**OWN),), holder=HOLDER.did)
    several: Any = Occasion(challenge=[HERE.challenge, "n-1"], domain=[HERE.domain, "x"])  # type: ignore[arg-type]  # wrong on purpose
    signed = sign_presentation(document, signer=HOLDER, created=NOW, occasion=several)
    found = codes(ask(signed))
    assert (found["domain"], found["challenge"]) == ("domain.match", "challenge.other")


def test_what_has_ended_or_is_not_confirmed_is_said_of_the_whole() -> None:
    """A presentation is worth what its badges are."""
    assert ask(shown(badge(**OWN, valid_until=NOW))).answer.exit_code == 4
    assert ask(shown(), resolve=Site({})).answer.exit_code == 3


def test_a_badge_about_somebody_unnamed_is_not_bound_to_the_holder() -> None:
    """Lapel's badges name their holder by an opaque number."""
    presented = ask(shown(badge()))
    assert (presented.answer.exit_code, codes(presented)["holder"]) == (0, "holder.unbound")


def test_a_token_is_shown_in_an_envelope() -> None:
    """VC Data Model 2.0, §4.13.1: EnvelopedVerifiableCredential."""
    token = make_vc_jwt(documents.credential(award(**OWN)), signer=key())
    presented = ask(shown(token))
    assert presented.credentials[0].issuer == ISSUER
    assert codes(presented)["credential.1"] == "credential.valid"
    assert codes(presented)["proof"] == "proof.holder"


def test_a_holder_under_did_web_lists_the_key_to_authenticate() -> None:
    """A key listed only to sign badges does not show who she is."""
    holder = key(9, of="did:web:holder.example")
    listed = did.did_document(holder.did, [did.Key(holder.multikey)])
    address = did.web_address(holder.did)
    document = shown(badge(subject_id=holder.did), signer=holder)
    good = {**listed, "authentication": listed["assertionMethod"]}
    bare = {name: value for name, value in listed.items() if name != "authentication"}
    proofs = {
        ask(document, resolve=Site(web(**{address: each}))).answer.step("proof").sentence
        for each in (bare, {**good, "id": "did:web:x.example"})
    }
    assert proofs == {"The holder does not list this key to show who she is."}
    assert ask(document, resolve=Site(web(**{address: good}))).answer.exit_code == 0
    assert ask(document).answer.step("proof").code == "proof.presentation"


def test_a_holder_of_another_did_method_is_refused() -> None:
    """Only did:key and did:web are looked up."""
    document = shown(signer=key(9, of="did:example:1"))
    assert ask(document).answer.step("proof").sentence == "The holder's key could not be found."


def test_a_presentation_can_be_signed_with_other_suites() -> None:
    """A wallet may hold a P-256 key, or sign plain JSON."""
    private = private_key_of(Kind.P256, b"\x05" * 32)

    class Wallet:
        did = f"did:key:{private.public.multikey}"
        verification_method = f"{did}#{private.public.multikey}"
        sign = staticmethod(private.sign)

    document = presentation((badge(**OWN),), holder=Wallet.did)
    given: dict[str, Any] = {"created": NOW, "occasion": HERE}
    p256 = sign_presentation(document, signer=Wallet(), suite=ECDSA_RDFC, kind=Kind.P256, **given)
    assert codes(ask(p256))["proof"] == "proof.holder"
    assert codes(ask(shown(suite=EDDSA_JCS)))["proof"] == "proof.holder"


def test_a_badge_bound_to_anothers_key_is_refused() -> None:
    """Whoever copies a wallet's badge cannot show it as hers, also not in a token."""
    stolen = shown(badge(subject_id=key(9, of="").did))
    token = shown(make_vc_jwt(documents.credential(award(subject_id="did:jwk:x")), signer=key()))
    for document in (stolen, token, shown(badge(subject_id="did:web:x.example"))):
        presented = ask(document)
        assert (presented.answer.exit_code, codes(presented)["holder"]) == (1, "holder.other")


def test_a_token_bound_to_the_holder_is_hers() -> None:
    """The subject inside the envelope counts, of a VC-JWT as of an SD-JWT."""
    document = documents.credential(award(**OWN))
    sd_jwt = make_sd_jwt_vc(document, signer=key(), salt=lambda: "c2FsdHNhbHRzYWx0c2FsdA")
    presented = ask(shown(make_vc_jwt(document, signer=key()), sd_jwt))
    assert (presented.answer.exit_code, codes(presented)["holder"]) == (0, "holder.bound")


def test_a_wallet_may_sign_under_a_did_jwk() -> None:
    """The DID is the key itself, as with did:key."""
    private = private_key_of(Kind.P256, b"\x05" * 32)
    encoded = base64url_encode(compact(jwk_of(private.public)).encode())

    class Wallet:
        did = f"did:jwk:{encoded}"
        verification_method = f"{did}#0"
        sign = staticmethod(private.sign)

    document = presentation((badge(subject_id=Wallet.did),), holder=Wallet.did)
    given: dict[str, Any] = {"created": NOW, "occasion": HERE}
    signed = sign_presentation(document, signer=Wallet(), suite=ECDSA_RDFC, kind=Kind.P256, **given)
    assert (ask(signed).answer.exit_code, codes(ask(signed))["holder"]) == (0, "holder.bound")
