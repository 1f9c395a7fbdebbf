"""Shapes: what credentials of one achievement have in common, canonicalised once for all.

Two documents have one shape when they differ in nothing but texts that stand in their quads as
they stand in the document: literals, and absolute identifiers. Which texts these are is not
guessed: every text of the first document is marked, JSON-LD expansion runs on the marked
document, and a text may vary when its very mark comes out as a value or an identifier. All others
(types, contexts, languages, vocabulary terms) belong to the shape, and so do numbers, names and
the lengths of lists. For a known shape the quads are templates: fill, escape, hash, sort.

Whatever is not certain falls back on the slow path, which alone is the definition: a tie of
blank nodes, two equal quads, an identifier of another scheme or a relative one, half characters.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import threading
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from lapel.domain.badges import nquads
from lapel.domain.badges.expanded import ExpandedToRdf, literal
from lapel.domain.badges.nquads import Quad, is_blank
from lapel.domain.badges.rdfc10 import Algorithm, Canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MAX_TOKENS = 4_000  # of one document's outline; larger ones take the slow path
MAX_WEIGHT = 16_000_000  # characters of all templates together: the cache is fed by strangers
MAX_VARIANTS = 8  # shapes that differ in constant texts alone
# What N-Quads can carry and JSON-LD leaves as it is (pyld tells by white space).
_PLAIN = re.compile(r"[^\s\x00-\x20<>\"{}|^`\\]+")
_TEXTS = frozenset({str})
_CONSTANT_NAMES = frozenset({"@context", "type", "@type"})


class Outline(NamedTuple):
    """A document without its texts, and the texts in a fixed order."""

    key: tuple[Any, ...]
    leaves: list[str]


class Leaf(str):
    """A text of the document that knows its place among the leaves."""

    __slots__ = ("place",)
    place: int

    def __deepcopy__(self, memo: Any) -> Leaf:
        return self


class Slot(str):
    """A term of a quad in which a leaf stands between two constant texts."""

    __slots__ = ("after", "before", "place")
    before: str
    place: int
    after: str


def outline(document: Mapping[str, Any]) -> Outline | None:
    """Return a document's outline, or None for one too large to keep or not of plain JSON.

    A token per value makes the key unambiguous: names of an object, then its types and contexts as
    they are; length of a list; "" for a text that may vary; bytes for numbers and their kin.
    """
    tokens: list[Any] = []
    leaves: list[str] = []
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            tokens.append("")
            leaves.append(value)
        elif isinstance(value, dict):
            tokens.append(tuple(value))
            for name, inner in value.items():
                if name not in _CONSTANT_NAMES:
                    waiting.append(inner)
                elif isinstance(inner, str):
                    tokens.append(inner)
                elif isinstance(inner, list) and _TEXTS.issuperset(map(type, inner)):
                    tokens.append(tuple(inner))
                else:
                    return None
            if len(tokens) > MAX_TOKENS:
                return None
        elif isinstance(value, list):
            tokens.append(len(value))
            waiting += value
        else:
            tokens.append(repr(value).encode(errors="replace"))
    return Outline(tuple(tokens), leaves) if len(tokens) <= MAX_TOKENS else None


def marked(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a document whose texts are leaves, numbered as `outline` lists them."""
    top: dict[str, Any] = dict(document)
    count = 0
    waiting: list[tuple[Any, Any]] = [({"top": top}, "top")]
    while waiting:
        holder, name = waiting.pop()
        value = holder[name]
        if isinstance(value, str):
            leaf = Leaf(value)
            leaf.place = count
            holder[name] = leaf
            count += 1
        elif isinstance(value, dict):
            holder[name] = copied = dict(value) if value is not top else top
            waiting += [(copied, inner) for inner in copied if inner not in _CONSTANT_NAMES]
        elif isinstance(value, list):
            holder[name] = copy = list(value)
            waiting += [(copy, place) for place in range(len(copy))]
    return top


class Templates(ExpandedToRdf):
    """Collects the quads of a marked document, with the leaves in them as slots."""

    def __init__(self) -> None:
        super().__init__()
        self.added: list[Quad] = []

    def literal(self, item: Mapping[str, Any]) -> str:
        """Return a literal; one of a text is a slot, unless the text is part of a JSON value."""
        text = literal(item)
        value = item["@value"]
        if not isinstance(value, Leaf) or item.get("@type") == "@json":  # escaped twice
            return text
        quoted = len(nquads.escaped(value)) + 2
        return _slot(text, '"', value, '"' + text[quoted:])

    def resource(self, identifier: Any, what: str) -> str:
        """Return the term of an identifier; an absolute one that is no type is a slot."""
        term = super().resource(identifier, what)
        if what == "identifier" and isinstance(identifier, Leaf) and not is_blank(term):
            return _slot(term, "<", identifier, ">")
        return term

    def add(self, subject: str, predicate: str, object_: str, graph: str) -> None:
        """Add one quad, also one that equals another under the texts at hand."""
        super().add(subject, predicate, object_, graph)
        self.added.append((subject, predicate, object_, graph))


def _slot(text: str, before: str, leaf: Leaf, after: str) -> Slot:
    slot = Slot(text)
    slot.before, slot.place, slot.after = before, leaf.place, after
    return slot


@dataclass(frozen=True)
class _Text:
    """Lines as a list of constant parts, and where leaves and labels go among them."""

    parts: list[str]
    literals: list[tuple[int, int]]
    identifiers: list[tuple[int, int]]
    blanks: list[tuple[int, str]]

    def lines(self, escaped: list[str], leaves: list[str], labels: Mapping[str, str]) -> list[str]:
        parts = self.parts.copy()
        for place, index in self.literals:
            parts[place] = escaped[index]
        for place, index in self.identifiers:
            parts[place] = leaves[index]
        for place, node in self.blanks:
            parts[place] = labels[node]
        lines = "".join(parts).split("\n")
        lines.pop()
        lines.sort()
        return lines


