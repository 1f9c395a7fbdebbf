"""What a package changes of what is there."""

from __future__ import annotations

import pytest

from lapel.domain.frameworks import Change, Item, Kind, compared


def item(name: str, statement: str = "Can do it.", code: str = "") -> Item:
    return Item(identifier=name, uri=f"https://x.example/{name}", statement=statement, code=code)


def test_items_are_new_changed_the_same_or_gone() -> None:
    """By identifier; the fields that differ are named."""
    there = [item("a"), item("b"), item("c")]
    given = [item("b"), item("a", "Can do it well.", "A.1"), item("d")]
    told = {each.item.identifier: (each.kind, each.fields) for each in compared(there, given)}
    assert told == {
        "b": (Kind.SAME, ()),
        "a": (Kind.CHANGED, ("statement", "code")),
        "d": (Kind.NEW, ()),
        "c": (Kind.GONE, ()),
    }


def test_a_change_is_always_of_an_item() -> None:
    """One without either side is a mistake of ours."""
    with pytest.raises(ValueError, match="of an item"):
        _ = Change(Kind.NEW, None, None).item
