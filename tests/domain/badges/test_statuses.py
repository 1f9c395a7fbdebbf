"""Validity, revocation and suspension: what has ended and how it is said."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import (
    NOW,
    PINNED,
    REVOCATION,
    SUSPENSION,
    award,
    badge,
    badge_with_two_lists,
    key,
    signed_list,
    verify,
    web,
)
from lapel.domain.badges import did, documents
from lapel.domain.badges.model import Purpose
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.trust import (
    Trust,
    offline,
)
from lapel.domain.badges.verdicts import Outcome, Verdict
from lapel.domain.badges.verification import verify_credential


def test_a_badge_is_valid_offline_when_its_key_is_pinned_and_its_status_at_hand() -> None:
    """The trust file holds the key and copies of the lists: no network, exit code 0."""
    lists = {url: json.dumps(signed_list(url)).encode() for url in (REVOCATION, SUSPENSION)}
    trust = Trust(issuers=PINNED.issuers, documents=lists)
    answer = verify_credential(badge(), now=NOW, resolve=offline, trust=trust)
    assert answer.headline == "Valid: issued by Hill"
    assert "status as of 2026-11-21" in answer.step("status").sentence


def test_a_pinned_issuer_without_a_status_list_at_hand_is_not_green() -> None:
    """It could have been revoked since."""
    answer = verify_credential(badge(), now=NOW, trust=PINNED)
    assert (answer.exit_code, answer.confirmed_name) == (3, "Hill")
    assert answer.headline == "Intact, from Hill; status not confirmed"


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
    """Exit code 4, with the word for it; other issuers name a list for each."""
    answer = verify(badge_with_two_lists(), web(**{url: signed_list(url, bits=(index,))}))
    assert (answer.outcome, answer.step("status").code) == (Outcome.ENDED, f"status.{word}")
    assert word in answer.headline


def test_a_status_marked_for_another_purpose_is_ended_too() -> None:
    """An unknown purpose is not silently good."""
    document = documents.credential(award(status=()))
    entry = documents.status_entry(award().status[0])
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
    document["credentialStatus"].update(change)
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert (answer.exit_code, answer.step("status").code) == (1, "status.malformed")


def test_too_many_status_entries_are_refused() -> None:
    """Each would be fetched."""
    document = documents.credential(award())
    entry = document["credentialStatus"]
    document["credentialStatus"] = [{**entry, "id": f"urn:x:{n}"} for n in range(5)]
    answer = verify(add_proof(document, signer=key(), created=NOW))
    assert answer.step("status").verdict is Verdict.FAIL


def test_a_status_of_another_type_is_said_not_to_be_checked() -> None:
    """It is not green, and not a forgery."""
    document = documents.credential(award())
    document["credentialStatus"] = {"id": "urn:x", "type": "https://status.example/Kind"}
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
