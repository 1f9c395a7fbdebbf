"""Hosted Open Badges 2.0 assertions, checked against their issuer's own site."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.badges.badge_makers import NOW, Site, award
from domain.badges.test_hosted import AT, DISTRICT
from lapel.domain.badges import hosted
from lapel.domain.badges.hosted_checks import GoneError, hosted_at, is_hosted, verify_hosted
from lapel.domain.badges.trust import Origin, Resolved, Trust
from lapel.domain.badges.verdicts import Outcome, Verification

ASSERTION = hosted.assertion(award(), AT)


def pages(**changes: Any) -> dict[str, Any]:
    """The three documents on the issuer's site, by address."""
    return {
        AT.assertion: ASSERTION,
        AT.badge_class: hosted.badge_class(award().achievement, AT),
        AT.issuer: hosted.issuer(DISTRICT, AT),
        **changes,
    }


def ask(document: Any = ASSERTION, served: Any = None, **more: Any) -> Verification:
    resolve = more.pop("resolve", Site(pages() if served is None else served))
    return verify_hosted(document, now=NOW, resolve=resolve, **more)


def gone(address: str, /) -> Resolved:
    raise GoneError("{address} answered with status 410.", address=address)


def test_an_assertion_that_its_issuers_site_serves_is_valid() -> None:
    """Open Badges 2.0, hosted verification: same document, and the issuer's own site."""
    answer = ask()
    assert (answer.outcome, answer.headline) == (
        Outcome.VALID,
        "Valid: issued by lapel.example",
    )
    assert (answer.issuer, answer.step("key").code) == (AT.issuer, "key.hosted")


def test_offline_nothing_can_be_said_of_what_nobody_signed() -> None:
    """Intact cannot be claimed either, so it is “could not be checked” and not “not confirmed”."""
    answer = verify_hosted(ASSERTION, now=NOW)
    assert answer.outcome is Outcome.UNREADABLE
    assert answer.headline.startswith("Could not be checked. Nothing in a hosted badge is signed")


def test_copies_in_the_trust_file_stand_in_for_the_site() -> None:
    """The verifier brought them, so they confirm; copies that came with the badge do not."""
    copies = {address: json.dumps(page).encode() for address, page in pages().items()}
    answer = verify_hosted(ASSERTION, now=NOW, trust=Trust(documents=copies))
    assert answer.outcome is Outcome.VALID
    assert "as a copy in your trust file says" in answer.step("issuer").sentence
    travelled = ask(resolve=Site(pages(), Origin.COPY))
    assert travelled.outcome is Outcome.NOT_CONFIRMED


@pytest.mark.parametrize(
    ("document", "served", "step"),
    [
        ({**ASSERTION, "issuedOn": "2020-01-01T00:00:00Z"}, pages(), "proof"),
        ({**ASSERTION, "id": "urn:uuid:1"}, pages(), "proof"),
        ({**ASSERTION, "id": "https://[bad"}, pages(), "proof"),
        (hosted_at(AT.assertion), pages(**{AT.assertion: hosted_at(AT.assertion)}), "schema"),
        (
            ASSERTION,
            pages(**{AT.badge_class: {"issuer": {"id": "https://other.example/issuer"}}}),
            "key",
        ),
        (ASSERTION, pages(**{AT.badge_class: {"name": "no issuer"}}), "key"),
    ],
)
def test_what_is_wrong_with_an_assertion_is_named_by_its_step(
    document: Any, served: Any, step: str
) -> None:
    """Altered, nowhere, incomplete, on another's site, of nobody."""
    answer = ask(document, served)
    failed = [one.id for one in answer.steps if one.verdict.value == "fail"]
    assert (answer.outcome, failed[0]) == (Outcome.NOT_VALID, step)


def test_a_revoked_assertion_is_genuine_and_ended() -> None:
    """Its site serves the revoked stub, or answers 410 (Open Badges 2.0, “Revocation”)."""
    stub = hosted.revoked_assertion(AT, reason="In error.")
    answer = ask(served=pages(**{AT.assertion: stub}))
    assert answer.outcome is Outcome.ENDED
    assert answer.step("status").detail == {"reason": "In error."}
    assert (
        "reason"
        not in ask(served=pages(**{AT.assertion: hosted.revoked_assertion(AT)}))
        .step("status")
        .detail
    )
    answer = ask(resolve=gone)
    assert (answer.outcome, answer.step("proof").code) == (Outcome.ENDED, "proof.hosted-gone")


def test_an_expired_assertion_has_ended() -> None:
    """Its own “expires” counts."""
    over = {**ASSERTION, "expires": "2026-11-20T13:00:00Z"}
    answer = ask(over, pages(**{AT.assertion: over}))
    assert answer.headline.startswith("Genuine, but no longer in force. The badge expired")


def test_an_issuer_that_cannot_be_looked_up_is_not_confirmed() -> None:
    """The assertion stands at its address, but whose site that is nobody says."""
    served = pages()
    del served[AT.badge_class]
    answer = ask(served=served)
    assert (answer.outcome, answer.step("key").code) == (
        Outcome.NOT_CONFIRMED,
        "key.hosted-unknown",
    )


def test_a_class_and_issuer_inside_the_assertion_are_read_there() -> None:
    """Open Badges 2.0 allows to embed them."""
    inside = {**ASSERTION, "badge": {"issuer": {"id": AT.issuer}}}
    assert ask(inside, pages(**{AT.assertion: inside})).outcome is Outcome.VALID


def test_a_picture_that_holds_an_address_is_judged_by_what_stands_there() -> None:
    """Old badges have no more than the address of their assertion baked in."""
    assert ask(hosted_at(f" {AT.assertion}\n")).outcome is Outcome.VALID
    assert is_hosted(hosted_at(AT.assertion))
    assert not is_hosted({"type": "Assertion"})
