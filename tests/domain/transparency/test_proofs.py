"""Proofs of inclusion and consistency: others' hold, and nothing altered does."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.transparency.logbook import ARGON, SUMDB, log_of
from lapel.domain.transparency.errors import ProofError
from lapel.domain.transparency.merkle import EMPTY, Head, leaf_hash, root_of
from lapel.domain.transparency.proofs import (
    consistency_ranges,
    inclusion_ranges,
    verify_consistency,
    verify_inclusion,
)
from lapel.domain.transparency.tree import Tree

# transparency-dev/merkle, testdata/{inclusion,consistency}/*/happy-path.json (Apache-2.0)
ROOT8 = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
INCLUSIONS = [
    (
        (0, 8, ROOT8, "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="),
        (
            "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
        ),
    ),
    (
        (5, 8, ROOT8, "QnGia+DYqE8L1UyMMC58s6O10fpngKQLzOKHNHfatlg="),
        (
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
            "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
        ),
    ),
    (
        (
            2,
            3,
            "rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=",
            "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c=",
        ),
        ("+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",),
    ),
]
CONSISTENCIES = [
    (
        (1, "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", 8, ROOT8),
        (
            "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
        ),
    ),
    (
        (6, "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=", 8, ROOT8),
        (
            "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=",
            "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
        ),
    ),
    (
        (
            2,
            "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",
            5,
            "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ=",
        ),
        (
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
        ),
    ),
]


def _raw(texts):
    return tuple(b64decode(each) for each in texts)


def _holds(check, **what):
    try:
        check(**what)
    except ProofError:
        return False
    return True


@pytest.mark.parametrize(("facts", "proof"), INCLUSIONS)
def test_the_reference_inclusion_proofs_hold(facts, proof):
    """Made by another implementation over the reference tree."""
    index, size, root, leaf = facts
    head = Head(size, b64decode(root))
    verify_inclusion(leaf=b64decode(leaf), index=index, head=head, proof=_raw(proof))


@pytest.mark.parametrize(("facts", "proof"), CONSISTENCIES)
def test_the_reference_consistency_proofs_hold(facts, proof):
    """Made by another implementation over the reference tree."""
    old_size, old_root, size, root = facts
    old, new = Head(old_size, b64decode(old_root)), Head(size, b64decode(root))
    verify_consistency(old=old, new=new, proof=_raw(proof))


def test_the_proofs_of_a_log_of_a_thousand_million_certificates_hold():
    """Google's Argon 2020 as golang.org/x/mod/sumdb/tlog/ct_test.go keeps it."""
    head = Head(ARGON["sth"]["tree_size"], b64decode(ARGON["sth"]["sha256_root_hash"]))
    leaf = leaf_hash(b64decode(ARGON["entries"]["entries"][0]["leaf_input"]))
    path = _raw(ARGON["proof"]["audit_path"])
    verify_inclusion(leaf=leaf, index=10000, head=head, proof=path)
    old = Head(3_654_490, b64decode("AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ="))
    verify_consistency(old=old, new=head, proof=_raw(ARGON["consistency"]["consistency"]))
    assert not _holds(verify_inclusion, leaf=leaf, index=10001, head=head, proof=path)


@pytest.mark.parametrize("case", SUMDB["inclusion"], ids=lambda c: f"{c['index']}-{c['size']}")
def test_inclusion_proofs_are_those_of_the_go_checksum_database(case):
    """golang.org/x/mod/sumdb/tlog.ProveRecord, hash by hash (sumdb.json)."""
    shelf, _ = log_of(case["size"])
    assert Tree(shelf, case["size"]).inclusion(case["index"]) == _raw(case["proof"])


@pytest.mark.parametrize("case", SUMDB["consistency"], ids=lambda c: f"{c['old']}-{c['size']}")
def test_consistency_proofs_are_those_of_the_go_checksum_database(case):
    """golang.org/x/mod/sumdb/tlog.ProveTree, hash by hash (sumdb.json)."""
    shelf, _ = log_of(case["size"])
    assert Tree(shelf, case["size"]).consistency(case["old"]) == _raw(case["proof"])


@st.composite
def places(draw):
    size = draw(st.one_of(st.integers(1, 40), st.integers(250, 270), st.integers(500, 800)))
    return size, draw(st.integers(0, size - 1))


