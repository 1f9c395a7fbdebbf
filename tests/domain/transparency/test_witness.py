"""Being a witness and being witnessed: requests, decisions and answers of C2SP tlog-witness."""

from __future__ import annotations

from base64 import b64decode
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.transparency.logbook import (
    LOG,
    ORIGIN,
    WITNESSES,
    Signer,
    checkpoint,
    cosigned,
    log_of,
)
from lapel.domain.transparency.checkpoint import Log, open_checkpoint
from lapel.domain.transparency.errors import NoteError, SignatureError, TransparencyError
from lapel.domain.transparency.keys import VerifierKey
from lapel.domain.transparency.merkle import EMPTY, Head, leaf_hash, root_of
from lapel.domain.transparency.note import parse_note, verify_note
from lapel.domain.transparency.tree import Tree
from lapel.domain.transparency.witness import (
    SIZE_TYPE,
    AddCheckpoint,
    may_cosign,
    parse_add_checkpoint,
    parse_held_size,
    with_cosignatures,
)

OURS = Log(ORIGIN, (LOG.key,))

# FiloSottile/torchwood (litewitness), internal/witness/witness_test.go (BSD-3-Clause): a log that
# grows from nothing to 1, from 1 to 3, and from 1 to 5 entries, with its public key.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"
SIGSUM_LOG = Log(SIGSUM, (VerifierKey(SIGSUM, bytes.fromhex(SIGSUM_KEY)),))
FIRST = f"""old 0

{SIGSUM}
1
KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

— {SIGSUM} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeS\
PM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=
"""
TO_THREE = f"""old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

{SIGSUM}
3
RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=

— {SIGSUM} UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJr\
e36kezNobZs4SUUdrcawfAB8WVrx6go=
"""
TO_FIVE = f"""old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=
KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

{SIGSUM}
5
QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=

— {SIGSUM} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2K\
EmLOZ/ASRcWJi0tW90dJWAShei7sDww=
"""
HELD_ONE = Head(1, b64decode("KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))


def _decided(body, *, log=SIGSUM_LOG, held=EMPTY):
    return may_cosign(parse_add_checkpoint(body.encode()), log=log, held=held)


def _request(head, *, old=0, proof=(), signer=LOG):
    return AddCheckpoint(old, tuple(proof), checkpoint(head, signer=signer))


def test_another_witness_and_this_one_decide_alike():
    """litewitness's TestRace: 1, then 5 from 1; 3 from 1 would have done as well."""
    first = _decided(FIRST)
    assert (first.status, first.checkpoint.checkpoint.head) == (200, HELD_ONE)
    for body, size in ((TO_THREE, 3), (TO_FIVE, 5)):
        later = _decided(body, held=HELD_ONE)
        assert (later.status, later.checkpoint.checkpoint.head.size) == (200, size)


def test_a_late_request_is_told_what_the_witness_holds():
    """litewitness's TestRace: 3 from 1 comes when 5 is held, and must not roll it back."""
    held = _decided(TO_FIVE, held=HELD_ONE).checkpoint.checkpoint.head
    late = _decided(TO_THREE, held=held)
    assert (late.status, late.body, late.content_type) == (409, "5\n", SIZE_TYPE)
    assert late.checkpoint is None
    assert parse_held_size(late.body.encode()) == 5


def test_as_many_hashes_as_the_standard_allows_are_read():
    """C2SP tlog-witness: no more than 63."""
    body = FIRST.replace("old 0\n", "old 0\n" + 63 * f"{TO_FIVE.split()[2]}\n")
    assert len(parse_add_checkpoint(body.encode()).proof) == 63


@pytest.mark.parametrize("body", [FIRST, TO_THREE, TO_FIVE])
def test_a_request_is_written_as_it_was_read(body):
    """Byte for byte."""
    request = parse_add_checkpoint(body.encode())
    assert request.body() == body.encode()
    assert request.origin == SIGSUM


def test_the_specifications_example_request_is_read():
    """C2SP tlog-witness, "add-checkpoint": four hashes and two signatures."""
    body = (
        "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
        "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
        "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
        "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n"
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc"
        "yv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/"
        "V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
    )
    request = parse_add_checkpoint(body.encode())
    assert (request.old_size, len(request.proof)) == (20_852_014, 4)
    assert len(parse_note(request.checkpoint).signatures) == 2
    assert request.body() == body.encode()


LEAF = leaf_hash(b"leaf")


# FiloSottile/torchwood, internal/witness/witness_test.go, TestZeroSize, row by row.
@pytest.mark.parametrize(
    ("held", "old", "new", "proof", "status"),
    [
        (EMPTY, 0, EMPTY, (), 200),
        (EMPTY, 0, Head(0, LEAF), (), 422),
        (EMPTY, 0, Head(0, bytes(32)), (), 422),
        (EMPTY, 0, EMPTY, (LEAF,), 422),
        (EMPTY, 0, Head(1, LEAF), (), 200),
        (EMPTY, 0, Head(1, LEAF), (LEAF,), 422),
        (Head(1, LEAF), 0, Head(1, LEAF), (LEAF,), 409),
        (Head(1, LEAF), 1, EMPTY, (), 400),
    ],
)
def test_empty_logs_and_sizes_that_do_not_fit_get_their_status(held, old, new, proof, status):
    """As litewitness answers them."""
    assert may_cosign(_request(new, old=old, proof=proof), log=OURS, held=held).status == status


def test_the_same_checkpoint_is_cosigned_again():
    """A log that lost the answer asks once more; another root of that size is a conflict."""
    _, head = log_of(7)
    assert may_cosign(_request(head, old=7), log=OURS, held=head).status == 200
    other = may_cosign(_request(Head(7, bytes(32)), old=7), log=OURS, held=head)
    assert (other.status, other.body) == (409, "7\n")


def test_an_unknown_log_is_not_found():
    """C2SP tlog-witness: 404 for an unknown origin."""
    assert _decided(FIRST, log=None).status == 404


def test_a_checkpoint_by_an_unknown_or_false_key_is_forbidden():
    """C2SP tlog-witness: 403 when no signature verifies against a trusted key."""
    _, head = log_of(3)
    assert may_cosign(_request(head, signer=Signer(ORIGIN, 99)), log=OURS).status == 403
    false = checkpoint(head).replace(b"\n3\n", b"\n4\n")
    assert may_cosign(AddCheckpoint(0, (), false), log=OURS).status == 403


def test_a_checkpoint_of_another_origin_than_the_logs_is_a_bad_request():
    """The door looked the log up by another origin than the checkpoint's."""
    assert _decided(FIRST, log=OURS).status == 400


@pytest.mark.parametrize(
    "body",
    [
        "",
        FIRST.replace("old 0", "old 00"),
        FIRST.replace("old 0", "old -1"),
        FIRST.replace("old 0", "new 0"),
        FIRST.replace("old 0", "old 0\r"),
        FIRST.replace("old 0\n", "old 0\nnonsense\n"),
        FIRST.replace("old 0\n", "old 0\nKgE=\n"),
        FIRST.replace("old 0\n", "old 0\n" + 64 * f"{TO_FIVE.split()[2]}\n"),
        FIRST.replace("\n1\n", "\n01\n"),
        FIRST[:-1],
        "old 0\n",
    ],
)
def test_a_malformed_request_is_refused(body):
    """To be answered with 400; the 64 hashes are litewitness's TestTooManyProofs."""
    with pytest.raises(NoteError):
        parse_add_checkpoint(body.encode())


@given(st.binary(max_size=200), st.integers(0, len(TO_FIVE)))
def test_no_request_makes_the_witness_fall(noise, at):
    """Any bytes from a stranger are a request or refused."""
    raw = TO_FIVE.encode()
    for body in (noise, raw[:at] + noise + raw[at:]):
        with suppress(TransparencyError):
            assert may_cosign(parse_add_checkpoint(body), log=SIGSUM_LOG, held=HELD_ONE)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 8 * 32 - 1))
