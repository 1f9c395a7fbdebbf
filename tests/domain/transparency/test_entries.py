"""What is logged: nothing that names anybody, and everything its holder can prove."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.transparency.entries import (
    STATUS,
    Commitment,
    Epoch,
    Event,
    Kind,
    document_digest,
    opened,
    opening_of,
    origin_of,
    parse_entry,
    status_history,
)
from lapel.domain.transparency.errors import EntryError
from lapel.domain.transparency.merkle import Head

ID = "https://lapel.example.org/id/award/1f0c"
SALT = bytes(range(32))
DIGEST = bytes(32)
ONE = frozenset([DIGEST])
AWARD = Event(Kind.AWARD, ID, 0, ONE)


def _status(kind, turn):
    return Event(kind, ID, turn)


def test_an_entry_is_what_adr_7_says():
    """docs/adr/0007: an HMAC-SHA-256 of five lines under the salt, in base 64 under a heading."""
    lines = f"lapel/event@1\naward\n0\n{ID}\n{'00' * 32}\n"
    sealed = hmac.new(SALT, lines.encode(), hashlib.sha256).digest()
    assert AWARD.entry(SALT) == b"lapel/entry@1\n" + b64encode(sealed) + b"\n"
    revoked = f"lapel/event@1\nrevocation\n1\n{ID}\n-\n"
    assert _status(Kind.REVOCATION, 1).text() == revoked


@given(st.binary(min_size=32, max_size=32), st.sampled_from(STATUS), st.integers(1, 9))
def test_entries_of_one_credential_differ_and_do_not_show_it(salt, kind, turn):
    """Each event, turn and salt gives another entry of the same length."""
    entries = {
        AWARD.entry(salt),
        _status(kind, turn).entry(salt),
        _status(kind, turn + 1).entry(salt),
        Event(kind, f"{ID}0", turn).entry(salt),
        _status(kind, turn).entry(bytes(each ^ 1 for each in salt)),
    }
    assert len(entries) == 5
    assert {len(entry) for entry in entries} == {59}
    assert all(isinstance(parse_entry(entry), Commitment) for entry in entries)


@pytest.mark.parametrize(
    ("kind", "credential", "turn", "digests"),
    [
        (Kind.AWARD, "", 0, ONE),
        (Kind.AWARD, f"{ID}\n0", 0, ONE),
        (Kind.AWARD, f"{ID} x", 0, ONE),
        (Kind.AWARD, f"{ID}\0", 0, ONE),
        (Kind.AWARD, ID, 1, ONE),
        (Kind.AWARD, ID, 0, frozenset()),
        (Kind.AWARD, ID, 0, frozenset([DIGEST, DIGEST[1:]])),
        (Kind.REFRESH, ID, 0, ONE),
        (Kind.REFRESH, ID, 1, frozenset()),
        (Kind.REVOCATION, ID, 1, ONE),
        (Kind.REVOCATION, ID, 0, frozenset()),
        (Kind.SUSPENSION, ID, -1, frozenset()),
    ],
)
def test_an_event_that_could_be_read_in_two_ways_is_refused(kind, credential, turn, digests):
    """A line break in an id, a digest too many or too few, a turn that does not fit."""
    with pytest.raises(EntryError):
        Event(kind, credential, turn, digests)


def test_a_refresh_is_logged_with_its_new_document():
    """Signed anew after a change of key, say."""
    assert Event(Kind.REFRESH, ID, 1, ONE).text().endswith(f"\n{'00' * 32}\n")


def test_several_documents_of_one_award_share_its_entry():
    """Hers and the public one (ADR 8): lines in order; either opens it, with the other's digest."""
    hers, public = bytes([2]) * 32, bytes([1]) * 32
    both = Event(Kind.AWARD, ID, 0, frozenset([hers, public]))
    assert both.text().endswith(f"\n{ID}\n{'01' * 32}\n{'02' * 32}\n")
    opening = opening_of(both, SALT)
    for mine in (hers, public):
        assert opened(Event(Kind.AWARD, ID, 0, frozenset([mine])), opening) == both.entry(SALT)
    assert opened(AWARD, opening) != both.entry(SALT)
    assert opened(_status(Kind.REVOCATION, 1), SALT) == _status(Kind.REVOCATION, 1).entry(SALT)