@settings(max_examples=60, deadline=None)
@given(places(), st.data())
def test_an_inclusion_proof_holds_and_no_alteration_of_it_does(place, data):
    """One flipped bit of leaf, root or proof, one more or fewer hash, another place or size."""
    size, index = place
    shelf, head = log_of(size)
    tree = Tree(shelf, size)
    true = {"leaf": tree.leaf(index), "index": index, "head": head, "proof": tree.inclusion(index)}
    verify_inclusion(**true)
    for change in _changes(data, head, true["proof"]):
        assert not _holds(verify_inclusion, **true | change)
    assert not _holds(verify_inclusion, **true | {"leaf": _flipped(data, true["leaf"])})
    other = data.draw(st.integers(0, 2 * size))
    assert other == index or not _holds(verify_inclusion, **true | {"index": other})


@settings(max_examples=60, deadline=None)
@given(places(), st.data())
def test_a_consistency_proof_holds_and_no_alteration_of_it_does(place, data):
    """As for inclusion, and with the older root and size altered."""
    size, less = place
    shelf, head = log_of(size)
    leaves = [leaf_hash(f"leaf {at}".encode()) for at in range(less + 1)]
    old = Head(less + 1, root_of(leaves))
    true = {"old": old, "new": head, "proof": Tree(shelf, size).consistency(old.size)}
    verify_consistency(**true)
    for change in _changes(data, head, true["proof"]):
        change["new"] = change.pop("head", head)
        assert not _holds(verify_consistency, **true | change)
    forged = replace(old, root=_flipped(data, old.root))
    assert not _holds(verify_consistency, **true | {"old": forged})
    grown = replace(old, size=data.draw(st.integers(1, size + 3).filter(lambda n: n != old.size)))
    assert not _holds(verify_consistency, **true | {"old": grown})


def _flipped(data, value):
    bit = data.draw(st.integers(0, 8 * len(value) - 1))
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _changes(data, head, proof):
    yield {"head": replace(head, root=_flipped(data, head.root))}
    yield {"proof": (*proof, data.draw(st.binary(min_size=32, max_size=32)))}
    yield {"proof": (data.draw(st.binary(min_size=32, max_size=32)), *proof)}
    if proof:
        yield {"proof": proof[:-1]}
        yield {"proof": proof[1:]}
        at = data.draw(st.integers(0, len(proof) - 1))
        yield {"proof": (*proof[:at], _flipped(data, proof[at]), *proof[at + 1 :])}
        yield {"proof": (*proof[:at], proof[at][:-1], *proof[at + 1 :])}


@pytest.mark.parametrize("index", [-1, 3])
def test_no_entry_outside_the_log_is_proved(index):
    """Neither made nor checked, whatever the proof."""
    with pytest.raises(ProofError, match="A log of 3 entries has no entry"):
        inclusion_ranges(index, 3)
    with pytest.raises(ProofError, match="has no entry"):
        verify_inclusion(leaf=b"", index=index, head=Head(3, b""), proof=())


def test_a_shorter_log_does_not_extend_a_longer_one():
    """Neither made nor checked."""
    with pytest.raises(ProofError, match="does not extend"):
        consistency_ranges(4, 3)
    with pytest.raises(ProofError, match="does not extend"):
        verify_consistency(old=Head(4, b""), new=Head(3, b""), proof=())


def test_every_log_extends_the_empty_one_without_a_proof():
    """C2SP tlog-witness: the proof is empty from size zero; an empty log has one root only."""
    _, head = log_of(5)
    assert consistency_ranges(0, 5) == []
    verify_consistency(old=EMPTY, new=head, proof=())
    verify_consistency(old=EMPTY, new=EMPTY, proof=())
    for old, new, proof in [
        (EMPTY, head, (head.root,)),
        (Head(0, head.root), head, ()),
        (EMPTY, Head(0, head.root), ()),
        (head, replace(head, root=EMPTY.root), ()),
    ]:
        assert not _holds(verify_consistency, old=old, new=new, proof=proof)


def test_a_consistency_proof_may_not_be_left_out():
    """The older tree here is no power of two, so even its own root needs a first hash."""
    _, head = log_of(5)
    assert not _holds(verify_consistency, old=Head(3, head.root), new=head, proof=())
