"""Verification as named steps: what each answer means and who confirms an issuer."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import (
    EMAIL,
    ISSUER,
    NOW,
    REVOCATION,
    SUSPENSION,
    Site,
    award,
    badge,
    key,
    signed_list,
    web,
)
from lapel.domain.badges import did, documents
from lapel.domain.badges.model import Profile, Purpose
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.trust import Origin, Trust, TrustedIssuer, offline
from lapel.domain.badges.verdicts import Outcome, Verdict, Verification
from lapel.domain.badges.verification import verify_credential, verify_file

DID_ADDRESS = did.web_address(ISSUER)
PINNED = Trust(issuers=(TrustedIssuer(id=ISSUER, name="Hill", keys=(key().multikey,)),))


def verify(
    document: dict[str, Any], pages: dict[str, Any] | None = None, **more: Any
) -> Verification:
    resolve = Site(web() if pages is None else pages, more.pop("origin", Origin.SOURCE))
    return verify_credential(document, resolve=resolve, **{"now": NOW, **more})


def verdicts(answer: Verification) -> dict[str, str]:
    return {step.id: step.verdict.value for step in answer.steps}


def test_a_badge_is_valid_when_its_issuers_domain_confirms_it() -> None:
    """Exit code 0, with every step named; the headline names the domain, not the claimed name."""
    answer = verify(badge())
    assert answer.headline == "Valid: issued by lapel.example"
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


def test_a_badge_is_valid_offline_when_its_key_is_pinned_and_its_status_at_hand() -> None:
    """The trust file holds the key and copies of the lists: no network, exit code 0."""
    lists = {url: json.dumps(signed_list(url)).encode() for url in (REVOCATION, SUSPENSION)}
    trust = Trust(issuers=PINNED.issuers, documents=lists)
    answer = verify_credential(badge(), now=NOW, resolve=offline, trust=trust)
    assert answer.headline == "Valid: issued by Hill"
    assert "status as of 2026-11-21" in answer.step("status").sentence


def test_a_did_document_in_the_trust_file_confirms_an_issuer_named_there() -> None:
    """The verifier's own file is an anchor, if it names the issuer as trusted."""
    stored = {url: json.dumps(page).encode() for url, page in web().items()}
    named = Trust(issuers=(TrustedIssuer(id=ISSUER, name="Hill"),), documents=stored)
    assert verify_credential(badge(), now=NOW, trust=named).exit_code == 0
    unnamed = Trust(documents=stored)
    assert verify_credential(badge(), now=NOW, trust=unnamed).exit_code == 3


def test_without_trust_and_network_a_badge_is_intact_but_not_confirmed() -> None:
    """Neither green nor a red cross."""
    answer = verify_credential(badge(), now=NOW)
    assert (answer.headline, answer.exit_code) == ("Intact; issuer not confirmed", 3)
    assert answer.step("proof").verdict is Verdict.PASS
    assert answer.step("issuer").code == "issuer.unconfirmed"
    assert "offline" in answer.step("status").sentence


def test_a_pinned_issuer_without_a_status_list_at_hand_is_not_green() -> None:
    """It could have been revoked since."""
    answer = verify_credential(badge(), now=NOW, trust=PINNED)
    assert (answer.exit_code, answer.confirmed_name) == (3, "Hill")
    assert answer.headline == "Intact, from Hill; status not confirmed"


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


def test_a_badge_signed_by_a_forger_in_the_issuers_name_is_refused() -> None:
    """The key named is not one the issuer lists."""
    answer = verify(badge(key(2)))
    assert answer.exit_code == 1
    assert answer.step("key").code == "key.not-listed"


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


def test_a_tampered_badge_is_refused() -> None:
    """Exit code 1, the proof step says so."""
    answer = verify({**badge(), "name": "Another micro-credential"})
    assert answer.exit_code == 1
    assert answer.step("proof").verdict is Verdict.FAIL
    assert "status" not in verdicts(answer)  # a forgery's status list is not even asked for


def test_an_added_term_that_is_not_defined_is_refused() -> None:
    """It would not be covered by the signature; the step names it."""
    answer = verify({**badge(), "grade": "A"})
    assert (answer.exit_code, answer.step("terms").verdict) == (1, Verdict.FAIL)
    assert "“grade”" in answer.headline


@pytest.mark.parametrize("order", [[1, 0, 2], [0, 2, 1]])
def test_reordered_contexts_are_refused(order: list[int]) -> None:
    """VC Data Model 2.0 §4.3 and OB 3.0 §B.1 fix the first and the second."""
    document = badge()
    document["@context"] = [document["@context"][place] for place in order]
    assert verify(document).exit_code == 1


