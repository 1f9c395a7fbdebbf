"""Awards to Open Badges 3.0 documents."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

import pytest

from domain.badges.badge_makers import BASE, EMAIL, ISSUER, NOW, REVOCATION, award, badge
from lapel.domain.badges import documents
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.model import EmailIdentity, Outcome, Profile, Purpose, StatusPlace


def test_the_default_document_has_the_contexts_in_their_order() -> None:
    """Credentials v2, Open Badges 3.0.3, then the extensions that define the schema's type."""
    assert documents.credential(award())["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]


def test_the_default_document_says_what_was_earned() -> None:
    """Types, issuer, dates and schema (OB 3.0, §B.1)."""
    document = documents.credential(award())
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["issuer"]["id"] == ISSUER
    assert document["validFrom"] == "2026-11-20T12:00:00Z"
    assert document["validUntil"] == "2027-11-21T12:00:00Z"
    assert document["credentialSchema"][0]["type"] == "1EdTechJsonSchemaValidator2019"


def test_each_criterion_has_a_result() -> None:
    """R18: a result per criterion, referring to its description and level."""
    subject = documents.credential(award())["credentialSubject"]
    described = [line["id"] for line in subject["achievement"]["resultDescription"]]
    assert [result["resultDescription"] for result in subject["result"]] == described
    assert subject["result"][0]["achievedLevel"] == f"{BASE}/achievement/1#line-1-yes"


def test_the_holder_is_an_opaque_number_and_a_salted_hash() -> None:
    """No name and no address stand in the document."""
    document = documents.credential(award())
    subject = document["credentialSubject"]
    assert subject["id"].startswith("urn:uuid:")
    digest = hashlib.sha256(f"{EMAIL}f00d".encode()).hexdigest()  # OB 3.0, IdentityObject
    assert subject["identifier"][0]["identityHash"] == f"sha256${digest}"
    assert EMAIL not in str(document)


def test_an_address_is_hashed_without_regard_to_case_and_spaces() -> None:
    """Amina and AMINA are one holder."""
    assert EmailIdentity.of(f" {EMAIL.upper()} ", salt="s") == EmailIdentity.of(EMAIL, salt="s")


def test_evidence_is_described_by_hash_and_type() -> None:
    """W3C Subresource Integrity text; no file, no content."""
    (piece,) = documents.credential(award())["evidence"]
    assert piece["digestSRI"] == "sha256-" + base64.b64encode(b"\x01" * 32).decode()
    assert piece["mediaType"] == "video/mp4"


def test_the_status_place_has_an_entry() -> None:
    """Bitstring Status List 1.0, §2.1: the index is text. OB 3.0, §B.1.2: one object, no list."""
    entry = documents.credential(award())["credentialStatus"]
    assert entry["statusPurpose"] == "revocation"
    assert entry["statusListIndex"] == "94567"
    assert entry["id"] == f"{REVOCATION}#94567"


def test_the_public_form_says_nothing_of_its_holder_but_an_opaque_id() -> None:
    """All else is the same; the given document is not changed."""
    document = documents.credential(award())
    public = documents.without_identifier(document)
    assert "identifier" not in public["credentialSubject"]
    assert "identityHash" not in json.dumps(public)
    kept = {**public["credentialSubject"]}
    kept["identifier"] = document["credentialSubject"]["identifier"]
    assert {**public, "credentialSubject": kept} == document


def names(value: object) -> set[str]:
    """Every name that is used anywhere in a document."""
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set[str]().union(*map(names, value)) if isinstance(value, list) else set()


def test_no_term_is_used_that_two_versions_of_the_context_differ_in() -> None:
    """Two files called 3.0.3 circulate, with and without `endorsementJwt` and `jti`."""
    used = names(badge())
    assert {"credentialSubject", "resultDescription", "proofValue"} <= used
    assert not used & {"endorsementJwt", "jti"}


def test_what_is_empty_is_left_out() -> None:
    """A bare award has no empty lists and no nulls."""
    bare = award(
        valid_until=None,
        awarded=None,
        narrative="",
        identity=None,
        outcomes=(),
        evidence=(),
        status=(),
    )
    document = documents.credential(bare)
    absent = {"validUntil", "awardedDate", "evidence", "credentialStatus"}
    assert not absent & document.keys()
    assert not {"identifier", "result", "narrative"} & document["credentialSubject"].keys()


def test_a_bare_award_can_be_signed() -> None:
    """No evidence and no status is a badge too."""
    secured = badge(outcomes=(), evidence=(), status=(), identity=None)
    assert len(secured["proof"]) == 1


def test_a_profile_is_always_the_same_bytes() -> None:
    """CLR 2.0 merges nodes by id: embedded issuers must not differ."""
    party = Profile(id=ISSUER, name="Hill", url="https://hill.example", email="a@b.c", image=BASE)
    assert list(documents.profile(party)) == ["id", "type", "name", "url", "email", "image"]


def test_a_result_at_a_level_that_does_not_exist_is_refused() -> None:
    """A typing error in an identifier would issue a meaningless result."""
    with pytest.raises(BadgeError, match="no level"):
        documents.credential(award(outcomes=(Outcome(criterion="urn:c", level="urn:l"),)))


def test_two_status_places_are_refused() -> None:
    """The official schema takes one object."""
    places = [StatusPlace(list_url=BASE, purpose=Purpose.REVOCATION, index=n) for n in (1, 2)]
    with pytest.raises(BadgeError, match="one status place"):
        documents.credential(award(status=tuple(places), valid_from=NOW))


def test_tabs_and_control_characters_do_not_reach_a_badge() -> None:
    """Canonisers in wide use escape them otherwise than RDFC-1.0 does (docs/adr/0018)."""
    achievement = replace(award().achievement, name="Wait\tTime\x07", tags=("a\x00b",))
    document = documents.credential(award(achievement=achievement, narrative="One\r\ntwo\x7f"))
    subject = document["credentialSubject"]
    assert subject["achievement"]["name"] == document["name"] == "Wait Time"
    assert (subject["achievement"]["tag"], subject["narrative"]) == (["ab"], "One\r\ntwo")
