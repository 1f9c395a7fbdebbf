"""Verification as named steps: what each answer means."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from domain.badges.badge_makers import (
    EMAIL,
    NOW,
    REVOCATION,
    Site,
    award,
    badge,
    key,
    signed_list,
    verdicts,
    verify,
    web,
)
from lapel.domain.badges import documents
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.verdicts import Verdict
from lapel.domain.badges.verification import verify_credential, verify_file


def test_without_trust_and_network_a_badge_is_intact_but_not_confirmed() -> None:
    """Neither green nor a red cross."""
    answer = verify_credential(badge(), now=NOW)
    assert (answer.headline, answer.exit_code) == ("Intact; issuer not confirmed", 3)
    assert answer.step("proof").verdict is Verdict.PASS
    assert answer.step("issuer").code == "issuer.unconfirmed"
    assert "offline" in answer.step("status").sentence


def test_a_badge_signed_by_a_forger_in_the_issuers_name_is_refused() -> None:
    """The key named is not one the issuer lists."""
    answer = verify(badge(key(2)))
    assert answer.exit_code == 1
    assert answer.step("key").code == "key.not-listed"


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
    document["proof"][0]["cryptosuite"] = "bbs-2023"
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


@pytest.mark.parametrize(
    ("issuer", "fragment"),
    [
        ("https://vc.example/issuers/1", "key-1"),
        ("did:example:1", "key-1"),
        (
            "did:key:zQ3shMYdM8Kuh6LHsfSkGi2tUnnX1e4u286ZN1qzm8wcrk3zh",
            "zQ3shMYdM8Kuh6LHsfSkGi2tUnnX1e4u286ZN1qzm8wcrk3zh",
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
