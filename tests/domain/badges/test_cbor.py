"""The reader of CBOR."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.badges.holders import encoded
from lapel.domain.badges import cbor
from lapel.domain.badges.errors import ProofError

LEAVES = st.integers(0, 2**32 - 1) | st.binary(max_size=300)
MAPS = st.dictionaries(st.integers(0, 2**32 - 1), st.binary(max_size=40), max_size=30)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("1903e8", 1000),
        ("1a000f4240", 1000000),
        ("4401020304", b"\x01\x02\x03\x04"),
        ("80", []),
        ("83010203", [1, 2, 3]),
        ("8301820203820405", [1, [2, 3], [4, 5]]),
        ("a201020304", {1: 2, 3: 4}),
    ],
)
def test_the_examples_of_the_standard_are_read(written: str, value: object) -> None:
    """RFC 8949, appendix A."""
    assert cbor.read(bytes.fromhex(written)) == value


@given(value=LEAVES | st.lists(LEAVES | st.lists(LEAVES, max_size=30) | MAPS, max_size=30))
def test_what_is_written_is_read_again(value: object) -> None:
    """Whatever a proof's value may hold."""
    assert cbor.read(encoded(value)) == value


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("", "nothing"),
        ("0000", "bytes after the value"),
        ("18", "a number without its byte"),
        ("4401", "bytes cut off"),
        ("5affffffff00", "four gigabytes announced"),
        ("9affffffff00", "four thousand million elements announced"),
        ("baffffffff0000", "four thousand million pairs announced"),
        ("1bffffffffffffffff", "a number of eight bytes"),
        ("5f", "a length left open"),
        ("20", "a negative number"),
        ("6161", "text"),
        ("d95d0180", "a tag"),
        ("f4", "a simple value"),
        ("a200000001", "one name twice"),
        ("a1418000", "a name that is no number"),
        ("a10080", "a list in a map"),
        ("81818180", "lists nested deeper"),
    ],
)
def test_all_else_is_refused(written: str, what: str) -> None:
    """At once: no announced length is believed before its bytes are there."""
    with pytest.raises(ProofError, match="well-formed CBOR"):
        cbor.read(bytes.fromhex(written))
    assert what


@given(data=st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    """No other error comes out, and what is read means the same bytes or their shortest form."""
    try:
        value = cbor.read(data)
    except ProofError:
        return
    assert len(encoded(value)) <= len(data)


@given(value=st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=9), max_leaves=40))
def test_what_our_writer_writes_is_read_again_and_is_what_another_writes(value: object) -> None:
    """Numbers, bytes and lists, which is all that an anchor's proof holds."""
    written = cbor.write(value)
    assert written == encoded(value)
    assert cbor.read(written, deepest=99) == value


def test_nothing_is_read_deeper_than_asked_for() -> None:
    """A proof's own form says how deep it goes."""
    assert cbor.read(cbor.write([[[1]]]), deepest=2) == [[[1]]]
    with pytest.raises(ProofError):
        cbor.read(cbor.write([[[[1]]]]), deepest=2)
