"""What an issuer says of a badge in a list that ends nothing: message and refresh."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import (
    NOW,
    REVOCATION,
    award,
    key,
    signed_list,
    verdicts,
    verify,
    web,
)
from lapel.domain.badges import documents
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.status import encode_list, read_value
from lapel.domain.badges.verdicts import Verdict, Verification

# Bitstring Status List 1.0, §2.1, example 2; the values it leaves out are undefined, as §2.1 says.
MESSAGES = "https://example.com/credentials/status/8"
FOUR: list[Any] = [
    {"status": "0x0", "message": "pending_review"},
    {"status": "0x1", "message": "accepted"},
    {"status": "0x2", "message": "rejected"},
    {"status": "0x3", "message": "undefined"},
]
EXAMPLE = {
    "id": f"{MESSAGES}#492847",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "message",
    "statusListIndex": "492847",
    "statusSize": 2,
    "statusListCredential": MESSAGES,
    "statusMessage": FOUR,
    "statusReference": "https://example.org/status-dictionary/",
}
LENGTH = 2**20
FIRST = 2 * 492_847  # §3.2: the index times the size


def messages(*bits: int, purpose: str = "message", **changes: Any) -> dict[str, Any]:
    """Sign the example's list; `bits` are those that are set."""
    listed = signed_list(MESSAGES, **changes)
    del listed["proof"]
    listed["credentialSubject"]["statusPurpose"] = purpose
    listed["credentialSubject"]["encodedList"] = encode_list(bits, length=LENGTH)
    return add_proof(listed, signer=key(), created=NOW)


def judged(
    listed: dict[str, Any] | None, *, alone: bool = False, revoked: bool = False, **change: Any
) -> Verification:
    """Verify a badge whose entries are one for revocation and the example's, changed."""
    document = documents.credential(award())
    entry = {name: each for name, each in (EXAMPLE | change).items() if each is not None}
    document["credentialStatus"] = entry if alone else [document["credentialStatus"], entry]
    lists = {REVOCATION: signed_list(REVOCATION, bits=(94_567,) if revoked else ())}
    lists |= {MESSAGES: listed} if listed else {}
    return verify(add_proof(document, signer=key(), created=NOW), web(**lists))


@pytest.mark.parametrize(
    ("bits", "value", "message"),
    [
        ((), "0x0", "pending_review"),
        ((FIRST + 1,), "0x1", "accepted"),
        ((FIRST,), "0x2", "rejected"),
        ((FIRST, FIRST + 1), "0x3", "undefined"),
    ],
)
def test_a_message_is_passed_on_and_ends_nothing(
    bits: tuple[int, ...], value: str, message: str
) -> None:
    """The standard's example; the text is for programs (§2.1), so it stands in the detail."""
    answer = judged(messages(*bits))
    step = answer.step("message")
    assert (answer.exit_code, step.verdict, step.code) == (0, Verdict.NONE, "message.said")
    assert answer.step("status").code == "status.good"
    assert value in step.sentence
    assert message not in step.sentence
    assert step.detail == {
        "purpose": "message",
        "statusAsOf": "2026-11-21T11:00:00Z",
        "status": value,
        "message": message,
        "reference": "https://example.org/status-dictionary/",
    }


@pytest.mark.parametrize(("bits", "message"), [((), "unset"), ((492_847,), "set")])
@pytest.mark.parametrize("purpose", ["message", "refresh"])
def test_one_bit_without_words_is_set_or_unset(
    purpose: str, bits: tuple[int, ...], message: str
) -> None:
    """§2.1 names these two; a refresh does not invalidate the badge either."""
    without = {"statusSize": None, "statusMessage": None, "statusReference": None}
    answer = judged(messages(*bits, purpose=purpose), statusPurpose=purpose, **without)
    step = answer.step("message")
    assert (answer.exit_code, step.detail["message"]) == (0, message)
    assert "reference" not in step.detail


def test_a_badge_with_messages_alone_cannot_be_revoked() -> None:
    """That is said as of a badge without any list."""
    answer = judged(messages(FIRST), alone=True)
    assert (answer.exit_code, answer.step("status").code) == (0, "status.informs")
    assert answer.step("message").detail["message"] == "rejected"


def test_a_revoked_badge_stays_revoked_whatever_is_said_besides() -> None:
    """What ends counts; both are told."""
    answer = judged(messages(FIRST + 1), revoked=True)
    assert (answer.exit_code, answer.step("status").code) == (4, "status.revoked")
    assert answer.step("message").detail["message"] == "accepted"


def test_messages_that_are_not_at_hand_or_old_take_nothing_from_the_badge() -> None:
    """They are unknown by their own step."""
    absent = judged(None)
    stale = judged(messages(valid_from=NOW - timedelta(days=9)))
    for answer, code in ((absent, "message.absent"), (stale, "message.stale")):
        assert (answer.exit_code, verdicts(answer)["status"]) == (0, "pass")
        assert (verdicts(answer)["message"], answer.step("message").code) == ("unknown", code)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"statusSize": 0}, "1 to 8 bits"),
        ({"statusSize": 9}, "1 to 8 bits"),
        ({"statusSize": 10**12}, "1 to 8 bits"),
        ({"statusSize": True}, "1 to 8 bits"),
        ({"statusSize": "2"}, "1 to 8 bits"),
        ({"statusSize": 1}, "one message"),
        ({"statusSize": 3}, "one message"),
        ({"statusMessage": None}, "one message"),
        ({"statusMessage": FOUR[:3]}, "one message"),
        ({"statusMessage": [*FOUR, {"status": "0x3", "message": "again"}]}, "one message"),
        ({"statusMessage": [*FOUR[:3], {"status": "0x4", "message": "x"}]}, "one message"),
        ({"statusMessage": [*FOUR[:3], {"status": "3", "message": "x"}]}, "malformed"),
        ({"statusMessage": [*FOUR[:3], {"status": 3, "message": "x"}]}, "malformed"),
        ({"statusMessage": [*FOUR[:3], {"status": "0x3"}]}, "malformed"),
        ({"statusMessage": [*FOUR[:3], MESSAGES]}, "malformed"),
        ({"statusListIndex": "524288"}, "no place 524288"),
        ({"statusListIndex": "-1"}, "its place"),
    ],
)
def test_a_wrong_size_message_or_index_is_refused(change: dict[str, Any], why: str) -> None:
    """§2.1: as many messages as values; §3.2: RANGE_ERROR. The badge itself breaks the standard."""
    answer = judged(messages(), **change)
    assert (answer.exit_code, answer.step("status").code) == (1, "status.malformed")
    assert why in answer.step("status").sentence


def test_a_list_too_short_for_places_of_its_size_is_refused() -> None:
    """§3.2: STATUS_LIST_LENGTH_ERROR counts entries and not bits."""
    listed = messages()
    del listed["proof"]
    listed["credentialSubject"]["encodedList"] = encode_list([])
    signed = add_proof(listed, signer=key(), created=NOW)
    answer = judged(signed, statusListIndex="7")
    assert "shorter than the 131,072 entries" in answer.step("status").sentence


def test_a_message_list_of_another_purpose_is_refused() -> None:
    """A bit of a revocation list is no message."""
    answer = judged(messages(purpose="revocation"))
    assert "not one of message" in answer.step("status").sentence


def test_a_place_of_several_bits_is_read_first_bit_first() -> None:
    """Bits 21 to 23 across a byte of 1s: index 7 of 3 bits reads 0b101."""
    encoded = encode_list([21, 23], length=2**20)
    assert read_value(encoded, 7, size=3) == 0b101
    assert read_value(encoded, 8, size=3) == 0
