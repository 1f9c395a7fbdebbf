"""What a holder proves with the file she keeps, offline, and what nobody can."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.transparency.logbook import (
    LOG,
    STRANGERS,
    WITNESSES,
    Shelf,
    checkpoint,
    cosigned,
    grown,
)
from lapel.domain.transparency.entries import Event, Kind
from lapel.domain.transparency.errors import (
    EntryError,
    NoteError,
    ProofError,
    SignatureError,
    TransparencyError,
)
from lapel.domain.transparency.logproof import LogProof, parse_log_proof, verify_logged
from lapel.domain.transparency.merkle import EMPTY
from lapel.domain.transparency.policy import of_witnesses
from lapel.domain.transparency.tree import Tree

SALT = bytes(range(32))
AWARD = Event(Kind.AWARD, "https://lapel.example.org/id/award/7", 0, frozenset([bytes(32)]))
POLICY = of_witnesses(2, [each.key for each in WITNESSES], log=LOG.key)


def _kept(*witnesses, index=700, size=1000):
    entries = [f"{at}".encode() for at in range(size)]
    entries[index] = AWARD.entry(SALT)
    shelf = Shelf()
    head = grown(shelf, EMPTY, entries)
    proof = Tree(shelf, size).inclusion(index)
    return LogProof(index, proof, cosigned(checkpoint(head), *witnesses), SALT)


KEPT = _kept(*WITNESSES[:2])


def test_a_holder_proves_her_award_with_one_file():
    """Log key, two of three witnesses, inclusion and salt: no network, no server."""
    signed = verify_logged(KEPT.body(), event=AWARD, policy=POLICY)
    assert signed.checkpoint.head.size == 1000
    assert [each.at for each in signed.witnesses] == [1_800_000_000] * 2
    assert parse_log_proof(KEPT.body()) == KEPT


@pytest.mark.parametrize(
    "change",
    [
        {"credential": "https://lapel.example.org/id/award/8"},
        {"digests": frozenset([bytes(31) + b"\1"])},
        {"kind": Kind.REFRESH, "turn": 1},
    ],
)
def test_the_proof_is_of_this_document_only(change):
    """Another id, another document, another event."""
    with pytest.raises(ProofError, match="number 700"):
        verify_logged(KEPT.body(), event=replace(AWARD, **change), policy=POLICY)


@pytest.mark.parametrize(
    "change", [{"index": 701}, {"extra": bytes(32)}, {"proof": KEPT.proof[1:]}]
)
def test_an_altered_proof_proves_nothing(change):
    """Another place, another salt, a hash less."""
    with pytest.raises(ProofError):
        verify_logged(replace(KEPT, **change).body(), event=AWARD, policy=POLICY)


def test_too_few_witnesses_are_not_enough():
    """One of three where two are wanted; a policy without witnesses takes the log's word."""
    one = _kept(WITNESSES[0]).body()
    with pytest.raises(SignatureError, match="Fewer witnesses"):
        verify_logged(one, event=AWARD, policy=POLICY)
    verify_logged(one, event=AWARD, policy=of_witnesses(0, (), log=LOG.key))


def test_a_proof_does_not_vouch_for_its_own_log():
    """Without a policy from elsewhere nothing is confirmed."""
    with pytest.raises(SignatureError, match="is not known"):
        verify_logged(KEPT.body(), event=AWARD, policy=STRANGERS)


def test_a_proof_without_its_salt_is_refused():
    """The salt is the extra data; a proof stripped of it proves nothing."""
    with pytest.raises(EntryError, match="32 bytes"):
        verify_logged(replace(KEPT, extra=b"").body(), event=AWARD, policy=POLICY)


# transparency-dev/formats, proof/tlog_proof_test.go (Apache-2.0), TestMarshal: two hashes and
# the extra data "extra information".
ONE, TWO = (hashlib.sha256(each).digest() for each in (b"hash1", b"hash2"))
WRITTEN = [
    (
        LogProof(5, (ONE, TWO), b"test checkpoint\n"),
        (
            f"c2sp.org/tlog-proof@v1\nindex 5\n{b64encode(ONE).decode()}\n{b64encode(TWO).decode()}"
            "\n\ntest checkpoint\n"
        ),
    ),
    (
        LogProof(10, (ONE,), b"checkpoint data\n", b"extra information"),
        (
            "c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n"
            f"{b64encode(ONE).decode()}\n\ncheckpoint data\n"
        ),
    ),
    (LogProof(0, (), b"checkpoint\n"), "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n"),
]


@pytest.mark.parametrize(("proof", "written"), WRITTEN)
def test_proofs_are_written_and_read_as_others_write_them(proof, written):
    """transparency-dev/formats' TestMarshal, with the hashes and texts it uses."""
    assert proof.body() == written.encode()
    assert parse_log_proof(written.encode()) == proof


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("wrong-header\nindex 0\n\ncheckpoint\n", "begins with"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n", "begins with"),
        ("c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n", "extra data"),
        ("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\ncheckpoint\n", "extra data"),
        ("c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n", "entry's index"),
        ("c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n", "decimal number"),
        ("c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n", "decimal number"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n", "hashes in base 64"),
        (f"c2sp.org/tlog-proof@v1\nindex 0\n{'A' * 86}==\n\ncheckpoint\n", "hashes in base 64"),
        (f"c2sp.org/tlog-proof@v1\nindex 0\n{'a' * 140_000}\n", "at most 128 kB"),
        (
            f"c2sp.org/tlog-proof@v1\nindex 0\n{64 * (b64encode(ONE).decode() + chr(10))}\nx\n",
            "up to 63 hashes",
        ),
        ("c2sp.org/tlog-proof@v1\nindex 0\nindex 0\n\ncheckpoint\n", "hashes in base 64"),
    ],
)
def test_what_is_not_a_proof_is_refused(written, said):
    """transparency-dev/formats' TestUnmarshalErrors, and second spellings."""
    with pytest.raises(NoteError, match=said):
        parse_log_proof(written.encode())


@given(st.binary(max_size=200), st.integers(0, 900))
def test_no_bytes_make_the_reader_of_proofs_fall(noise, at):
    """A proof comes from a stranger's bundle."""
    raw = KEPT.body()
    for data in (noise, raw[:at] + noise + raw[at:]):
        with suppress(TransparencyError):
            verify_logged(data, event=AWARD, policy=POLICY)