def _text(quads: Iterable[Quad], labels: Mapping[str, str]) -> _Text:
    """Compile quads; blank nodes that `labels` names are constant, the others are filled in."""
    text = _Text([], [], [], [])
    for quad in quads:
        for term in filter(None, quad):
            _term(text, term, labels)
            text.parts.append(" ")
        text.parts.append(".\n")
    return text


def _term(text: _Text, term: str, labels: Mapping[str, str]) -> None:
    if isinstance(term, Slot):
        kind = text.literals if term.before == '"' else text.identifiers
        kind.append((len(text.parts) + 1, term.place))
        text.parts.extend((term.before, "", term.after))
    elif is_blank(term) and term not in labels:
        text.blanks.append((len(text.parts), term))
        text.parts.append("")
    else:
        text.parts.append(labels.get(term, str(term)))


class Shape:
    """The templates of one shape."""

    def __init__(self, templates: list[Quad], leaves: list[str]) -> None:
        slots = [term for quad in templates for term in quad if isinstance(term, Slot)]
        free = {term.place for term in slots}  # slots with equal texts are equal, places are not
        self.fixed = [index for index in range(len(leaves)) if index not in free]
        self.constants = [leaves[index] for index in self.fixed]
        self.schemes = [
            (index, _scheme(leaves[index]))
            for index in sorted({term.place for term in slots if term.before == "<"})
        ]
        self.whole = _text(templates, {})
        around = _around(templates)
        self.blanks = sorted(around)
        others = dict.fromkeys(self.blanks, "_:z")
        self.nodes = [_text(around[node], others | {node: "_:a"}) for node in self.blanks]
        self.weight = sum(
            len(part) + 50 for text in (self.whole, *self.nodes) for part in text.parts
        )

    def fits(self, leaves: list[str]) -> bool:
        """Say whether these texts leave the structure as it is."""
        for index, constant in zip(self.fixed, self.constants, strict=True):
            if leaves[index] != constant:
                return False
        for index, scheme in self.schemes:
            identifier = leaves[index]
            if not identifier.startswith(scheme) or not _PLAIN.fullmatch(identifier):
                return False
        return True

    def canonical(self, leaves: list[str], algorithm: Algorithm) -> Canonical | None:
        """Return the canonical form under these texts, or None where the slow path must decide."""
        try:
            "".join(leaves).encode()
        except UnicodeEncodeError:  # half a character
            return None
        escaped = nquads.escaped_all(leaves)
        labels = self.labels(escaped, leaves, algorithm)
        if len(labels) < len(self.blanks):  # two hashes tie
            return None
        lines = self.whole.lines(escaped, leaves, labels)
        if len(set(lines)) < len(lines):
            return None
        lines.append("")
        return Canonical("\n".join(lines), labels, 0)

    def labels(self, escaped: list[str], leaves: list[str], algorithm: Algorithm) -> dict[str, str]:
        """Return canonical labels in the order of first-degree hashes (RDFC-1.0 §4.4, §4.6)."""
        make: Callable[[bytes], Any] = getattr(hashlib, algorithm)
        by_hash = {}
        for node, text in zip(self.blanks, self.nodes, strict=True):
            lines = text.lines(escaped, leaves, {})
            lines.append("")
            by_hash[make("\n".join(lines).encode()).hexdigest()] = node
        return {
            node: f"_:c14n{place}"
            for place, (_, node) in enumerate(sorted(by_hash.items(), key=itemgetter(0)))
        }


def _scheme(identifier: str) -> str:
    """Return what an identifier begins with, `https://` or `urn:`: its text may vary after that."""
    scheme, _, rest = identifier.partition(":")
    return f"{scheme}://" if rest.startswith("//") else f"{scheme}:"


def _around(templates: list[Quad]) -> dict[str, list[Quad]]:
    """Return each blank node's quads, which its first-degree hash covers (RDFC-1.0 §4.6)."""
    around: dict[str, list[Quad]] = {}
    for quad in templates:
        for node in {term for term in quad if is_blank(term)}:
            around.setdefault(node, []).append(quad)
    return around


@dataclass
class _Kept:
    """The shapes of one outline, and when they were last asked for."""

    variants: list[Shape]
    used: int


class Shapes:
    """A bounded cache of shapes, the least used of which go first."""

    def __init__(self, max_weight: int = MAX_WEIGHT) -> None:
        self._max_weight = max_weight
        self._weight = 0
        self._kept: dict[tuple[Any, ...], _Kept] = {}
        self._clock = itertools.count()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return sum(len(kept.variants) for kept in self._kept.values())

    def find(self, document: Outline) -> Shape | None:
        """Return the shape that a document has, if it is known."""
        kept = self._kept.get(document.key)  # the one time that this long key is hashed
        if kept is None:
            return None
        kept.used = next(self._clock)
        return next((one for one in tuple(kept.variants) if one.fits(document.leaves)), None)

    def learn(self, document: Outline, templates: list[Quad]) -> None:
        """Remember the shape of a document that the slow path has read."""
        shape = Shape(templates, document.leaves)
        with self._lock:
            kept = self._kept.setdefault(document.key, _Kept([], 0))
            kept.used = next(self._clock)
            kept.variants.append(shape)
            self._weight += shape.weight
            if len(kept.variants) > MAX_VARIANTS:
                self._weight -= kept.variants.pop(0).weight
            while self._weight > self._max_weight:
                self._forget()

    def _forget(self) -> None:
        key, kept = min(self._kept.items(), key=lambda item: item[1].used)
        del self._kept[key]
        self._weight -= sum(one.weight for one in kept.variants)
