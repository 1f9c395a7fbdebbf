"""Whose key signed, who confirms it, and what a badge may make a verifier look up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.badges.badge_makers import (
    ISSUER,
    NOW,
    PINNED,
    Site,
    award,
    badge,
    key,
    verdicts,
    verify,
    web,
)
from lapel.domain.badges import did, documents
from lapel.domain.badges.model import Profile
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.trust import (
    NO_TRUST,
    Origin,
    Resolver,
    Trust,
    TrustedIssuer,
    UnavailableError,
)
from lapel.domain.badges.verdicts import Verdict
from lapel.domain.badges.verification import verify_credential

DID_ADDRESS = did.web_address(ISSUER)


def test_a_badge_is_valid_when_its_issuers_domain_confirms_it() -> None:
    """Exit code 0, with every step named; the headline names the domain, not the claimed name."""
    answer = verify(badge())
    assert answer.headline == "Valid: issued by lapel.example/id/org/1"
    assert answer.exit_code == 0
    assert verdicts(answer) == {
        "terms": "pass",
        "proof": "pass",
        "key": "pass",
        "issuer": "pass",
        "validity": "pass",
        "status": "pass",
        "endorsements": "none",
        "schema": "pass",
        "subject": "none",
    }
    assert answer.status_as_of == "2026-11-21T11:00:00Z"


def test_a_did_document_in_the_trust_file_confirms_an_issuer_named_there() -> None:
    """The verifier's own file is an anchor, if it names the issuer as trusted."""
    stored = {url: json.dumps(page).encode() for url, page in web().items()}
    named = Trust(issuers=(TrustedIssuer(id=ISSUER, name="Hill"),), documents=stored)
    assert verify_credential(badge(), now=NOW, trust=named).exit_code == 0
    unnamed = Trust(documents=stored)
    assert verify_credential(badge(), now=NOW, trust=unnamed).exit_code == 3


def test_a_copy_of_a_did_document_never_vouches_for_its_own_keys() -> None:
    """A bundle that carries its own DID document proves nothing about who made it."""
    answer = verify(badge(), origin=Origin.COPY)
    assert (answer.headline, answer.exit_code) == ("Intact; issuer not confirmed", 3)


def test_a_copied_name_and_logo_under_another_key_is_never_green() -> None:
    """The forger's did:key badge is intact, and nobody confirms it; the name counts nothing."""
    forger = key(2, of="")
    forged = badge(forger)
    forged_profile = Profile(id=forger.did, name="Hill District", url="https://lapel.example")
    assert forged["issuer"] == documents.profile(forged_profile)
    answer = verify(forged, web(forger), trust=PINNED)
    assert (answer.exit_code, answer.confirmed_name) == (3, "")


def test_a_pinned_did_key_is_confirmed() -> None:
    """A did:key is its own key, so pinning the DID is enough."""
    signer = key(3, of="")
    trust = Trust(issuers=(TrustedIssuer(id=signer.did, name="Small School"),))
    answer = verify(badge(signer), web(signer), trust=trust)
    assert answer.headline == "Valid: issued by Small School"


def test_a_forgers_key_with_the_issuers_pinned_keys_at_hand_stays_unconfirmed() -> None:
    """Offline, a key that is not pinned confirms nothing, whatever DID it stands under."""
    answer = verify_credential(badge(key(2)), now=NOW, trust=PINNED)
    assert (answer.exit_code, answer.confirmed_name) == (3, "")


def test_a_badge_signed_with_the_key_of_another_did_is_refused() -> None:
    """The proof must come from the issuer the badge names."""
    stranger = key(2, of="")
    unsigned = documents.credential(award())
    answer = verify(add_proof(unsigned, signer=stranger, created=NOW))
    assert answer.exit_code == 1
    assert "other than the issuer" in answer.step("key").sentence


def test_a_did_document_of_another_at_the_issuers_address_is_refused() -> None:
    """The document must carry the DID it was asked for."""
    page = {**web()[DID_ADDRESS], "id": "did:web:other.example"}
    answer = verify(badge(), web(**{DID_ADDRESS: page}))
    assert answer.exit_code == 1
    assert "another's" in answer.step("key").sentence


def test_a_key_that_the_issuer_took_from_its_list_no_longer_verifies() -> None:
    """What the domain says now counts more than what was pinned before."""
    page = did.did_document(ISSUER, [did.Key(key(2).multikey)])
    assert verify(badge(), web(**{DID_ADDRESS: page}), trust=PINNED).exit_code == 1


def test_a_rotated_key_still_verifies_old_badges() -> None:
    """The old key stays listed."""
    keys = [did.Key(key(2).multikey), did.Key(key().multikey, active=False)]
    page = did.did_document(ISSUER, keys)
    assert verify(badge(), web(**{DID_ADDRESS: page})).exit_code == 0


def test_a_copy_that_lacks_the_key_is_taken_to_be_old() -> None:
    """Only the domain itself can say that a key is not its own."""
    page = did.did_document(ISSUER, [did.Key(key(2).multikey)])
    answer = verify(badge(), web(**{DID_ADDRESS: page}), origin=Origin.COPY)
    assert (answer.exit_code, answer.step("key").verdict) == (3, Verdict.UNKNOWN)


@pytest.mark.parametrize("multikey", ["zQ3shMYdM8Kuh6LHsfSkGi2tUnnX1e4u286ZN1qzm8wcrk3zh", "x"])
def test_a_key_that_cannot_be_read_leaves_the_badge_unchecked(multikey: str) -> None:
    """A secp256k1 key. Exit code 2, not 1: the list is odd, the badge may be sound."""
    page = web()[DID_ADDRESS]
    page["verificationMethod"][0]["publicKeyMultibase"] = multikey
    answer = verify(badge(), web(**{DID_ADDRESS: page}))
    assert (answer.exit_code, answer.step("proof").code) == (2, "proof.no-key")


