"""Appending: the same log however it grew, with little read and exactly what is new written."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.transparency.logbook import SUMDB, Shelf, grown, log_of
from lapel.domain.transparency.appending import append
from lapel.domain.transparency.errors import MissingTileError, TileError
from lapel.domain.transparency.merkle import EMPTY, Head, leaf_hash, root_of
from lapel.domain.transparency.proofs import verify_consistency, verify_inclusion
from lapel.domain.transparency.tiles import Tile, edge
from lapel.domain.transparency.tree import Tree


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.data())
def test_any_history_of_batches_proves_itself(batches, data):
    """Each head extends each earlier one, and any entry is included in the last."""
    shelf, head, heads, entries = Shelf(), EMPTY, [EMPTY], []
    for number, size in enumerate(batches):
        batch = [f"{number}:{at}".encode() for at in range(size)]
        head, entries = grown(shelf, head, batch), entries + batch
        heads.append(head)
        assert head == Head(len(entries), root_of([leaf_hash(each) for each in entries]))
    tree = Tree(shelf, head.size)
    assert tree.head() == head
    for old in heads:
        verify_consistency(old=old, new=head, proof=tree.consistency(old.size))
    if entries:
        index = data.draw(st.integers(0, len(entries) - 1))
        leaf = leaf_hash(tree.entry(index))
        assert tree.entry(index) == entries[index]
        verify_inclusion(leaf=leaf, index=index, head=head, proof=tree.inclusion(index))


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_a_batch_gives_the_log_that_one_by_one_gives(size):
    """The same head, and the same files of the last size; one by one left partial ones too."""
    batch, head = log_of(size)
    single, same = log_of(size, step=1)
    assert head == same
    assert batch.files.items() <= single.files.items()
    assert {path.partition(".p/")[0] for path in single.files} == {
        path.partition(".p/")[0] for path in batch.files
    }


def test_a_log_grown_by_uneven_batches_is_the_one_go_computes():
    """Root of 66,000 leaves by x/mod/sumdb (sumdb.json), reached in batches of 977."""
    _, head = log_of(66_000, step=977)
    assert b64encode(head.root).decode() == SUMDB["roots"]["66000"]


def test_appending_reads_the_edge_and_writes_what_is_new():
    """At 66,000 entries: three partial tiles and one bundle, read once each; nothing else."""
    shelf, head = log_of(66_000)
    shelf.reads.clear()
    done = append(shelf, head=head, entries=[b"one more"])
    assert sorted(shelf.reads) == sorted(
        [*(tile.path for tile in edge(66_000)), "tile/entries/257.p/208"]
    )
    assert sorted(done.files) == ["tile/0/257.p/209", "tile/entries/257.p/209"]


def test_a_batch_that_fills_tiles_writes_them_whole():
    """From 255 to 513: two full tiles, the new edge, and the level above."""
    shelf, head = log_of(255)
    done = append(shelf, head=head, entries=[b"x"] * 258)
    assert sorted(done.files) == [
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/1",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/1",
    ]


def test_an_empty_batch_changes_nothing_and_reads_nothing():
    """A sequencer may wake for nothing."""
    shelf, head = log_of(5)
    shelf.reads.clear()
    done = append(shelf, head=head, entries=[])
    assert (done.head, done.files, shelf.reads) == (head, {}, [])


def test_nothing_is_appended_to_tiles_that_do_not_give_the_signed_root():
    """A damaged or restored disk must never lead to a second history under one name."""
    shelf, head = log_of(300)
    shelf.files["tile/0/001.p/44"] = bytes(32 * 44)
    with pytest.raises(TileError, match="do not give the root"):
        append(shelf, head=head, entries=[b"x"])


def test_nothing_is_appended_to_entries_that_are_not_those_of_their_tile():
    """The next bundle repeats them, so a silent change would spread."""
    shelf, head = log_of(2)
    shelf.files["tile/entries/000.p/2"] = b"\x00\x01a\x00\x01b"
    with pytest.raises(TileError, match="not those of the stored tile"):
        append(shelf, head=head, entries=[b"x"])


def test_nothing_is_appended_where_the_edge_is_missing():
    """After a restore without its files, for instance."""
    _, head = log_of(2)
    with pytest.raises(MissingTileError):
        append(Shelf(), head=head, entries=[b"x"])


def test_a_tree_reads_each_tile_once():
    """A proof in 66,000 entries reads four tiles: its own, the two edges above it, and the top."""
    shelf, head = log_of(66_000)
    shelf.reads.clear()
    tree = Tree(shelf, head.size)
    tree.inclusion(12_345)
    tree.inclusion(12_345)
    assert len(shelf.reads) == len(set(shelf.reads)) <= 2 * len(edge(head.size))
    assert Tile(0, 12_345 // 256).path in shelf.reads


def test_the_tree_of_nothing_has_the_empty_head():
    """Before the first entry."""
    assert Tree(Shelf(), 0).head() == EMPTY
