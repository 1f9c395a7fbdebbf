"""Read a CASE package, 1.0 or 1.1, and say in plain words what is wrong with it.

Sources: 1EdTech CASE 1.1 information model and JSON binding (CFPackage, CFDocument, CFItem,
CFAssociation), and 1.0's. What is wrong with one item is said, and the others are read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from lapel.domain.frameworks.values import Fault, Framework, Item, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_ITEMS = 20_000
MOST_FAULTS = 200
LONGEST = 10_000
DEEPEST = 64
FARTHEST = 2**31  # of sequence numbers; a database keeps no larger ones
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
T = TypeVar("T")
Json = dict[str, Any]


class UnreadableError(Exception):
    """The text is no CASE package at all; the fault says why in one sentence."""

    def __init__(self, text: str, **values: Any) -> None:
        self.fault = Fault("", text, values)
        super().__init__(self.fault.sentence)


@dataclass(frozen=True)
class Package:
    """What a package holds, and what was wrong; items that could not be read are left out."""

    framework: Framework
    items: tuple[Item, ...]
    faults: tuple[Fault, ...]
    case_version: str

    @property
    def roots(self) -> list[Item]:
        """Give the items at the top of the tree, in order."""
        return [item for item in self.items if not item.parent]

    def tops(self) -> dict[str, str]:
        """Give for each item's identifier that of the item at the top of its branch."""
        parents = {item.identifier: item.parent for item in self.items}
        return {name: _top(name, parents) or name for name in parents}

    def below(self, roots: set[str]) -> list[Item]:
        """Give the items of the chosen branches, named by the identifiers of their tops."""
        tops = self.tops()
        return [item for item in self.items if tops[item.identifier] in roots]


def read(text: str | bytes) -> Package:
    """Read a package; `UnreadableError` where it is none, with a sentence."""
    document = _object(text)
    if "CFDocument" not in document:
        raise UnreadableError(
            gettext_noop("This is not a CASE package: there is no “CFDocument” in it.")
        )
    faults: list[Fault] = []
    framework = _framework(document["CFDocument"])
    items = _items(document.get("CFItems"), faults)
    return Package(
        framework,
        tuple(_placed(items, document.get("CFAssociations"), framework.identifier, faults)),
        tuple(faults[:MOST_FAULTS]),
        "1.1" if _is_1_1(document) else "1.0",
    )


def _object(text: str | bytes) -> Json:
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise UnreadableError(
            gettext_noop("This is not JSON, or it names a field twice in one place.")
        ) from None
    if not isinstance(document, dict):
        raise UnreadableError(gettext_noop("This is not a CASE package: it is no object."))
    return document


def _once(pairs: list[tuple[str, Any]]) -> Json:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name is given twice")
    return dict(pairs)


def _is_1_1(document: Json) -> bool:
    """Tell 1.1 by what it says of itself, or by a word that only it has."""
    head = document["CFDocument"]
    return head.get("caseVersion") == "1.1" or "frameworkType" in head or "extensions" in head


def _framework(head: Any) -> Framework:
    if not isinstance(head, dict):
        raise UnreadableError(gettext_noop("“CFDocument” is no object."))
    for name in ("identifier", "uri", "title", "creator"):
        if not _text(head.get(name)):
            raise UnreadableError(gettext_noop("The framework has no “{name}”."), name=name)
    if not UUID.fullmatch(head["identifier"].lower()):
        raise UnreadableError(gettext_noop("The framework's identifier is no UUID."))
    if not _is_address(head["uri"]):
        raise UnreadableError(gettext_noop("The framework's “uri” is no web address."))
    licence = head.get("licenseURI")
    return Framework(
        identifier=head["identifier"].lower(),
        uri=head["uri"],
        title=_text(head["title"]),
        creator=_text(head["creator"]),
        publisher=_text(head.get("publisher")),
        description=_text(head.get("description")),
        version=_text(head.get("version")),
        language=_text(head.get("language")),
        licence=_text(licence.get("title")) if isinstance(licence, dict) else "",
        official_source=_text(head.get("officialSourceURL")),
        adoption_status=_text(head.get("adoptionStatus")),
        starts_on=_day(head.get("statusStartDate")),
        ends_on=_day(head.get("statusEndDate")),
    )


