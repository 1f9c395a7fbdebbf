"""Endorsements: built, signed, embedded, and each verified with a step of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import (
    ISSUER,
    NOW,
    REVOCATION,
    award,
    key,
    signed_list,
    verify,
    web,
)
from domain.badges.official import objections, part_objections
from lapel.domain.badges import documents
from lapel.domain.badges.endorsements import Endorsement, endorsed, endorsement
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.inner import MAX_ENDORSEMENTS, found_in, steps_beside
from lapel.domain.badges.model import Profile, Purpose, StatusPlace
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.trust import Trust, TrustedIssuer

if TYPE_CHECKING:
    from domain.badges.badge_makers import Key

ENDORSER = key(4, of="")
KNOWN = Trust(issuers=(TrustedIssuer(id=ENDORSER.did, name="The Guild"),))
DEFAULT = Endorsement(
    id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe0",
    endorser=Profile(id=ENDORSER.did, name="The Guild"),
    subject_id=award().achievement.id,
    name="Endorsed by the Guild",
    comment="We *hire* people who can do this.",
    valid_from=NOW - timedelta(hours=1),
)


def signed(signer: Key = ENDORSER, **changes: Any) -> dict[str, Any]:
    """A signed endorsement of the achievement."""
    said = replace(DEFAULT, endorser=Profile(id=signer.did, name="The Guild"))
    return add_proof(endorsement(replace(said, **changes)), signer=signer, created=NOW)


def badge_with(*found: Any) -> dict[str, Any]:
    """A badge signed with these inside its achievement."""
    document = documents.credential(award())
    document["credentialSubject"]["achievement"]["endorsement"] = list(found)
    return add_proof(document, signer=key(), created=NOW)


def code_of(found: Any, **more: Any) -> str:
    """Give the code of the step of one endorsement; the badge stays valid whatever it is."""
    answer = verify(badge_with(found), more.pop("pages", None), **more)
    assert answer.exit_code == 0
    return answer.step("endorsement.1").code


def test_an_endorsement_meets_the_official_schema_by_itself_and_inside_a_badge() -> None:
    """1EdTech's schema of an AchievementCredential holds that of an EndorsementCredential."""
    place = StatusPlace(list_url=REVOCATION, purpose=Purpose.REVOCATION, index=3)
    full = signed(valid_until=NOW + timedelta(days=9), awarded=NOW, status=place)
    assert part_objections(full, "EndorsementCredential") == []
    assert part_objections({**full, "name": None}, "EndorsementCredential") != []
    assert objections(badge_with(full)) == []


def test_an_endorsement_without_words_says_only_that_it_endorses() -> None:
    """OB 3.0, EndorsementSubject: the comment may be missing."""
    assert set(endorsement(replace(DEFAULT, comment=""))["credentialSubject"]) == {"id", "type"}


def test_nobody_can_sign_an_endorsement_of_herself() -> None:
    """An organisation that praises itself endorses nothing."""
    with pytest.raises(BadgeError, match="Nobody endorses herself"):
        endorsement(replace(DEFAULT, subject_id=ENDORSER.did))


def test_endorsements_at_the_top_of_a_badge_are_added_to_those_there() -> None:
    """OB 3.0, §B.1.1: the credential's own property, a list."""
    one, two = signed(), signed(id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe1")
    document = endorsed(endorsed(documents.credential(award()), one), two)
    answer = verify(add_proof(document, signer=key(), created=NOW), trust=KNOWN)
    assert [each.code for each in answer.steps if each.id.startswith("endorsement")] == [
        "endorsements.sound",
        "endorsement.sound",
        "endorsement.sound",
    ]


def test_a_genuine_endorsement_by_somebody_known_is_a_step_that_passes() -> None:
    """Its sentence names the endorser as whoever vouches for her does; the detail, what signed."""
    step = verify(badge_with(signed()), trust=KNOWN).step("endorsement.1")
    assert (step.code, step.verdict.value) == ("endorsement.sound", "pass")
    assert step.sentence == "The endorsement by The Guild is genuine."
    assert step.detail == {"issuer": ENDORSER.did, "id": DEFAULT.id}


def test_who_endorses_is_not_confirmed_by_her_own_word() -> None:
    """A key nobody vouches for says nothing of whose it is."""
    assert code_of(signed()) == "endorsement.intact"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (signed() | {"name": "Another"}, "endorsement.unsound"),
        ({k: v for k, v in signed().items() if k != "proof"}, "endorsement.unsound"),
        ({k: v for k, v in signed().items() if k != "issuer"}, "endorsement.unsound"),
        (signed(valid_until=NOW), "endorsement.ended"),
        (signed(subject_id="urn:uuid:another"), "endorsement.elsewhere"),
        (signed(key(), subject_id=award().id), "endorsement.self"),
    ],
    ids=["altered", "unsigned", "nobody's", "expired", "of another badge", "by the issuer"],
)
def test_an_endorsement_that_is_worth_nothing_is_named_and_spoils_nothing(
    found: dict[str, Any], code: str
) -> None:
    """The badge is as good as without it."""
    assert code_of(found, trust=KNOWN) == code


