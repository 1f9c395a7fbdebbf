"""What a package would change of what is there already."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.frameworks.values import Item

SEEN = ("statement", "short", "code", "kind", "uri", "starts_on", "ends_on")


class Kind(StrEnum):
    """How an item of a package stands to what is there."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """An item with what is there (`before`), what the package says (`after`), and what differs."""

    kind: Kind
    before: Item | None
    after: Item | None
    fields: tuple[str, ...] = ()

    @property
    def item(self) -> Item:
        """Give the item as it would be, or was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change is of an item")
        return found


def compared(there: Iterable[Item], given: Iterable[Item]) -> list[Change]:
    """Compare by identifier: what is given in its order, then what is no longer named."""
    known = {item.identifier: item for item in there}
    changes = [_change(known.pop(item.identifier, None), item) for item in given]
    return [*changes, *(Change(Kind.GONE, item, None) for item in known.values())]


def _change(before: Item | None, after: Item) -> Change:
    if before is None:
        return Change(Kind.NEW, None, after)
    fields = tuple(name for name in SEEN if getattr(before, name) != getattr(after, name))
    return Change(Kind.CHANGED if fields else Kind.SAME, before, after, fields)
