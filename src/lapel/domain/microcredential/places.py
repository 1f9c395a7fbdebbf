"""Where in a JSON text each part of its document stands, so that a fault can be pointed at."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from lapel.domain.microcredential.problems import Place, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
# No document here has such a path; one who nests or names without end would fill the memory.
LONGEST_PATH = 500
DEEPEST = 1_000  # readers stop before
MOST_PLACES = 50_000
_NO_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})


@dataclass(frozen=True)
class Landmark:
    """A field's name or a list's item: its path, where it stands, and what is odd about it.

    The path is empty for the whole, and where it would have more than 500 characters.
    `repeated` names a field that the same object held before; `constant` is a word that JSON does
    not have (RFC 8259, section 6); there is neither as a rule.
    """

    path: str
    place: Place
    repeated: str | None = None
    constant: str | None = None


@dataclass
class _Container:
    """An object or list that is being read; `name` is its field whose value comes next."""

    path: str | None
    is_object: bool
    index: int = 0
    name: str | None = None
    seen: set[str] = field(default_factory=set)

    @property
    def awaits_name(self) -> bool:
        """Tell whether a text that comes now names a field."""
        return self.is_object and self.name is None

    @property
    def next_path(self) -> str | None:
        """Give the path of the value that comes next; None for one that is too long."""
        step = self.name or "" if self.is_object else self.index
        return _below(self.path, step)


def landmarks(text: str) -> Iterator[Landmark]:
    """Yield every field and item of a JSON text, in its order.

    The text is one that a JSON reader took; of another it yields what it can, and never raises.
    """
    lines = _Lines(text)
    inside: list[_Container] = []
    for token in _TOKEN.finditer(text):
        word, place = token[0], lines.place(token)
        top = inside[-1] if inside else None
        if word in "}]:":
            if word != ":" and inside:
                inside.pop()
        elif word == ",":
            _go_on(top)
        elif top is not None and top.awaits_name:
            yield _named(top, word, place)
        else:
            path = top.next_path if top else ""
            if top is None or not top.is_object:
                yield Landmark(path or "", place)
            if word in "{[":
                if len(inside) == DEEPEST:
                    return
                inside.append(_Container(path, is_object=word == "{"))
            elif word in _NO_NUMBERS:
                yield Landmark(path or "", place, constant=word)


def places_in(text: str) -> dict[str, Place]:
    """Give the place of every path of a JSON text; a field's place is its name.

    Of a text with more than 50,000 fields and items, the places of the first.
    """
    found: dict[str, Place] = {}
    for each in islice(landmarks(text), MOST_PLACES):
        found.setdefault(each.path, each.place)
    return found


def nearest(path: str, places: dict[str, Place]) -> Place | None:
    """Give the place of a path or, for what is missing, of what should hold it."""
    while path and path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return places.get(path)


def _go_on(top: _Container | None) -> None:
    if top is not None:
        top.index += 1
        top.name = None


def _named(top: _Container, word: str, place: Place) -> Landmark:
    top.name = _text_of(word)
    repeated = top.name if top.name in top.seen else None
    top.seen.add(top.name)
    return Landmark(top.next_path or "", place, repeated=repeated)


def _below(path: str | None, step: str | int) -> str | None:
    if path is None or len(path) + len(str(step)) > LONGEST_PATH:
        return None
    below = path_of([step])
    return f"{path}.{below}" if path and isinstance(step, str) else path + below


def _text_of(word: str) -> str:
    try:
        name = str(json.loads(word, strict=False))
    except ValueError:
        return word
    return name.encode("utf-8", "replace").decode()  # a page cannot show half a character


class _Lines:
    """Turns an offset into a line and a column; it only ever goes forward."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._start, self._seen = 1, 0, 0

    def place(self, token: re.Match[str]) -> Place:
        begun = token.start()
        passed = self._text.count("\n", self._seen, begun)
        if passed:
            self._line += passed
            self._start = self._text.rfind("\n", self._seen, begun) + 1
        self._seen = begun
        longest = token[0].partition("\n")[0]
        return Place(self._line, begun - self._start + 1, len(longest))
