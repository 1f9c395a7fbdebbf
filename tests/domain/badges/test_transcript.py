"""Transcripts: many badges of one person in one signed record (CLR 2.0)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.badges.badge_makers import (
    ISSUER,
    NOW,
    PINNED,
    REVOCATION,
    Key,
    award,
    badge,
    key,
    signed_list,
    verify,
    web,
)
from domain.badges.official import VENDOR, clr_objections, objections
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.inner import MAX_CREDENTIALS, inner_steps
from lapel.domain.badges.keys import public_key
from lapel.domain.badges.linked import default_linker
from lapel.domain.badges.model import Alignment, EmailIdentity, Profile, Purpose, StatusPlace
from lapel.domain.badges.proof import add_proof, check_proof
from lapel.domain.badges.transcript import Association, AssociationType, Transcript, transcript
from lapel.domain.badges.verdicts import Outcome, Verification

DISTRICT = Profile(id=ISSUER, name="Hill District", url="https://lapel.example")
COLLEGE = key(7, of="")


def one_of(number: int, signer: Key | None = None, **changes: Any) -> dict[str, Any]:
    """A badge of its own achievement, one of many of one person."""
    line = award()
    own = replace(
        line.achievement,
        id=f"https://lapel.example/id/achievement/a{number}",
        name=f"Badge {number}",
        criteria=(),
        alignments=(Alignment(target_name="T1", target_url="https://lapel.example/id/case/T1"),),
    )
    default = {
        "id": f"urn:uuid:6a1676b8-b51f-11ed-937b-{number:012}",
        "achievement": own,
        "outcomes": (),
        "evidence": (),
        "identity": EmailIdentity.of("a@b.example", salt=f"s{number}"),
        "status": (),
    }
    return badge(signer, **(default | changes))


def record(*badges: dict[str, Any], **changes: Any) -> Transcript:
    """What goes into a transcript of these badges."""
    default = Transcript(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fc1",
        issuer=DISTRICT,
        subject_id=award().subject_id,
        name="Transcript of A. Learner",
        credentials=badges or (one_of(1), one_of(2)),
        valid_from=NOW - timedelta(hours=1),
    )
    return replace(default, **changes)


def signed(*badges: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A signed transcript."""
    return add_proof(transcript(record(*badges, **changes)), signer=key(), created=NOW)


def full() -> dict[str, Any]:
    """A transcript with everything that one can hold."""
    first, second = one_of(1), one_of(2)
    stack = replace(award().achievement, id="https://lapel.example/id/achievement/stack")
    part = first["credentialSubject"]["achievement"]["id"]
    kind = AssociationType.IS_PART_OF
    place = StatusPlace(list_url=REVOCATION, purpose=Purpose.REVOCATION, index=9)
    return signed(
        *(first, second),
        valid_until=NOW + timedelta(days=9),
        achievements=(stack,),
        associations=(Association(kind=kind, source_id=part, target_id=stack.id),),
        status=place,
    )


def test_a_transcript_meets_the_official_schemas() -> None:
    """CLR 2.0's for the record, Open Badges' for each badge in it."""
    assert clr_objections(signed()) == []
    assert clr_objections(full()) == []
    spoilt = full()
    spoilt["credentialSubject"]["association"][0]["associationType"] = "friendOf"
    assert clr_objections(spoilt) != []


def test_each_badge_in_a_transcript_keeps_its_own_proof_and_verifies_by_itself() -> None:
    """What was signed is in it byte for byte."""
    one = one_of(1)
    inside = signed(one)["credentialSubject"]["verifiableCredential"]
    assert inside == [one]
    assert verify(inside[0]).outcome is Outcome.VALID


def test_a_transcript_is_verified_whole_with_a_step_for_each_badge() -> None:
    """Each badge is named by its title and its issuer, as its domain confirms it."""
    answer = verify(full())
    assert answer.outcome is Outcome.VALID
    assert answer.step("schema").code == "schema.transcript"
    assert answer.step("credentials").detail == {"sound": "2", "found": "2", "checked": "2"}
    assert answer.step("credential.2").sentence == "“Badge 2” by lapel.example/id/org/1 is genuine."


def test_fifty_badges_with_their_own_alignments_fit_into_a_transcript() -> None:
    """As many as a teacher earns in years."""
    answer = verify(signed(*(one_of(number) for number in range(50))))
    assert answer.step("credentials").detail["sound"] == "50"


def test_a_forged_badge_spoils_the_transcript_that_holds_it() -> None:
    """Whoever signed the record vouched for a forgery."""
    answer = verify(signed(one_of(1), {**one_of(2), "name": "Forged"}))
    assert answer.outcome is Outcome.NOT_VALID
    assert answer.step("credential.1").code == "credential.sound"
    assert answer.step("credential.2").code == "credential.unsound"
    assert "The signature does not match" in answer.headline


def test_a_badge_changed_inside_a_signed_transcript_is_found_by_the_transcripts_proof() -> None:
    """The record's signature covers all of it."""
    document = signed()
    document["credentialSubject"]["verifiableCredential"][0]["name"] = "Forged"
    assert verify(document).step("proof").code == "proof.mismatch"


def test_a_revoked_or_expired_badge_is_said_and_leaves_the_record_standing() -> None:
    """The transcript says truly that it was awarded."""
    place = StatusPlace(list_url=REVOCATION, purpose=Purpose.REVOCATION, index=4)
    document = signed(one_of(1, status=(place,)), one_of(2, valid_until=NOW))
    answer = verify(document, web(**{REVOCATION: signed_list(REVOCATION, bits=(4,))}))
    codes = {answer.step(f"credential.{number}").code for number in (1, 2)}
    assert (answer.outcome, codes) == (Outcome.VALID, {"credential.ended"})
    assert answer.step("credentials").code == "credentials.unsound"


