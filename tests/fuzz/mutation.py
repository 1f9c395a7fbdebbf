"""Good documents changed in places that the fuzzer's bytes choose."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from atheris import FuzzedDataProvider

Path = tuple[Any, ...]
# values that readers have stumbled over before
AWKWARD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e30, 0.1),
    *("", " ", "a", "urn:x:1", "_:b0", "@id", "@type", "did:web:", "did:key:z"),
    *("\x00", "\x07", "\u202e", "🦉", "\ud800", "\ufffe"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"),
    *([], {}, [[]], {"id": "urn:x:1"}, {"@value": "x"}, {"@list": ["x"]}, {"@value": None}),
)
NAMES = (
    *("@context", "@id", "@type", "@graph", "@index", "@reverse", "@language", "id", "type"),
    *("name", "proof", "issuer", "endorsement", "verifiableCredential", "credentialStatus"),
    *("evidence", "previousProof", "x:y"),
)


def mutated(document: dict[str, Any], given: FuzzedDataProvider) -> dict[str, Any]:
    """Return a copy with up to four changes."""
    changed: dict[str, Any] = copy.deepcopy(document)
    for _ in range(given.ConsumeIntInRange(1, 4)):
        _change(changed, given)
    return changed


def _change(document: dict[str, Any], given: FuzzedDataProvider) -> None:
    holders = list(_holders(document))
    holder = holders[given.ConsumeIntInRange(0, len(holders) - 1)]
    places: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    what = given.ConsumeIntInRange(0, 5)
    if what == 0 or not places:
        _add(holder, _value(document, given), given)
        return
    place = places[given.ConsumeIntInRange(0, len(places) - 1)]
    if what == 1:
        del holder[place]
    elif what == 2 and isinstance(holder[place], str):
        holder[place] = _text(holder[place], given)
    elif what == 3:
        holder[place] = [holder[place]]
    elif what == 4 and isinstance(holder, dict):
        holder[NAMES[given.ConsumeIntInRange(0, len(NAMES) - 1)]] = holder.pop(place)
    else:
        holder[place] = _value(document, given)


def _add(holder: Any, value: Any, given: FuzzedDataProvider) -> None:
    if isinstance(holder, list):
        holder.insert(given.ConsumeIntInRange(0, len(holder)), value)
    else:
        holder[NAMES[given.ConsumeIntInRange(0, len(NAMES) - 1)]] = value


def _value(document: dict[str, Any], given: FuzzedDataProvider) -> Any:
    """An awkward value, a text of the fuzzer's, or another part of the document."""
    what = given.ConsumeIntInRange(0, 3)
    if what == 0:
        return given.ConsumeUnicode(given.ConsumeIntInRange(0, 12))
    if what == 1:
        parts = list(_holders(document))
        part = parts[given.ConsumeIntInRange(0, len(parts) - 1)]
        return copy.deepcopy(part) if part is not document else {}
    return copy.deepcopy(AWKWARD[given.ConsumeIntInRange(0, len(AWKWARD) - 1)])


def _text(text: str, given: FuzzedDataProvider) -> str:
    place = given.ConsumeIntInRange(0, len(text))
    return text[:place] + given.ConsumeUnicode(3) + text[place + given.ConsumeIntInRange(0, 2) :]


def _holders(value: Any) -> Any:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _holders(inner)