def _items(given: Any, faults: list[Fault]) -> dict[str, Item]:
    if given is None or given == []:
        faults.append(Fault("CFItems", gettext_noop("The package holds no competencies.")))
        return {}
    if not isinstance(given, list):
        raise UnreadableError(gettext_noop("“CFItems” is no list."))
    if len(given) > MOST_ITEMS:
        raise UnreadableError(
            gettext_noop("The package holds more than {most} items."), most=MOST_ITEMS
        )
    found: dict[str, Item] = {}
    for at, item in _each(given, _item, "CFItems", faults):
        if item.identifier in found:
            text = gettext_noop("has the identifier of another item and is left out.")
            faults.append(Fault(f"CFItems[{at}]", text))
        else:
            found[item.identifier] = replace(item, position=at)
    return found


def _each(
    given: list[Any], reader: Callable[[Json], T], name: str, faults: list[Fault]
) -> Iterator[tuple[int, T]]:
    for at, one in enumerate(given):
        if not isinstance(one, dict):
            faults.append(Fault(f"{name}[{at}]", gettext_noop("is no object and is left out.")))
            continue
        try:
            value = reader(one)
        except UnreadableError as error:
            faults.append(replace(error.fault, path=f"{name}[{at}]"))
        else:
            yield at, value


def _item(one: Json) -> Item:
    identifier, statement = _text(one.get("identifier")).lower(), _text(one.get("fullStatement"))
    if not UUID.fullmatch(identifier):
        raise UnreadableError(gettext_noop("has no identifier that is a UUID and is left out."))
    if not statement:
        raise UnreadableError(gettext_noop("has no “fullStatement” and is left out."))
    if not _is_address(one.get("uri")):
        raise UnreadableError(gettext_noop("has no web address as its “uri” and is left out."))
    return Item(
        identifier=identifier,
        uri=one["uri"],
        statement=statement,
        short=_text(one.get("abbreviatedStatement")),
        code=_text(one.get("humanCodingScheme")),
        kind=_text(one.get("CFItemType")),
        language=_text(one.get("language")),
        starts_on=_day(one.get("statusStartDate")),
        ends_on=_day(one.get("statusEndDate")),
    )


def _placed(
    items: dict[str, Item], associations: Any, document: str, faults: list[Fault]
) -> list[Item]:
    """Hang each item under its first parent, in the order that sequence numbers give."""
    given = associations if isinstance(associations, list) else []
    places: dict[str, tuple[str, int]] = {}
    for _at, (child, parent, number) in _each(given, _child, "CFAssociations", faults):
        known = parent in items or parent == document
        if child in items and known and child not in places:
            places[child] = (parent if parent != document else "", number)
    parents = {child: parent for child, (parent, _number) in places.items()}
    lost = Counter(child for child in items if _top(child, parents) is None)
    for child in lost:
        places.pop(child, None)
        text = gettext_noop("“{code}” stands under itself; it is put at the top.")
        shown = items[child].code or items[child].statement[:60]
        faults.append(Fault("CFAssociations", text, {"code": shown}))
    placed = [
        replace(
            item,
            parent=places.get(item.identifier, ("", 0))[0],
            position=places.get(item.identifier, ("", item.position))[1],
        )
        for item in items.values()
    ]
    return sorted(placed, key=lambda item: (item.position, item.code, item.identifier))


def _child(one: Json) -> tuple[str, str, int]:
    if one.get("associationType") != "isChildOf":
        return "", "", 0
    number = one.get("sequenceNumber")
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= FARTHEST:
        number = 0
    return (
        _node(one.get("originNodeURI")),
        _node(one.get("destinationNodeURI")),
        number,
    )


def _node(link: Any) -> str:
    if not isinstance(link, dict) or not _text(link.get("identifier")):
        raise UnreadableError(gettext_noop("does not name both its ends and is left out."))
    return _text(link["identifier"]).lower()


def _top(identifier: str, parents: dict[str, str]) -> str | None:
    """Give the item at the top of the branch; None where it goes round in a circle."""
    for _step in range(DEEPEST):
        above = parents.get(identifier, "")
        if not above:
            return identifier
        identifier = above
    return None


def _text(value: Any) -> str:
    """Give a text as databases and pages can hold it: no zero sign, no half character."""
    whole = value.encode("utf-8", "ignore").decode() if isinstance(value, str) else ""
    return whole.replace("\x00", "").strip()[:LONGEST]


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > 2000 or value != _text(value):
        return False
    if any(sign <= " " for sign in value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _day(value: Any) -> date | None:
    """Read a date, or 1.0's moment, as a day."""
    if not isinstance(value, str) or not value:
        return None
    try:
        return datetime.fromisoformat(value).date() if "T" in value else date.fromisoformat(value)
    except ValueError:
        return None