def test_an_endorser_cannot_vouch_for_herself_inside_a_badge() -> None:
    """Made elsewhere: its subject is who signs it."""
    document = endorsement(DEFAULT)
    document["credentialSubject"]["id"] = ENDORSER.did
    found = add_proof(document, signer=ENDORSER, created=NOW)
    assert code_of(found, trust=KNOWN) == "endorsement.self"


@pytest.mark.parametrize("found", ["urn:x:1", {"id": "urn:x:1", "type": ["Profile"]}])
def test_what_is_no_endorsement_is_said_to_be_malformed(found: Any) -> None:
    """Only an EndorsementCredential endorses."""
    assert code_of(found) == "endorsement.malformed"


def test_a_revoked_endorsement_is_no_longer_in_force() -> None:
    """Its status is looked up in its own issuer's list."""
    other = key(5, of="did:web:guild.example")
    url = "https://guild.example/status/1"
    found = signed(other, status=StatusPlace(list_url=url, purpose=Purpose.REVOCATION, index=7))
    listed = signed_list(url, signer=other, bits=(7,), purpose=Purpose.REVOCATION)
    pages = web(other) | web() | {url: listed}
    answer = verify(badge_with(found), pages)
    step = answer.step("endorsement.1")
    assert (step.code, answer.exit_code) == ("endorsement.ended", 0)
    assert step.sentence.endswith("no longer in force. The issuer has revoked this badge.")


def test_an_endorsement_of_an_endorsement_has_a_step_too_and_the_endorsed_may_not_give_it() -> None:
    """The outer endorsement covers the inner one with its signature."""
    third = key(6, of="")
    about = {"subject_id": DEFAULT.id}
    inner = [signed(third, id="urn:x:1", **about), signed(ENDORSER, id="urn:x:2", **about)]
    outer = add_proof(endorsed(endorsement(DEFAULT), *inner), signer=ENDORSER, created=NOW)
    answer = verify(badge_with(outer), trust=KNOWN)
    codes = [answer.step(f"endorsement.{number}").code for number in (1, 2, 3)]
    assert codes == ["endorsement.sound", "endorsement.intact", "endorsement.self"]


def test_endorsements_are_verified_to_a_depth_and_in_a_number_that_are_fixed() -> None:
    """A stranger cannot make a verifier check a thousand signatures; the count says so."""
    many = [signed(id=f"urn:x:{number}") for number in range(MAX_ENDORSEMENTS + 1)]
    answer = verify(badge_with(*many), trust=KNOWN)
    assert answer.step("endorsements").detail == {"sound": "8", "found": "9", "checked": "8"}
    assert answer.step("endorsements").code == "endorsements.unsound"
    deep = signed()
    for number in range(5):
        deep = endorsed(signed(id=f"urn:y:{number}"), deep)
    assert [one.depth for one in found_in(badge_with(deep))] == [1, 2, 3, 4, 5, 6]
    assert verify(badge_with(deep)).step("endorsements").detail["checked"] == "3"


def test_endorsements_are_not_judged_where_the_badge_itself_is_forged() -> None:
    """Nothing in a forged badge is worth a step."""
    answer = verify({**badge_with(signed()), "name": "Forged"})
    assert [each.id for each in answer.steps if "endorse" in each.id] == []
    assert ISSUER in answer.issuer


def test_endorsements_beside_a_badge_are_judged_like_those_inside() -> None:
    """Each has its step; the first says how many are sound, and that they stand beside."""
    badge = add_proof(documents.credential(award()), signer=key(), created=NOW)

    def judged(one: Any) -> Any:
        return verify(one, trust=KNOWN)

    other = signed(subject_id="urn:uuid:another")
    assert [step.code for step in steps_beside(badge, [signed()], judged)] == [
        "endorsements.sound-beside",
        "endorsement.sound",
    ]
    all_, _one, two = steps_beside(badge, [signed(), other], judged)
    assert all_.sentence == "Sound endorsements beside the badge: 1 of 2."
    assert (all_.code, two.code) == ("endorsements.unsound-beside", "endorsement.elsewhere")


def test_an_endorsement_as_a_token_is_a_term_that_nobody_defined() -> None:
    """No context of Open Badges 3.0 that is vendored has “endorsementJwt”: it would be unsigned."""
    badge = add_proof(documents.credential(award()), signer=key(), created=NOW)
    step = verify({**badge, "endorsementJwt": ["e.e.e"]}).step("terms")
    assert step.code == "terms.unsafe"
    assert "endorsementJwt" in step.sentence
