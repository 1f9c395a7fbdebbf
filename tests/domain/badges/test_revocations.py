"""1EdTechRevocationList: built, and looked up when a badge names one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import ISSUER, NOW, award, key, verify, web
from domain.badges.official import objections
from lapel.domain.badges import documents
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.revocations import KIND, revocation_list
from lapel.domain.badges.trust import Origin

if TYPE_CHECKING:
    from lapel.domain.badges.verdicts import Step

URL = "https://lapel.example/id/revocations/1"


def named(**changes: Any) -> dict[str, Any]:
    """A signed badge whose status is such a list."""
    document = documents.credential(award())
    document["credentialStatus"] = {"id": URL, "type": KIND} | changes
    return add_proof(document, signer=key(), created=NOW)


def listing(**revoked: str) -> dict[str, Any]:
    """The issuer's list; `badge` stands for the badge's id."""
    ids = {award().id if name == "badge" else name: why for name, why in revoked.items()}
    return revocation_list(URL, issuer=ISSUER, revoked=ids)


def status_of(listed: Any, *, badge: Any = None, **more: Any) -> Step:
    """The status step of the badge, with this list at its address."""
    return verify(badge or named(), web(**{URL: listed}), **more).step("status")


def test_the_list_is_written_as_the_standard_shows_it() -> None:
    """1EdTech Revocation List Status Method 1.0: id, issuer, and what is revoked, with why."""
    assert revocation_list(
        URL, issuer=ISSUER, revoked={"urn:x:1": "By mistake.", "urn:x:2": ""}
    ) == {
        "id": URL,
        "issuer": ISSUER,
        "revokedCredential": [
            {"id": "urn:x:1", "revoked": True, "revocationReason": "By mistake."},
            {"id": "urn:x:2", "revoked": True},
        ],
    }


def test_a_badge_with_such_a_status_meets_the_official_schema() -> None:
    """Its type is a term of the extensions context."""
    assert objections(named()) == []


def test_a_badge_that_the_list_does_not_name_is_good() -> None:
    """As of now, because the list came from its own address."""
    step = status_of(listing(other="x"))
    assert (step.code, step.detail["statusAsOf"]) == ("status.good", "2026-11-21T12:00:00Z")


def test_a_badge_that_the_list_names_is_revoked_and_says_why() -> None:
    """Genuine, but no longer in force."""
    answer = verify(named(), web(**{URL: listing(badge="Not hers.")}))
    assert (answer.exit_code, answer.step("status").code) == (4, "status.revoked")
    assert answer.step("status").detail["reason"] == "Not hers."


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"id": award().id}, "status.revoked"),
        ({"id": award().id, "revoked": False}, "status.good"),
        ({"id": award().id, "revoked": "true", "revocationReason": 3}, "status.revoked"),
    ],
    ids=["left out", "taken back", "as text"],
)
def test_revoked_is_what_is_not_said_to_be_unrevoked(entry: Any, code: str) -> None:
    """The standard: true or left out means revoked; the older plural name is read as well."""
    assert (
        status_of({"id": URL, "issuer": {"id": ISSUER}, "revokedCredentials": [entry]}).code == code
    )


@pytest.mark.parametrize(
    "listed",
    [listing() | {"issuer": "did:web:other.example"}, listing() | {"revokedCredential": ["x"]}, []],
    ids=["another's", "malformed", "no object"],
)
def test_a_list_that_is_not_the_issuers_or_malformed_fails(listed: Any) -> None:
    """A list of somebody else's could hide a revocation."""
    assert status_of(listed).code == "status.malformed"


def test_an_unsigned_list_that_travelled_with_the_badge_proves_only_revocation() -> None:
    """Whoever packed the bundle could have left the badge out of it."""
    assert status_of(listing(), origin=Origin.COPY).code == "status.copied"
    assert status_of(listing(badge=""), origin=Origin.COPY).code == "status.revoked"


def test_a_list_that_cannot_be_had_leaves_the_status_unknown() -> None:
    """And one without an address is malformed."""
    assert verify(named()).step("status").code == "status.absent"
    assert status_of(listing(), badge=named(id="urn:x:1")).code == "status.malformed"
