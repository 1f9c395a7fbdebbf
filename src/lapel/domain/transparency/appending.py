"""Appending a batch: the new head, and exactly the files that have to be there before it is signed.

Reads one partial tile a level and one bundle; writes what the batch fills, and the new edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.transparency.errors import TileError
from lapel.domain.transparency.merkle import (
    Head,
    leaf_hash,
    peaks,
    perfect_root,
    root_of_peaks,
)
from lapel.domain.transparency.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Reader,
    Tile,
    edge,
    pack,
    read_entries,
    read_hashes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Appended:
    """The tree after a batch; `files` (path to bytes) come to the disk before `head` is signed."""

    head: Head
    files: Mapping[str, bytes] = field(default_factory=dict)


def append(reader: Reader, *, head: Head, entries: Sequence[bytes]) -> Appended:
    """Return the log after `entries` (each up to 65,535 bytes) come behind those under `head`.

    `head` is the last one that was signed: where the stored edge does not give its root,
    or does not match its entries, TileError is raised and nothing may be signed.
    """
    if not entries:
        return Appended(head)
    rows = _edge_rows(reader, head)
    files = _bundle_files(reader, head.size, rows.get(0, []), entries)
    files |= _tile_files(head.size, rows, [leaf_hash(entry) for entry in entries])
    return Appended(Head(head.size + len(entries), _root(rows)), files)


Rows = dict[int, list[bytes]]  # level to the hashes of its partial tile


def _edge_rows(reader: Reader, head: Head) -> Rows:
    rows = {tile.level: read_hashes(reader, tile) for tile in edge(head.size)}
    if _root(rows) != head.root:
        raise TileError("The stored tiles do not give the root that was signed.")
    return rows


def _root(rows: Rows) -> bytes:
    levels = sorted(rows, reverse=True)
    return root_of_peaks([peak for level in levels for peak in peaks(rows[level])])


def _bundle_files(
    reader: Reader, size: int, leaves: list[bytes], entries: Sequence[bytes]
) -> dict[str, bytes]:
    index, width = divmod(size, WIDTH)
    there = read_entries(reader, Tile(ENTRIES, index, width)) if width else []
    if [leaf_hash(entry) for entry in there] != leaves:
        raise TileError("The stored entries are not those of the stored tile.")
    return {
        Tile(ENTRIES, index + number, len(part)).path: pack(part)
        for number, part in enumerate(_parts([*there, *entries]))
    }


def _tile_files(size: int, rows: Rows, new: list[bytes]) -> dict[str, bytes]:
    """Return the new tiles, and leave in `rows` the new edge."""
    files: dict[str, bytes] = {}
    level = 0
    while new:
        index = (size >> HEIGHT * level) // WIDTH
        parts = _parts([*rows.pop(level, []), *new])
        for number, part in enumerate(parts):
            files[Tile(level, index + number, len(part)).path] = b"".join(part)
        if len(parts[-1]) < WIDTH:
            rows[level] = parts.pop()
        new = [perfect_root(part) for part in parts]
        level += 1
    return files


def _parts(items: list[bytes]) -> list[list[bytes]]:
    return [items[at : at + WIDTH] for at in range(0, len(items), WIDTH)]
