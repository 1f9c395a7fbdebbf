"""Tiles: paths and contents as C2SP tlog-tiles has them."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.transparency.logbook import SUMDB, Shelf, log_of
from lapel.domain.transparency.errors import EntryError, MissingTileError, TileError
from lapel.domain.transparency.tiles import (
    ENTRIES,
    Tile,
    bundles,
    edge,
    pack,
    parse_path,
    read_entries,
    read_hashes,
    unpack,
    width_at,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),  # the specification's example
        (Tile(0, 0), "tile/0/000"),
        (Tile(2, 999, 17), "tile/2/999.p/17"),
        (Tile(63, 1000), "tile/63/x001/000"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_a_tile_is_found_at_its_path_and_back(tile, path):
    """tlog-tiles, "Merkle Tree" and "Log entries"."""
    assert tile.path == path
    assert parse_path(path) == tile


@given(st.integers(-1, 63), st.integers(0, 2**50), st.integers(1, 256))
def test_every_path_leads_back_to_its_tile(level, index, width):
    """Round trip for any place."""
    assert parse_path(Tile(level, index, width).path) == Tile(level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/300",
        "tile/-1/000",
        "tile/0/../../checkpoint",
        "tile/data/000",
        "tile/0/" + "x001/" * 2000 + "000",
        "tile/0/000\n",
        "tile/0/\N{ARABIC-INDIC DIGIT ZERO}00",
        "checkpoint",
        "",
    ],
)
def test_any_other_path_is_refused(path):
    """One resource, one path: what a door serves from a folder must not be steered."""
    with pytest.raises(TileError, match="not the path of a tile"):
        parse_path(path)


def test_a_log_of_70000_has_the_tiles_that_the_specification_lists():
    """tlog-tiles, "Partial Tiles": 273 full ones, 112 hashes, one full, 17, and 1."""
    assert edge(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [width_at(70_000, 0, index) for index in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [width_at(70_000, 1, index) for index in (0, 1)] == [256, 17]
    assert edge(256) == [Tile(1, 0, 1)]
    assert len(list(bundles(70_000))) == 274
    assert list(bundles(3)) == [Tile(ENTRIES, 0, 3)]
    assert list(bundles(0)) == edge(0) == []


def test_tiles_are_those_of_the_go_checksum_database():
    """Every tile of 66,000 leaves, by the hash of its content, as x/mod/sumdb/tlog writes it."""
    shelf, _ = log_of(66_000)
    tiles = {path: data for path, data in shelf.files.items() if path.startswith("tile/")}
    ours = {path: data for path, data in tiles.items() if "entries" not in path}
    assert len(ours) == SUMDB["tile_count"]
    for path, digest in SUMDB["tiles"].items():
        assert sha256(ours[path]).hexdigest() == digest


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries):
    """Any bytes, empty ones too."""
    assert unpack(pack(entries)) == entries


def test_a_bundle_writes_each_length_in_two_bytes():
    """tlog-tiles, "Log entries": big-endian uint16 length-prefixed; longest 65,535."""
    assert pack([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    assert unpack(pack([b"x" * 65_535]))[0][-1:] == b"x"
    with pytest.raises(EntryError, match="at most 65535"):
        pack([b"x" * 65_536])


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x02a", b"\x00\x00\x00"])
def test_a_bundle_that_is_cut_off_is_refused(bundle):
    """Within a length, or within an entry."""
    with pytest.raises(TileError, match="cut off"):
        unpack(bundle)


def test_the_full_tile_stands_in_for_a_partial_one():
    """tlog-tiles: clients fall back to the full tile where a partial one was removed."""
    full = Shelf({"tile/0/000": bytes(32 * 256), "tile/entries/000": pack([b"a"] * 256)})
    assert read_hashes(full, Tile(0, 0, 3)) == [bytes(32)] * 3
    assert read_entries(full, Tile(ENTRIES, 0, 3)) == [b"a"] * 3


def test_a_tile_that_is_not_there_or_not_whole_is_named():
    """The path is in the sentence."""
    with pytest.raises(MissingTileError, match=r"tile/0/000\.p/3 is missing"):
        read_hashes(Shelf(), Tile(0, 0, 3))
    with pytest.raises(MissingTileError, match="tile/0/000 is missing"):
        read_hashes(Shelf(), Tile(0, 0))
    with pytest.raises(TileError, match="does not hold 2 hashes"):
        read_hashes(Shelf({"tile/0/000.p/2": bytes(65)}), Tile(0, 0, 2))
    with pytest.raises(TileError, match="does not hold 2 entries"):
        read_entries(Shelf({"tile/entries/000.p/2": pack([b"a"])}), Tile(ENTRIES, 0, 2))
