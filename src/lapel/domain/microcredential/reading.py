"""From the bytes a designer hands over to a JSON object, with nothing lost in between."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from lapel.domain.microcredential.places import landmarks
from lapel.domain.microcredential.problems import (
    MOST_SAID,
    Place,
    Problem,
    gettext_noop,
    path_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 2 * 1024 * 1024


class UnreadableError(Exception):
    """The text is no JSON object; `problems` say where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(each.sentence for each in problems))
        self.problems = problems


def read(text: str) -> dict[str, Any]:
    """Read one JSON object of at most 2 MiB.

    A field given twice is refused, since JSON readers would silently keep only the last; so are
    NaN and Infinity, which JSON does not have (RFC 8259, section 6); all of them at once.
    Half characters and zero signs, which JSON can spell, are refused where they stand, since
    nothing can keep them. `UnreadableError` otherwise.
    """
    if len(text.encode()) > LONGEST:
        raise _unreadable(gettext_noop("The document is longer than 2 MB."))
    text = text.removeprefix("\ufeff")
    value, is_odd = _loaded(text)
    if is_odd:
        raise UnreadableError(list(islice(_oddities(text), MOST_SAID)))
    if "\\u" in text and (unkept := list(islice(_unkeepable(value), MOST_SAID))):
        raise UnreadableError(unkept)
    if not isinstance(value, dict):
        raise _unreadable(gettext_noop("The document must be one JSON object, in braces."))
    return value


def _loaded(text: str) -> tuple[Any, bool]:
    """Read a text as JSON; also tell whether it held what other readers take in silence."""
    odd: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            odd.append("repeated")
        return found

    try:
        value = json.loads(text, object_pairs_hook=collect, parse_constant=odd.append)
    except json.JSONDecodeError as error:
        sentence = gettext_noop("This is not JSON: line {line}, column {column}: {reason}.")
        values = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        place = Place(error.lineno, error.colno)
        raise UnreadableError([Problem("", sentence, values, place)]) from None
    except ValueError:  # Python reads no number of more than 4300 digits
        raise _unreadable(gettext_noop("The document holds a number that is too long.")) from None
    except RecursionError:
        raise _unreadable(gettext_noop("The document is nested too deeply.")) from None
    return value, bool(odd)


def _oddities(text: str) -> Iterator[Problem]:
    for each in landmarks(text):
        if each.repeated is not None:
            sentence = gettext_noop("The field “{name}” is given twice in the same place.")
            yield Problem(each.path, sentence, {"name": each.repeated}, each.place)
        if each.constant is not None:
            sentence = gettext_noop("{name} is not a number that JSON knows.")
            yield Problem(each.path, sentence, {"name": each.constant}, each.place)


def _unkeepable(document: Any) -> Iterator[Problem]:
    """Yield a problem for each text, or object with a name, that no database can hold."""
    sentence = gettext_noop("Here stands half a character or a zero sign, which cannot be kept.")
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        steps, value = waiting.pop()
        inner = _inside(value)
        waiting += [((*steps, step), each) for step, each in reversed(inner)]
        if any(_whole(text) != text for text in _texts(value)):
            yield Problem(path_of(steps), sentence)


def _inside(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return [(_whole(name), each) for name, each in value.items()]
    return list(enumerate(value)) if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return list(value)
    return [value] if isinstance(value, str) else []


def _whole(text: str) -> str:
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


def _unreadable(text: str) -> UnreadableError:
    return UnreadableError([Problem("", text)])
