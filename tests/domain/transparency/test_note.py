"""Signed notes: what others signed is read and checked, what is not a note is refused."""

from __future__ import annotations

from base64 import b64decode
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from domain.transparency.famous import (
    ENOCH,
    ENOCH_LINE,
    PETER,
    PETER_LINE,
    PETER_SECRET,
    SPEC_KEY,
    SPEC_NOTE,
    SPEC_POEM,
    SUMDB_KEY,
    TEXT,
)
from domain.transparency.logbook import LOG, WITNESSES
from lapel.domain.transparency.errors import NoteError, SignatureError, TransparencyError
from lapel.domain.transparency.keys import KeyType, VerifierKey, parse_key
from lapel.domain.transparency.note import Note, parse_note, sign, verify_note

KEY = parse_key(PETER)


def _signers(data, *keys):
    return [each.key.name for each in verify_note(parse_note(data.encode()), keys)]


@pytest.mark.parametrize(
    "text",
    [
        PETER,
        ENOCH,
        SPEC_KEY,
        SUMDB_KEY,
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",  # type 0x04
        "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",  # a plus in its base 64
        "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6",
    ],
)
def test_published_keys_are_read_and_written_the_same(text):
    """Keys of x/mod/sumdb, C2SP signed-note and transparency-dev/formats; each id is checked."""
    assert str(parse_key(text)) == text


def test_a_key_with_any_letter_changed_or_left_out_is_refused():
    """The manglings of x/mod/sumdb/note's TestNewVerifier."""
    pieces = {PETER[i:j] for i in range(len(PETER)) for j in range(i + 1, len(PETER) + 1)}
    shifted = {PETER[:i] + chr(ord(PETER[i]) + 1) + PETER[i + 1 :] for i in range(len(PETER))}
    for mangled in (pieces | shifted) - {PETER}:
        with pytest.raises(NoteError):
            parse_key(mangled)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "name.id.base64",
        ),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "of a type"),
        ("PeterNeumann+c74f20a3+ARpc", "32 bytes"),
        (PETER.replace("c74f20a3", "c74f20a4"), "id is not"),
        (PETER.replace("c74f20a3", "C74F20A3"), "name.id.base64"),
        (PETER.replace("PeterNeumann", "Peter Neumann"), "no spaces"),
        ("PeterNeumann+c74f20a3", "name.id.base64"),
        ("PeterNeumann+c74f20a3+", "of a type"),
        ("", "name.id.base64"),
    ],
)
def test_an_unfit_key_is_refused_with_its_reason(text, said):
    """The first two are x/mod/sumdb/note's: a wrong length, an unknown type, with fitting ids."""
    with pytest.raises(NoteError, match=said):
        parse_key(text)


def test_the_go_librarys_note_comes_out_byte_for_byte():
    """x/mod/sumdb/note's TestSign: same seed, same text, same bytes."""
    private = Ed25519PrivateKey.from_private_bytes(b64decode(PETER_SECRET)[1:])
    assert private.public_key().public_bytes_raw() == KEY.public_key
    note = Note(TEXT, (sign(KEY, TEXT, by=private.sign),))
    assert str(note) == f"{TEXT}\n{PETER_LINE}"
    assert parse_note(str(note).encode()) == note


def test_unknown_signatures_are_passed_over_and_known_ones_told():
    """x/mod/sumdb/note's TestOpen: one known, both known, none known."""
    both, enoch = f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}", parse_key(ENOCH)
    assert _signers(both, KEY) == ["PeterNeumann"]
    assert _signers(both, enoch, KEY) == ["PeterNeumann", "EnochRoot"]
    with pytest.raises(SignatureError, match="no signature by a known key"):
        _signers(both)


def test_a_signature_given_twice_counts_once():
    """x/mod/sumdb/note's TestOpen, "Duplicated verified"."""
    assert _signers(f"{TEXT}\n{PETER_LINE}{PETER_LINE}", KEY) == ["PeterNeumann"]


def test_a_false_signature_in_a_known_name_refuses_the_note():
    """C2SP signed-note, "Signatures": verifiers must check it, and may reject the whole note."""
    false = PETER_LINE[:40] + ("B" if PETER_LINE[40] == "A" else "A") + PETER_LINE[41:]
    for lines in (false, PETER_LINE + false):
        with pytest.raises(SignatureError, match="in the name of PeterNeumann"):
            _signers(f"{TEXT}\n{lines}", KEY)
    with pytest.raises(SignatureError, match="in the name of PeterNeumann"):
        _signers(f"x{TEXT}\n{PETER_LINE}", KEY)


