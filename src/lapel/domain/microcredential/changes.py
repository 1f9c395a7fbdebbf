"""What differs between two versions of a document, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Change:
    """One difference: where (a path by keys, `("rubric", "waits", "levels", "yes")`) and what."""

    where: tuple[str, ...]
    kind: Kind
    before: str = ""
    after: str = ""

    @property
    def section(self) -> str:
        """The top-level field it stands in."""
        return self.where[0]


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """List what `after` adds, removes, changes or moves; items are matched by their `key`.

    What only speaks of the version itself (its note, its rewordings, the format) is left out.
    """
    passed_over = {"version_note", "format", "reworded"}
    names = [name for name in {**before, **after} if name not in passed_over]
    return [change for name in names for change in _field(before, after, (), name)]


def _field(
    before: dict[str, Any], after: dict[str, Any], where: tuple[str, ...], name: str
) -> Iterator[Change]:
    here = (*where, name)
    if name not in before:
        yield Change(here, "added", after=_text(after[name]))
    elif name not in after:
        yield Change(here, "removed", before=_text(before[name]))
    else:
        yield from _values(before[name], after[name], here)


def _values(before: Any, after: Any, where: tuple[str, ...]) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _field(before, after, where, name)
    elif _is_keyed(before) and _is_keyed(after):
        yield from _keyed(before, after, where)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _items(before, after, where)
    else:
        yield Change(where, "changed", _text(before), _text(after))


def _keyed(
    before: list[dict[str, Any]], after: list[dict[str, Any]], where: tuple[str, ...]
) -> Iterator[Change]:
    old = {item["key"]: item for item in before}
    new = {item["key"]: item for item in after}
    for key in {**old, **new}:
        yield from _field(old, new, where, key)
    stay_before = [key for key in old if key in new]
    stay_after = [key for key in new if key in old]
    if stay_before != stay_after:
        yield Change(where, "moved", ", ".join(stay_before), ", ".join(stay_after))


def _items(before: list[Any], after: list[Any], where: tuple[str, ...]) -> Iterator[Change]:
    gone = [item for item in before if item not in after]
    come = [item for item in after if item not in before]
    yield from (Change(where, "removed", before=_text(item)) for item in gone)
    yield from (Change(where, "added", after=_text(item)) for item in come)
    if not gone and not come:
        yield Change(where, "moved", _text(before), _text(after))


def _is_keyed(value: Any) -> bool:
    items = value if isinstance(value, list) else [None]
    return all(isinstance(item, dict) and "key" in item for item in items)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(_text(item) for item in value.values() if item not in ("", [], None))
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
