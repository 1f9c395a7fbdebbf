"""Tells whether two pages are built alike, and whether a page's references lead somewhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
VOID |= {"track", "wbr"}
# What these say changes how an element is drawn or announced; of others only that they are there.
TELLING = {"class", "role", "type", "tabindex", "scope", "lang", "dir", "rel"}
KINDS = ("aria-", "data-kind", "data-state", "data-level")
TO_IDS = ("for", "aria-labelledby", "aria-describedby")


@dataclass
class Node:
    """An element: what it is, whether it says anything itself, and the kinds of its children."""

    head: str
    speaks: bool = False
    kinds: dict[str, None] = field(default_factory=dict)

    def shape(self) -> str:
        return f"{self.head}{'.' if self.speaks else ''}({''.join(self.kinds)})"


def _tells(tag: str, name: str) -> bool:
    refers = name in TO_IDS or name in {"aria-controls", "aria-owns", "aria-label"}
    kind = name in TELLING or name.startswith(KINDS) or (tag, name) == ("script", "src")
    return kind and not refers


def _head(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    told = [
        f"{name}={value if _tells(tag, name) else bool(value)}" for name, value in sorted(attrs)
    ]
    return f"<{tag} {' '.join(told)}>"


class Reader(HTMLParser):
    """Reads a page into its shape: siblings of one kind count once, drawings are not entered."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.path = [("", Node(""))]
        self.ids: Counter[str] = Counter()
        self.wanted: set[str] = set()
        self.feed(page)
        while len(self.path) > 1:
            self._close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._refer(attrs)
        self.path.append((tag, Node(_head(tag, attrs))))
        if tag in VOID:
            self._close()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in {name for name, _node in self.path}:
            return
        while self.path[-1][0] != tag:  # <p> and <li> may be left open
            self._close()
        self._close()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.path[-1][1].speaks = True

    def _close(self) -> None:
        _tag, node = self.path.pop()
        if not any(tag == "svg" for tag, _node in self.path):
            self.path[-1][1].kinds[node.shape()] = None

    def _refer(self, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids[value] += 1
            elif name in TO_IDS:
                self.wanted |= set((value or "").split())
            elif name == "href" and value and value.startswith("#") and len(value) > 1:
                self.wanted.add(value[1:])


def shape_of(page: str) -> str:
    """Give a digest that two pages share when they differ in words, numbers and addresses only."""
    return hashlib.sha256(Reader(page).path[0][1].shape().encode()).hexdigest()


def loose_ends(page: str) -> list[str]:
    """List ids given twice, and labels, descriptions and jumps that lead to none."""
    read = Reader(page)
    twice = [
        f"the id {each} is given {count} times" for each, count in read.ids.items() if count > 1
    ]
    return twice + [f"nothing is called {each}" for each in sorted(read.wanted - set(read.ids))]


def fields_of(page: str) -> dict[str, str]:
    """Give the names of a page's fields outside its frame, each with the type of its control."""
    fields = _Fields()
    fields.feed(page.partition("<main")[2].partition("</main")[0])
    return fields.found


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in {"input", "select", "textarea"} and (name := told.get("name")):
            self.found[name] = (told.get("type") or "text") if tag == "input" else tag