def test_the_same_key_under_another_name_or_type_is_unknown():
    """Name and id together name a key, so neither a rename nor a witness's key passes."""
    others = [
        VerifierKey("Peter", KEY.public_key),
        VerifierKey(KEY.name, KEY.public_key, KeyType(4)),
    ]
    with pytest.raises(SignatureError, match="no signature by a known key"):
        _signers(f"{TEXT}\n{PETER_LINE}", *others)


def test_the_specifications_own_notes_are_read():
    """C2SP signed-note: the note with its key, and the poem whose text has an empty line."""
    assert _signers(SPEC_NOTE, parse_key(SPEC_KEY)) == ["example.com/foo"]
    poem = parse_note(SPEC_POEM.encode())
    assert poem.text.endswith("sole:\n\ned è subito sera.\n")
    assert poem.signatures[0].name == "quasimodo.example/salvatore"
    assert str(poem) == SPEC_POEM


GOOD = f"{TEXT}\n{PETER_LINE}".encode()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode() + b"\n",
        GOOD[:-1],
        b"\x01" + GOOD,
        b"\xff" + GOOD,
        b"\t" + GOOD,
        GOOD.replace(b"PeterN", b"Peter N"),
        GOOD.replace(b"PeterN", b"Peter+N"),
        GOOD.replace("\N{EM DASH}".encode(), b"-"),
        GOOD + b"Unexpected line.\n",
        GOOD.replace(b"AM=\n", b"AM\n"),
        GOOD.replace(b"AM=\n", b"AN=\n"),  # the same bytes spelt another way
        GOOD.replace(b"x08go/", b"x08go/ "),
        f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),
        f"{TEXT}\n— PeterNeumann\n".encode(),
        f"{TEXT}\n".encode() + 101 * PETER_LINE.encode(),
        b"x" * 70_000 + b"\n\n" + PETER_LINE.encode(),
        b"",
    ],
)
def test_what_is_not_a_note_is_refused(data):
    """The bad messages of x/mod/sumdb/note's TestOpen, and our own."""
    with pytest.raises(NoteError):
        parse_note(data)


@pytest.mark.parametrize("text", ["no newline", "a\x01b\n", ""])
def test_no_text_is_signed_that_no_note_may_have(text):
    """x/mod/sumdb/note's TestSign, "bad inputs"."""
    with pytest.raises(NoteError, match="ends in a newline"):
        LOG.sign(text)


@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
def test_no_bytes_make_the_reader_fall(noise, at):
    """Any bytes are a note or refused; nothing but TransparencyError comes out."""
    for data in (noise, GOOD[:at] + noise + GOOD[at:]):
        with suppress(TransparencyError):
            verify_note(parse_note(data), [KEY])


def test_a_newer_signature_replaces_the_same_keys_older_one():
    """A witness that cosigns again, later."""
    text, witness = "a\n", WITNESSES[0]
    note = Note(text, (witness.sign(text, at=1), LOG.sign(text)))
    newer = note.with_signatures([witness.sign(text, at=2)])
    assert [each.at for each in verify_note(newer, [witness.key, LOG.key])] == [2, 0]


def test_a_cosignature_covers_its_time():
    """C2SP tlog-cosignature: another time is another message; none exceeds 2^63-1."""
    text, key = "a\n1\nb\n", WITNESSES[0].key
    assert key.message(text, at=1679315147) == b"cosignature/v1\ntime 1679315147\na\n1\nb\n"
    signed = WITNESSES[0].sign(text, at=7).value
    assert key.verifies(text, signed)
    assert key.time_of(signed) == 7
    assert not key.verifies(text, (8).to_bytes(8) + signed[8:])
    assert key.verifies(text, WITNESSES[0].sign(text, at=2**63 - 1).value)
    assert not key.verifies(text, WITNESSES[0].sign(text, at=2**63).value)
    assert not key.verifies(text, signed[:-1])
    assert not key.verifies(text, b"")


def test_a_published_cosignature_states_its_time():
    """transparency-dev/formats, note_cosigv1_test.go, TestCoSigV1Timestamp."""
    data = b64decode(
        "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFi"
        "EBYJXORmnFBOBA=="
    )
    assert WITNESSES[0].key.time_of(data[4:]) == 1727964367
