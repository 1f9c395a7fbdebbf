"""What a badge's refresh service gives out is verified before it is told of."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import (
    NOW,
    PINNED,
    REVOCATION,
    Key,
    Site,
    award,
    key,
    signed_list,
    web,
)
from lapel.domain.badges import documents
from lapel.domain.badges.model import Purpose, StatusPlace
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.tokens import make_vc_jwt
from lapel.domain.badges.verdicts import Outcome, Verdict, Verification
from lapel.ports.checking.anything import verify_anything
from lapel.ports.checking.refreshed import Circumstances, service_of, with_newer
from ports.checking.test_anything import token

OLD = "https://lapel.example/id/award/1"
SERVICE = f"{OLD}/refresh"
NEW = "https://lapel.example/id/award/2"


def signed(name: str = OLD, *, days: int = -9, by: Key | None = None, **more: Any) -> Any:
    """Sign a badge that names its refresh service, valid since so many days."""
    signer = by or key()
    made = award(issuer=signer.did, id=name, valid_from=NOW + timedelta(days=days), **more)
    unsigned = documents.credential(made)
    unsigned["refreshService"] = documents.refresh_service(OLD)
    return add_proof(unsigned, signer=signer, created=NOW)


def told(badge: Any, pages: dict[str, Any]) -> Verification:
    """Verify a badge on a web that holds the issuer's own pages and these."""
    return told_of(json.dumps(badge).encode(), pages)


def told_of(data: bytes, pages: dict[str, Any]) -> Verification:
    """Verify a file likewise."""
    at = Circumstances(now=NOW, resolve=Site(web() | pages), trust=PINNED)
    answer = verify_anything(data, now=NOW, resolve=at.resolve, trust=PINNED)
    return with_newer(answer, data, at)


def tells(answer: Verification) -> bool:
    return any(step.id == "refresh" for step in answer.steps)


def test_a_later_copy_of_the_same_badge_is_told_of() -> None:
    """Open Badges 3.0, §B.1: of one id the later validFrom is in force; the verdict stays."""
    answer = told(signed(), {SERVICE: signed(days=-1)})
    step = answer.step("refresh")
    assert (step.verdict, step.code) == (Verdict.NONE, "refresh.newer")
    assert step.sentence == f"Its issuer gives out a newer one in its place: {OLD}"
    assert step.detail["address"] == SERVICE
    assert answer.outcome is Outcome.VALID


def test_what_replaced_a_revoked_badge_is_told_of() -> None:
    """The old one stays ended, and the answer leads to the new one."""
    revoked = {REVOCATION: signed_list(REVOCATION, bits=(7,))}
    old = signed(status=(StatusPlace(list_url=REVOCATION, purpose=Purpose.REVOCATION, index=7),))
    answer = told(old, {SERVICE: signed(NEW), **revoked})
    assert answer.outcome is Outcome.ENDED
    assert answer.step("refresh").detail["id"] == NEW


def test_what_is_not_newer_is_not_told_of() -> None:
    """The very copy, an older one, and one that does not say since when it is valid."""
    undated = {name: value for name, value in signed().items() if name != "validFrom"}
    for given in (signed(), signed(days=-20), undated):
        assert not tells(told(signed(), {SERVICE: given}))


def test_a_service_vouches_for_nothing() -> None:
    """What it gives is by the same issuer and in force, or it is not told of."""
    elsewhere = key(2, of="did:web:other.example")
    altered = signed(days=-1) | {"name": "Something grander"}
    ended = signed(days=-5, valid_until=NOW - timedelta(days=1))
    for given in (signed(days=-1, by=elsewhere), altered, ended, "no badge", ["no", "badge"]):
        assert not tells(told(signed(), {SERVICE: given}))


def test_a_service_that_cannot_be_asked_changes_nothing() -> None:
    """Nothing stands at its address, as for badges that nobody shares."""
    assert not tells(told(signed(), {}))


def test_a_service_that_gives_a_token_is_not_told_of() -> None:
    """Only a document can be compared by its id and dates."""
    text = make_vc_jwt({n: v for n, v in signed(days=-1).items() if n != "proof"}, signer=key())
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{text}",
    }
    assert not tells(told(signed(), {SERVICE: envelope}))


def test_an_altered_badge_is_led_nowhere() -> None:
    """Whoever altered it wrote the address too: it is not asked."""
    forged = signed() | {"name": "Something grander"}
    site = Site(web() | {SERVICE: signed(days=-1)})
    at = Circumstances(now=NOW, resolve=site, trust=PINNED)
    data = json.dumps(forged).encode()
    answer = verify_anything(data, now=NOW, resolve=site, trust=PINNED)
    assert with_newer(answer, data, at) == answer
    assert SERVICE not in site.asked


@pytest.mark.parametrize("data", [b"no badge at all", token().encode()])
def test_a_file_without_a_document_names_no_service(data: bytes) -> None:
    """What cannot be read, and a token, whose words are read elsewhere."""
    assert not tells(told_of(data, {}))


@pytest.mark.parametrize(
    "service", [None, "https://a.example/", {"id": SERVICE, "type": "OtherRefresh"}, [7]]
)
def test_only_services_of_1edtech_are_read(service: Any) -> None:
    """Others answer in ways of their own."""
    assert service_of({"refreshService": service}) == ""
    known = {"id": SERVICE, "type": "1EdTechCredentialRefresh"}
    assert service_of({"refreshService": [service, known]}) == SERVICE


def test_a_service_may_have_several_types() -> None:
    """JSON-LD writes one type or a list of them (OB 3.0, RefreshService: type)."""
    badge = signed()
    badge["refreshService"]["type"] = ["RefreshService", "1EdTechCredentialRefresh"]
    assert service_of(badge) == SERVICE