def named_key_badge() -> dict[str, Any]:
    signer = key()

    class Named:
        verification_method = f"{ISSUER}#key-1"

        def sign(self, data: bytes) -> bytes:
            signature: bytes = signer.sign(data)
            return signature

    return add_proof(documents.credential(award()), signer=Named(), created=NOW)


def test_a_key_known_only_by_a_name_needs_the_issuers_document() -> None:
    """Offline and unpinned nothing can be checked: exit code 2."""
    answer = verify_credential(named_key_badge(), now=NOW)
    assert (answer.exit_code, answer.step("proof").code) == (2, "proof.no-key")
    assert answer.headline.startswith("Could not be checked.")


def test_a_key_known_only_by_a_name_is_tried_among_the_pinned() -> None:
    """The trust file need not know what the issuer calls its keys."""
    keys = (key(9).multikey, key().multikey)
    trust = Trust(issuers=(TrustedIssuer(id=ISSUER, name="Hill", keys=keys),))
    answer = verify_credential(named_key_badge(), now=NOW, trust=trust)
    assert (answer.step("proof").verdict, answer.confirmed_name) == (Verdict.PASS, "Hill")


def test_a_did_key_under_another_fragment_is_refused() -> None:
    """A did:key has exactly one key."""
    signer = key(3, of="")
    document = badge(signer)
    document["proof"][0]["verificationMethod"] = f"{signer.did}#{key().multikey}"
    assert verify(document, web(signer)).step("key").verdict is Verdict.FAIL


ENDORSER = key(4, of="")


def endorsement(**more: Any) -> dict[str, Any]:
    unsigned = {
        "@context": list(documents.CONTEXTS[:2]),
        "id": "urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe0",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": ENDORSER.did,
        "name": "Endorsement",
        "validFrom": "2026-11-20T12:00:00Z",
        "credentialSubject": {"id": award().achievement.id, "type": "EndorsementSubject"},
    }
    return {**add_proof(unsigned, signer=ENDORSER, created=NOW), **more}


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (endorsement(), "endorsements.sound"),
        (endorsement(name="Forged"), "endorsements.unsound"),
    ],
)
def test_endorsements_inside_a_badge_are_verified_themselves(found: Any, code: str) -> None:
    """A forged one is named, and does not make the badge itself a forgery."""
    document = documents.credential(award())
    document["credentialSubject"]["achievement"]["endorsement"] = [found]
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert (answer.exit_code, answer.step("endorsements").code) == (0, code)


def test_each_address_is_asked_for_once_and_not_too_many() -> None:
    """A badge cannot make a verifier call a thousand addresses."""
    document = documents.credential(award())
    found = []
    for number in range(30):
        signer = key(2, of=did.did_web(f"host{number}.example"))
        one = {name: v for name, v in endorsement().items() if name != "proof"}
        one |= {"issuer": signer.did, "id": f"urn:x:{number}"}
        found.append(add_proof(one, signer=signer, created=NOW))
    document["endorsement"] = found
    site = Site(web())
    signed = add_proof(document, signer=key(), created=NOW)
    answer = verify_credential(signed, now=NOW, resolve=site)
    assert answer.step("proof").verdict is Verdict.PASS
    assert len(site.asked) == len(set(site.asked)) <= 16


def test_the_resolver_stops_at_its_limit() -> None:
    """The seventeenth address is not asked for."""
    site = Site({})
    resolver = Resolver(site, NO_TRUST)
    for number in range(20):
        with pytest.raises(UnavailableError):
            resolver(f"https://h{number}.example")
    assert len(site.asked) == 16


def test_a_key_that_its_issuer_disowned_signs_nothing_whoever_lists_it() -> None:
    """Not even a domain that still lists it: the copy may be old, or the thief's."""
    trust = Trust(issuers=PINNED.issuers, disowned=frozenset({key().multikey}))
    answer = verify(badge(), trust=trust)
    assert (answer.exit_code, answer.step("key").code) == (1, "key.disowned")
    assert answer.headline.startswith("Not valid. The issuer has disowned the key")
    assert verify(badge(), trust=Trust(disowned=frozenset({key(2).multikey}))).exit_code == 0


def test_a_disowned_key_is_known_under_whatever_name_its_issuer_gives_it() -> None:
    """By the key itself, in the issuer's document and among the pinned; the others still count."""
    disowned = frozenset({key().multikey})
    page = did.did_document(ISSUER, [did.Key(key().multikey)])
    name = f"{ISSUER}#key-1"
    page["verificationMethod"][0]["id"] = name
    page["assertionMethod"] = [name]
    served = web(**{DID_ADDRESS: page})
    assert verify(named_key_badge(), served).step("key").verdict is Verdict.PASS
    answer = verify(named_key_badge(), served, trust=Trust(disowned=disowned))
    assert (answer.exit_code, answer.step("key").code) == (1, "key.disowned")
    for keys in ((key().multikey,), (key(9).multikey, key().multikey)):
        trusted = (TrustedIssuer(id=ISSUER, name="Hill", keys=keys),)
        trust = Trust(issuers=trusted, disowned=disowned)
        assert verify_credential(named_key_badge(), now=NOW, trust=trust).exit_code == 1
    keys = (key(9).multikey, key().multikey)
    trusted = (TrustedIssuer(id=ISSUER, name="Hill", keys=keys),)
    trust = Trust(issuers=trusted, disowned=frozenset({key(9).multikey}))
    answer = verify_credential(named_key_badge(), now=NOW, trust=trust)
    assert (answer.step("proof").verdict, answer.confirmed_name) == (Verdict.PASS, "Hill")
