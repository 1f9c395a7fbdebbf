"""Open Badges 2.0: hosted assertion, badge class and issuer, and the baked picture.

1EdTech's own validator judges the same documents in tests/peers.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from domain.badges.badge_makers import EMAIL, ISSUER, award
from domain.badges.test_baking import picture
from lapel.domain.badges import hosted
from lapel.domain.badges.errors import BadgeError, UnreadableError
from lapel.domain.badges.model import Profile
from lapel.domain.badges.png import KEYWORD_2, bake_png, unbake_png

AT = hosted.Addresses(
    assertion="https://lapel.example/ob2/assertion/1",
    badge_class="https://lapel.example/ob2/class/1",
    issuer="https://lapel.example/ob2/issuer/1",
)
DISTRICT = Profile(
    id=ISSUER, name="Hill District", url="https://lapel.example", email="badges@lapel.example"
)


def test_a_hosted_assertion_names_its_holder_by_a_salted_hash_only() -> None:
    """Open Badges 2.0, IdentityObject: sha256$ and the hash of address and salt."""
    found = hosted.assertion(award(), AT)
    digest = hashlib.sha256(f"{EMAIL}f00d".encode()).hexdigest()
    assert found["recipient"] == {
        "type": "email",
        "hashed": True,
        "salt": "f00d",
        "identity": f"sha256${digest}",
    }
    assert EMAIL not in str(found)


def test_a_hosted_assertion_says_that_it_is_hosted_and_when_it_was_awarded() -> None:
    """Open Badges 2.0, Assertion: verification, issuedOn, expires, badge."""
    found = hosted.assertion(award(), AT, image="https://lapel.example/baked.png")
    assert found["verification"] == {"type": "hosted"}
    assert (found["issuedOn"], found["expires"]) == ("2026-11-20T12:00:00Z", "2027-11-21T12:00:00Z")
    assert (found["badge"], found["image"]) == (AT.badge_class, "https://lapel.example/baked.png")
    endless = hosted.assertion(award(awarded=None, valid_until=None), AT)
    assert (endless["issuedOn"], "expires" in endless) == ("2026-11-20T12:00:00Z", False)


def test_class_and_issuer_hold_what_the_credential_says() -> None:
    """The same inputs: criteria, alignments, tags; the issuer by its web address, not its DID."""
    found = hosted.badge_class(award().achievement, AT)
    assert found["criteria"]["id"] == "https://lapel.example/catalogue/wait-time/"
    assert [one["targetName"] for one in found["alignment"]] == ["T01", "T02", "T03"]
    assert found["issuer"] == hosted.issuer(DISTRICT, AT)["id"] == AT.issuer


def test_a_revoked_assertion_says_so_and_nothing_of_its_holder() -> None:
    """Open Badges 2.0, Assertion: revoked and revocationReason suffice."""
    found = hosted.revoked_assertion(AT, reason="Awarded by mistake.")
    assert found.pop("revocationReason") == "Awarded by mistake."
    assert found == hosted.revoked_assertion(AT)
    assert (found["revoked"], "recipient" in found) == (True, False)


@pytest.mark.parametrize(
    "changes", [{"issuer": "https://elsewhere.example/1"}, {"assertion": "http://lapel.example/1"}]
)
def test_documents_of_a_hosted_badge_stand_on_one_origin(changes: dict[str, str]) -> None:
    """A verifier would refuse them otherwise."""
    with pytest.raises(BadgeError, match="one origin"):
        hosted.issuer(DISTRICT, replace(AT, **changes))
    with pytest.raises(BadgeError, match="one origin"):
        hosted.Addresses(assertion="urn:x:1", badge_class="urn:x:2", issuer="urn:x:3").check()


def test_what_open_badges_2_requires_is_asked_for() -> None:
    """A holder's address, a picture, the issuer's web site and e-mail."""
    with pytest.raises(BadgeError, match="e-mail address"):
        hosted.assertion(award(identity=None), AT)
    with pytest.raises(BadgeError, match="has an image"):
        hosted.badge_class(replace(award().achievement, image=""), AT)
    with pytest.raises(BadgeError, match="web site"):
        hosted.issuer(replace(DISTRICT, email=""), AT)


def test_one_picture_holds_a_badge_of_each_version() -> None:
    """Each under its own keyword; baking one leaves the other."""
    both = bake_png(bake_png(picture(), "three"), "two", keyword=KEYWORD_2)
    both = bake_png(both, "two again", keyword=KEYWORD_2)
    assert (unbake_png(both), unbake_png(both, keyword=KEYWORD_2)) == ("three", "two again")
    with pytest.raises(UnreadableError, match="no badge"):
        unbake_png(bake_png(picture(), "three"), keyword=KEYWORD_2)
