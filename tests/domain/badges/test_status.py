"""Bitstring status lists."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.badge_makers import ISSUER, NOW, REVOCATION, signed_list
from lapel.domain.badges.errors import StatusError
from lapel.domain.badges.model import Profile, Purpose
from lapel.domain.badges.multiformats import multibase_decode, multibase_encode
from lapel.domain.badges.status import (
    MINIMUM_BITS,
    StatusList,
    encode_list,
    list_subject,
    read_bit,
    read_places,
    status_list,
)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, MINIMUM_BITS - 1), max_size=20), st.integers(0, MINIMUM_BITS - 1))
def test_a_bit_reads_as_it_was_set(indices: set[int], index: int) -> None:
    """Round trip at any place."""
    assert read_bit(encode_list(indices), index) is (index in indices)


def test_the_first_index_is_the_leftmost_bit() -> None:
    """Bitstring Status List 1.0, §3.2: index 0 is the first bit on the left."""
    bits = gzip.decompress(multibase_decode(encode_list([0, 9])))
    assert bits[:2] == b"\x80\x40"
    assert len(bits) == 16 * 1024


def test_equal_lists_are_equal_bytes() -> None:
    """No clock hides in the gzip header, so an ETag can stand on the text."""
    assert encode_list([1]) == encode_list([1])


@pytest.mark.parametrize(
    ("indices", "length"), [([], 8), ([], 131_073), ([131_072], 131_072), ([-1], 131_072)]
)
def test_a_list_that_is_short_or_lacks_the_place_is_not_made(
    indices: list[int], length: int
) -> None:
    """§6.1 asks for 131,072 entries at least."""
    with pytest.raises(StatusError):
        encode_list(indices, length=length)


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        ("H4sIAAAA", "multibase"),
        ("u!!", "cannot be unpacked"),
        ("uAAAA", "cannot be unpacked"),
        (multibase_encode(gzip.compress(b"\x00" * 100, mtime=0), base="u"), "shorter"),
        (multibase_encode(gzip.compress(b"\x00" * 20_000, mtime=0)[:-20], base="u"), "cut off"),
        (
            multibase_encode(gzip.compress(b"\x00" * (64 * 1024 * 1024), mtime=0), base="u"),
            "more than 4 MB",
        ),
    ],
)
def test_a_list_that_is_unfit_is_refused(encoded: str, why: str) -> None:
    """Wrong base, broken, short, cut off, and a gzip bomb."""
    with pytest.raises(StatusError, match=why):
        read_bit(encoded, 1)


def test_an_index_outside_the_list_is_refused() -> None:
    """It is neither revoked nor good."""
    with pytest.raises(StatusError, match="no place"):
        read_bit(encode_list([]), MINIMUM_BITS)


def test_a_list_says_whose_it_is_and_how_long_it_is_good() -> None:
    """The document that is signed and served."""
    state = StatusList(
        url=REVOCATION,
        issuer=Profile(id=ISSUER, name="Hill"),
        purpose=Purpose.REVOCATION,
        set_indices=frozenset({7}),
        valid_from=NOW,
        lifetime=timedelta(hours=6),
    )
    document = status_list(state)
    assert (document["id"], document["issuer"]) == (REVOCATION, ISSUER)
    assert document["validUntil"] == "2026-11-21T18:00:00Z"
    assert read_bit(list_subject(document, purpose="revocation"), 7)


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": None},
        {"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "suspension"}},
        {"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation"}},
    ],
)
def test_a_document_that_is_no_list_for_the_purpose_is_refused(change: dict[str, object]) -> None:
    """Wrong type, no subject, another purpose, no bits."""
    with pytest.raises(StatusError):
        list_subject({**signed_list(REVOCATION), **change}, purpose="revocation")


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, MINIMUM_BITS - 1), max_size=20))
def test_all_places_read_as_they_were_set(indices: set[int]) -> None:
    """In order, with the length of the list."""
    found = read_places(encode_list(indices))
    assert (found.length, list(found.set_indices)) == (MINIMUM_BITS, sorted(indices))