def test_a_witness_cosigns_what_extends_and_nothing_else(less, more, bit):
    """Any growth is cosigned; with one bit of the proof or the held root flipped it is not."""
    shelf, head = log_of(less + more)
    held = Head(less, root_of([leaf_hash(f"leaf {at}".encode()) for at in range(less)]))
    proof = Tree(shelf, head.size).consistency(less)
    assert may_cosign(_request(head, old=less, proof=proof), log=OURS, held=held).status == 200
    if less and more:
        forged = bytearray(proof[0])
        forged[bit // 8] ^= 1 << bit % 8
        wrong = _request(head, old=less, proof=[bytes(forged), *proof[1:]])
        assert may_cosign(wrong, log=OURS, held=held).status == 422


def test_cosignatures_are_taken_over_into_the_checkpoint():
    """The log adds the answer of each witness it knows, and passes over the others."""
    _, head = log_of(5)
    data = checkpoint(head)
    answer = cosigned(data, *WITNESSES).removeprefix(data)
    known = [WITNESSES[0].key, WITNESSES[2].key]
    note = with_cosignatures(parse_note(data), answer, keys=known)
    signed = open_checkpoint(str(note).encode(), log=OURS, witnesses=known)
    assert [each.key for each in signed.witnesses] == known
    assert len(verify_note(note, [LOG.key])) == 1
    assert len(note.signatures) == 3


def test_an_answer_without_a_good_cosignature_is_refused():
    """By strangers only, over another text, or not lines of signatures at all."""
    _, head = log_of(5)
    data = checkpoint(head)
    note, key = parse_note(data), WITNESSES[0].key
    with pytest.raises(SignatureError, match="no signature by a known key"):
        with_cosignatures(note, cosigned(data, WITNESSES[1]).removeprefix(data), keys=[key])
    other = checkpoint(Head(6, head.root))
    with pytest.raises(SignatureError, match="in the name of"):
        with_cosignatures(note, cosigned(other, WITNESSES[0]).removeprefix(other), keys=[key])
    with pytest.raises(NoteError):
        with_cosignatures(note, b"\xff\n", keys=[key])


@pytest.mark.parametrize("body", [b"", b"5\n\n", b"-1\n", b"\xff\n"])
def test_a_held_size_is_a_plain_number(body):
    """The body of an answer with status 409."""
    with pytest.raises(NoteError):
        parse_held_size(body)