def test_a_badge_of_an_issuer_nobody_vouches_for_is_intact_not_genuine() -> None:
    """The record's issuer does not vouch for another's key."""
    answer = verify(signed(one_of(1), one_of(2, COLLEGE)), trust=PINNED)
    assert answer.step("credential.2").code == "credential.intact"
    assert answer.step("credentials").code == "credentials.sound"


def test_what_is_no_credential_in_a_transcript_fails() -> None:
    """An address instead of a badge could be anything."""
    document = {"credentialSubject": {"verifiableCredential": "urn:x:1"}}
    steps = inner_steps(document, lambda _: Verification(outcome=Outcome.VALID, headline=""))
    assert [step.code for step in steps][2:] == ["credential.malformed"]
    unnamed = {"credentialSubject": {"verifiableCredential": [{"id": "urn:x:1"}]}}
    steps = inner_steps(unnamed, lambda _: Verification(outcome=Outcome.NOT_VALID, headline=""))
    assert steps[2].sentence == "“urn:x:1” by  is not valid. "


def test_no_more_badges_are_verified_than_is_fixed() -> None:
    """A stranger cannot make a verifier check a million signatures."""
    many = {"verifiableCredential": [{"id": f"urn:x:{n}"} for n in range(MAX_CREDENTIALS + 1)]}
    steps = inner_steps(many, lambda _: Verification(outcome=Outcome.VALID, headline=""))
    assert steps[1].detail == {"sound": "200", "found": "201", "checked": "200"}
    assert steps[1].code == "credentials.unsound"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"credentials": ()}, "one badge or more"),
        ({"credentials": (one_of(1), one_of(1))}, "each once"),
        ({"credentials": ({"proof": []},)}, "with its id"),
        ({"credentials": ({"id": "urn:x:1"},)}, "signed badges only"),
        (
            {
                "associations": (
                    Association(
                        kind=AssociationType.PRECEDES,
                        source_id=one_of(1)["id"],
                        target_id="urn:x:absent",
                    ),
                )
            },
            "“urn:x:absent” is not in the transcript",
        ),
        ({"issuer": replace(DISTRICT, name="The Hill District")}, "written in two ways"),
    ],
    ids=["none", "twice", "unnamed", "unsigned", "absent end", "two names of one issuer"],
)
def test_what_would_not_hold_together_is_not_made(changes: dict[str, Any], message: str) -> None:
    """Nodes with one id merge in the signed graph, so an issuer is written one way only."""
    with pytest.raises(BadgeError, match=message):
        transcript(record(**changes))


@pytest.mark.parametrize(
    "missing", ["@context", "id", "name", "verifiableCredential", "credentialSubject"]
)
def test_a_transcript_without_a_part_that_clr_requires_is_refused(missing: str) -> None:
    """CLR 2.0, §5.1; the contexts stand in their order."""
    document = transcript(record())
    subject = document["credentialSubject"]
    if missing == "@context":
        document["@context"] = [document["@context"][place] for place in (0, 2, 1, 3)]
    elif missing == "credentialSubject":
        document["credentialSubject"] = [subject]
    else:
        (subject if missing == "verifiableCredential" else document).pop(missing)
    step = verify(add_proof(document, signer=key(), created=NOW)).step("schema")
    assert step.code == "schema.missing"


def official(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """1EdTech's published example: the document without its proof, and the proof."""
    document = json.loads((VENDOR / f"1edtech/{name}_example.json").read_text(encoding="utf-8"))
    proof = document.pop("proof")
    return document, proof[0] if isinstance(proof, list) else proof


# Published with both examples: the private key, and the SHA-256 of each canonical document.
SECRET = bytes.fromhex("6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4")
METHOD = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
HASHES = {
    "ob_v3p0": "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773",
    "clr_v2p0": "768d7015ae69e0210e1c2a45194d9c1d15d7a6022e52b946574a2a27f6fa85fe",
}


class Published:
    """The key published with 1EdTech's examples, as a signer."""

    verification_method = f"https://example.edu/issuers/565049#{METHOD}"

    def sign(self, data: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(SECRET).sign(data)


@pytest.mark.parametrize("name", sorted(HASHES))
def test_the_official_examples_come_out_byte_for_byte_from_their_key(name: str) -> None:
    """Canonical form, hash and signature are 1EdTech's own; Ed25519 is deterministic."""
    from hashlib import sha256

    document, proof = official(name)
    canonical = default_linker().canonical(document).text.encode()
    assert sha256(canonical).hexdigest() == HASHES[name]
    created = NOW.replace(year=2010, month=1, day=1, hour=19, minute=23, second=24)
    assert add_proof(document, signer=Published(), created=created)["proof"] == [proof]
    check_proof(document, proof, public_key=public_key(METHOD))


def test_the_badge_inside_the_official_transcript_verifies_by_itself() -> None:
    """It was signed before it was put in, and 1EdTech's own schemas take it."""
    document, _proof = official("clr_v2p0")
    inside = document["credentialSubject"]["verifiableCredential"][0]
    check_proof(inside, inside["proof"][0], public_key=public_key(METHOD))
    assert objections(inside) == []
    assert clr_objections(document) == []
