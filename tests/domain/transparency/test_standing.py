"""After a restore: what is stored against what was published."""

from __future__ import annotations

import pytest

from domain.transparency.logbook import log_of
from lapel.domain.transparency.errors import TileError
from lapel.domain.transparency.merkle import EMPTY, Head
from lapel.domain.transparency.standing import Standing, standing
from lapel.domain.transparency.tree import Tree


@pytest.mark.parametrize(
    ("published", "salt", "expected"),
    [
        (700, "", Standing.LEVEL),
        (300, "", Standing.AHEAD),
        (0, "", Standing.AHEAD),
        (701, "", Standing.BEHIND),
        (700, " of another history", Standing.APART),
        (300, " of another history", Standing.APART),
    ],
)
def test_an_instance_knows_how_it_stands_to_what_it_published(published, salt, expected):
    """No position is used twice (ADR 7): only level and ahead may go on."""
    shelf, stored = log_of(700)
    _, head = log_of(published, salt=salt)
    assert standing(shelf, stored=stored, published=head) is expected


def test_an_empty_log_is_level_with_nothing_published():
    """A new instance."""
    assert standing(log_of(0)[0], stored=EMPTY, published=EMPTY) is Standing.LEVEL


def test_files_that_do_not_give_the_stored_head_are_told_apart():
    """Files and database restored from different days."""
    shelf, stored = log_of(700)
    with pytest.raises(TileError, match="do not give the stored head"):
        standing(shelf, stored=Head(stored.size, bytes(32)), published=stored)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 699, 700])
def test_a_tree_knows_its_earlier_heads(size):
    """From its present tiles."""
    shelf, _ = log_of(700)
    assert Tree(shelf, 700).head_at(size) == log_of(size)[1]
