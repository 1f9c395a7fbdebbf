"""After a crash or a restore: how the stored log stands to what was published before."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lapel.domain.transparency.errors import TileError
from lapel.domain.transparency.tree import Tree

if TYPE_CHECKING:
    from lapel.domain.transparency.merkle import Head
    from lapel.domain.transparency.tiles import Reader


class Standing(StrEnum):
    """What an instance may do next (ADR 7)."""

    LEVEL = "level"  # go on
    AHEAD = "ahead"  # publish a checkpoint over what no published one covers, and go on
    BEHIND = "behind"  # issue nothing: bring the published entries back, or open a new epoch
    APART = "apart"  # issue nothing: another history was published, so open a new epoch


def standing(reader: Reader, *, stored: Head, published: Head) -> Standing:
    """Compare the stored log with a checkpoint that was published (or that a witness holds).

    Raises TileError when the stored files do not give the stored head, which is worse than any.
    """
    tree = Tree(reader, stored.size)
    if tree.head() != stored:
        raise TileError("The stored tiles do not give the stored head.")
    if published.size > stored.size:
        return Standing.BEHIND
    if tree.head_at(published.size) != published:
        return Standing.APART
    return Standing.LEVEL if published.size == stored.size else Standing.AHEAD