@pytest.mark.parametrize("opening", [b"", SALT[1:], SALT + DIGEST[1:]])
def test_an_opening_of_another_length_is_refused(opening):
    """A salt of 32 bytes, then digests of 32 bytes."""
    with pytest.raises(EntryError, match="32 bytes"):
        opened(AWARD, opening)


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_no_entry_is_made_without_a_whole_salt(salt):
    """A short salt could be guessed, and with it who holds what."""
    with pytest.raises(EntryError, match="32 bytes"):
        AWARD.entry(salt)


def test_the_holder_of_the_salt_reads_the_history_in_a_copy():
    """Suspended, reinstated, suspended, revoked; and nothing with another salt."""
    kinds = [Kind.SUSPENSION, Kind.REINSTATEMENT, Kind.SUSPENSION, Kind.REVOCATION]
    logged = {AWARD.entry(SALT)} | {
        _status(kind, turn).entry(SALT) for turn, kind in enumerate(kinds, start=1)
    }
    assert status_history(credential=ID, salt=SALT, logged=logged) == kinds
    assert status_history(credential=ID, salt=DIGEST, logged=logged) == []
    assert status_history(credential=f"{ID}0", salt=SALT, logged=logged) == []


def test_the_digest_of_a_document_does_not_depend_on_its_layout():
    """RFC 8785, Appendix B's kind of input: order and numbers' spelling fall away."""
    assert document_digest({"b": 1.0, "a": "€"}) == document_digest({"a": "€", "b": 1})
    expected = hashlib.sha256('{"a":"€","b":1}'.encode()).digest()
    assert document_digest({"b": 1, "a": "€"}) == expected


@pytest.mark.parametrize("value", [float("nan"), 2**53 + 2, date(2026, 1, 1)])
def test_a_document_that_readers_read_differently_has_no_digest(value):
    """Not a number, a number beyond what a double holds, and what is no JSON."""
    with pytest.raises(EntryError, match="reads alike"):
        document_digest({"a": value})


def test_a_new_epoch_says_where_it_goes_on_and_why():
    """The one entry in clear: no earlier position is used again, and anyone reads the reason."""
    head = Head(41, bytes(range(32)))
    epoch = Epoch(origin_of("lapel.example.org", epoch=1), head, "Restored from Friday's backup")
    assert epoch.entry().decode() == (
        "lapel/epoch@1\nlapel.example.org/log/1\n41\n"
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nRestored from Friday's backup\n"
    )
    assert parse_entry(epoch.entry()) == epoch


@pytest.mark.parametrize("reason", ["", " ", "a\nb", "x" * 501])
def test_an_epoch_without_a_plain_reason_is_refused(reason):
    """One line that a person wrote."""
    with pytest.raises(EntryError, match="reason"):
        Epoch("a", Head(1, bytes(32)), reason)


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"lapel/entry@1\n",
        b"lapel/entry@2\n" + b64encode(DIGEST) + b"\n",
        b"lapel/entry@1\n" + b64encode(DIGEST),
        b"lapel/entry@1\nAAAA\n",
        b"lapel/epoch@1\na\n01\n" + b64encode(DIGEST) + b"\nwhy\n",
        b"lapel/epoch@1\na\n1\nAAAA\nwhy\n",
        b"lapel/epoch@1\n\n1\n" + b64encode(DIGEST) + b"\nwhy\n",
        b"lapel/epoch@1\na\n1\n" + b64encode(DIGEST) + b"\n\n",
        b"\xff",
    ],
)
def test_bytes_that_are_no_entry_of_ours_are_refused(entry):
    """One spelling for each entry."""
    with pytest.raises(EntryError):
        parse_entry(entry)