def test_an_extra_unsigned_proof_is_refused() -> None:
    """One proof that fails spoils the whole."""
    document = badge()
    document["proof"].append({**document["proof"][0], "created": "2026-01-01T00:00:00Z"})
    answer = verify(document)
    assert (answer.exit_code, answer.step("proof").verdict) == (1, Verdict.FAIL)


@pytest.mark.parametrize("proof", [[], [{}] * 5, ["text"], ["urn:x"], [3]])
def test_a_missing_or_malformed_proof_is_refused(proof: list[Any]) -> None:
    """None, too many, or not a proof."""
    assert verify({**badge(), "proof": proof}).exit_code == 1


def test_an_unsigned_badge_is_refused() -> None:
    """JSON alone proves nothing."""
    answer = verify(documents.credential(award()))
    assert (answer.exit_code, answer.headline) == (1, "Not valid. The badge is not signed.")


def test_a_proof_of_an_unknown_kind_is_not_called_forged() -> None:
    """Exit code 2: it could not be checked."""
    document = badge()
    document["proof"][0]["cryptosuite"] = "ecdsa-sd-2023"
    answer = verify(document)
    assert (answer.exit_code, answer.step("proof").code) == (2, "proof.unsupported")


@pytest.mark.parametrize(
    ("options", "why"),
    [({"expires": "2026-11-01T00:00:00Z"}, "expired"), ({"created": "yesterday"}, "date and time")],
)
def test_a_proofs_own_dates_count(options: dict[str, str], why: str) -> None:
    """Data Integrity 1.0 §2.1."""
    document = badge()
    document["proof"][0].update(options)
    answer = verify(document)
    assert answer.exit_code == 1
    assert why in answer.step("proof").sentence


def test_an_expired_badge_reads_differently_from_a_forgery() -> None:
    """Exit code 4, and the proof still passes."""
    answer = verify(badge(valid_until=NOW))
    assert answer.exit_code == 4
    assert answer.headline == (
        "Genuine, but no longer in force. The badge expired on 21 November 2026."
    )


@pytest.mark.parametrize("name", ["validUntil", "credentialStatus"])
def test_an_end_date_or_a_status_cannot_be_hidden_under_another_name(name: str) -> None:
    """The address gives the very quads that were signed: the signature alone would still match."""
    document = badge(valid_until=NOW)
    value = document.pop(name)
    if name == "validUntil":
        value = {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    document[f"https://www.w3.org/2018/credentials#{name}"] = value
    answer = verify(document)
    assert (answer.exit_code, answer.step("terms").verdict) == (1, Verdict.FAIL)


def test_an_expired_badge_of_an_unconfirmed_issuer_is_said_to_be_both() -> None:
    """It is not called genuine."""
    answer = verify_credential(badge(valid_until=NOW), now=NOW)
    assert answer.exit_code == 4
    assert answer.headline.startswith("Intact; issuer not confirmed, but no longer in force.")


def test_a_badge_from_the_future_is_not_valid_yet() -> None:
    """validFrom counts."""
    answer = verify(badge(valid_from=NOW + timedelta(seconds=1)))
    assert (answer.exit_code, answer.step("validity").code) == (1, "validity.early")


@pytest.mark.parametrize(
    "value", ["2026-11-20", "2026-13-01T00:00:00Z", 5, "0001-01-01T00:00:00+23:59"]
)
def test_a_malformed_date_is_refused(value: object) -> None:
    """VC Data Model 2.0 §4.9 asks for a dateTimeStamp."""
    unsigned = {**documents.credential(award()), "validFrom": value}
    answer = verify(add_proof(unsigned, signer=key(), created=NOW))
    assert (answer.exit_code, answer.step("validity").code) == (1, "validity.malformed")


def test_a_badge_without_an_end_date_stays_valid() -> None:
    """validUntil may be left out."""
    assert "no end date" in verify(badge(valid_until=None)).step("validity").sentence


@pytest.mark.parametrize(
    ("url", "index", "word"), [(REVOCATION, 94_567, "revoked"), (SUSPENSION, 3, "suspended")]
)
def test_a_revoked_or_suspended_badge_is_genuine_but_ended(url: str, index: int, word: str) -> None:
    """Exit code 4, with the word for it."""
    answer = verify(badge(), web(**{url: signed_list(url, bits=(index,))}))
    assert (answer.outcome, answer.step("status").code) == (Outcome.ENDED, f"status.{word}")
    assert word in answer.headline


def test_a_status_marked_for_another_purpose_is_ended_too() -> None:
    """An unknown purpose is not silently good."""
    document = documents.credential(award(status=()))
    entry = documents._status(award().status[0])
    document["credentialStatus"] = [{**entry, "statusPurpose": "recall"}]
    listed = signed_list(REVOCATION)
    del listed["proof"]
    listed["credentialSubject"]["statusPurpose"] = ["recall", "revocation"]
    everyone = signed_list(REVOCATION, bits=(94_567,))["credentialSubject"]["encodedList"]
    listed["credentialSubject"]["encodedList"] = everyone
    signed = add_proof(listed, signer=key(), created=NOW)
    answer = verify(add_proof(document, signer=key(), created=NOW), web(**{REVOCATION: signed}))
    assert (answer.exit_code, answer.step("status").code) == (4, "status.marked")


def bad_lists() -> list[tuple[str, Any]]:
    good = signed_list(REVOCATION)
    other = key(2, of=did.did_web("other.example"))
    return [
        ("signed by another", signed_list(REVOCATION, signer=other)),
        ("not the one", signed_list(SUSPENSION)),
        ("not signed by", {**good, "proof": []}),
        ("not signed by", {**good, "validUntil": "2027-11-21T12:00:00Z"}),
        ("not one of revocation", signed_list(REVOCATION, purpose=Purpose.SUSPENSION)),
        ("not defined", {**good, "grade": "A"}),
    ]


@pytest.mark.parametrize(("why", "listed"), bad_lists())
def test_a_status_list_that_is_not_the_issuers_own_is_refused(why: str, listed: Any) -> None:
    """Another's signature, another list, no signature, changed, another purpose, undefined term."""
    answer = verify(badge(), web(**{REVOCATION: listed}))
    assert (answer.exit_code, answer.step("status").verdict) == (1, Verdict.FAIL)
    assert why in answer.step("status").sentence


def test_an_index_outside_the_list_is_refused() -> None:
    """It would never be set."""
    place = award().status[0]
    beyond = type(place)(list_url=place.list_url, purpose=place.purpose, index=131_072)
    answer = verify(badge(status=(beyond,)))
    assert answer.exit_code == 1
    assert "no place 131072" in answer.step("status").sentence


@pytest.mark.parametrize(
    "change",
    [{"statusListIndex": "-1"}, {"statusListIndex": "x"}, {"statusListCredential": "urn:x"}],
)
def test_a_malformed_status_entry_is_refused(change: dict[str, str]) -> None:
    """No index, or no address."""
    document = documents.credential(award())
    document["credentialStatus"][0].update(change)
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert (answer.exit_code, answer.step("status").code) == (1, "status.malformed")


def test_too_many_status_entries_are_refused() -> None:
    """Each would be fetched."""
    document = documents.credential(award())
    entry = document["credentialStatus"][0]
    document["credentialStatus"] = [{**entry, "id": f"urn:x:{n}"} for n in range(5)]
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert answer.step("status").verdict is Verdict.FAIL


def test_a_status_of_another_type_is_said_not_to_be_checked() -> None:
    """It is not green, and not a forgery."""
    document = documents.credential(award())
    document["credentialStatus"] = {"id": "urn:x", "type": "1EdTechRevocationList"}
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert (answer.exit_code, answer.step("status").code) == (3, "status.unsupported")


def test_an_old_status_list_confirms_nothing() -> None:
    """A replayed list from before the revocation is out of date."""
    stale = signed_list(REVOCATION, valid_from=NOW - timedelta(days=9))
    answer = verify(badge(), web(**{REVOCATION: stale}))
    assert (answer.exit_code, answer.step("status").code) == (3, "status.stale")


def test_a_badge_without_a_status_says_that_it_cannot_be_revoked() -> None:
    """It is valid, and the step says so plainly."""
    answer = verify(badge(status=()))
    assert (answer.exit_code, answer.step("status").code) == (0, "status.none")


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


@pytest.mark.parametrize("multikey", ["zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP", "x"])
def test_a_key_that_cannot_be_read_leaves_the_badge_unchecked(multikey: str) -> None:
    """Exit code 2, not 1: the issuer's list is odd, the badge may be sound."""
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


@pytest.mark.parametrize(
    ("issuer", "fragment"),
    [
        ("https://vc.example/issuers/1", "key-1"),
        ("did:example:1", "key-1"),
        (
            "did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
            "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        ),
        ("did:web:[::1]", "key-1"),
    ],
)
def test_an_issuer_of_a_kind_not_checked_here_is_not_called_forged(
    issuer: str, fragment: str
) -> None:
    """Exit code 2."""
    document = badge()
    document["issuer"] = issuer
    document["proof"][0]["verificationMethod"] = f"{issuer}#{fragment}"
    assert verify(document).exit_code == 2


def test_a_did_key_under_another_fragment_is_refused() -> None:
    """A did:key has exactly one key."""
    signer = key(3, of="")
    document = badge(signer)
    document["proof"][0]["verificationMethod"] = f"{signer.did}#{key().multikey}"
    assert verify(document, web(signer)).step("key").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("name", "value"), [("achievement", None), ("achievement.description", ""), ("name", "")]
)
def test_a_badge_that_lacks_a_required_part_is_refused(name: str, value: object) -> None:
    """The step names the part (OB 3.0, §B.1)."""
    document = documents.credential(award())
    if name == "achievement":
        del document["credentialSubject"]["achievement"]
        del document["credentialSubject"]["result"]
    elif name == "name":
        document["name"] = value
    else:
        document["credentialSubject"]["achievement"]["description"] = value
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert (answer.exit_code, answer.step("schema").verdict) == (1, Verdict.FAIL)
    assert name in answer.step("schema").sentence


def test_another_schema_is_said_not_to_be_checked() -> None:
    """Schemas from elsewhere are not fetched, and the detail says which."""
    document = documents.credential(award())
    document["credentialSchema"].append(
        {"id": "https://x.example/s.json", "type": "1EdTechJsonSchemaValidator2019"}
    )
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert answer.step("schema").detail == {"notChecked": "https://x.example/s.json"}


def test_a_schema_that_is_no_object_is_refused() -> None:
    """A bare address has no type."""
    document = {**documents.credential(award()), "credentialSchema": "https://x.example/s.json"}
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert answer.step("schema").verdict is Verdict.FAIL


def test_a_credential_that_is_no_open_badge_is_checked_for_its_proof() -> None:
    """The status list itself is such a credential."""
    answer = verify(signed_list(REVOCATION))
    assert (answer.exit_code, answer.step("schema").code) == (0, "schema.other")


def test_the_holders_address_is_compared_when_given() -> None:
    """Match, or a plain no."""
    assert verify(badge(), holder_email=f" {EMAIL.title()}").step("subject").code == "subject.match"
    answer = verify(badge(), holder_email="femi@elsewhere.example")
    assert (answer.exit_code, answer.step("subject").code) == (1, "subject.other")


def test_an_address_in_clear_is_compared_too() -> None:
    """Other issuers do not hash."""
    document = documents.credential(award())
    document["credentialSubject"]["identifier"][0].update(hashed=False, identityHash=EMAIL)
    signed = add_proof(document, signer=key(), created=NOW)
    assert verify(signed, holder_email=EMAIL).step("subject").verdict is Verdict.PASS


def endorsement(**more: Any) -> dict[str, Any]:
    unsigned = {
        "@context": list(documents.CONTEXTS[:2]),
        "id": "urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe0",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": ISSUER,
        "name": "Endorsement",
        "validFrom": "2026-11-20T12:00:00Z",
        "credentialSubject": {"id": award().achievement.id, "type": "EndorsementSubject"},
    }
    return {**add_proof(unsigned, signer=key(), created=NOW), **more}


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
    from lapel.domain.badges.trust import NO_TRUST, Resolver, UnavailableError

    site = Site({})
    resolver = Resolver(site, NO_TRUST)
    for number in range(20):
        with pytest.raises(UnavailableError):
            resolver(f"https://h{number}.example")
    assert len(site.asked) == 16


@pytest.mark.parametrize(
    "document", [{}, {"type": "VerifiableCredential"}, {"type": 3, "issuer": "x"}]
)
def test_json_that_is_no_credential_is_unreadable(document: dict[str, Any]) -> None:
    """Exit code 2."""
    assert verify(document).exit_code == 2


def test_any_badge_file_is_verified() -> None:
    """From its bytes; what cannot be read is said in a sentence."""
    data = write_badge(badge()).encode()
    assert verify_file(data, now=NOW, resolve=Site(web())).exit_code == 0
    answer = verify_file(b"hello", now=NOW)
    assert (answer.exit_code, answer.step("read").verdict) == (2, Verdict.FAIL)
    with pytest.raises(KeyError):
        answer.step("proof")


def test_a_poison_graph_is_refused_within_a_second() -> None:
    """A signature over it would take for ever to check."""
    document = badge()
    profile = {"type": ["Profile"]}
    marks = [f"_:p{number}" for number in range(12)]
    document["credentialSubject"]["achievement"]["creator"] = [
        {
            **profile,
            "id": one,
            "parentOrg": [{"id": other, "type": ["Profile"]} for other in marks if other != one],
        }
        for one in marks
    ]
    started = time.process_time()
    answer = verify(document)
    assert time.process_time() - started < 1
    assert answer.exit_code == 1
    assert "so alike" in answer.step("proof").sentence


def test_the_answer_can_be_printed_as_json() -> None:
    """The form that `lapel verify --json` prints."""
    shown = verify(badge()).as_json()
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["outcome"], shown["exitCode"]) == ("valid", 0)
    assert shown["steps"][0]["id"] == "terms"
