"""From the bytes a designer hands over to a JSON object, with nothing lost in between."""

from __future__ import annotations

import json
from typing import Any

from lapel.domain.microcredential.problems import Problem, gettext_noop

LONGEST = 2 * 1024 * 1024


class UnreadableError(Exception):
    """The text is no JSON object; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def read(text: str) -> dict[str, Any]:
    """Read one JSON object of at most 2 MiB.

    A field given twice is refused, since JSON readers would silently keep only the last; so are
    NaN and Infinity, which JSON does not have (RFC 8259, section 6). `UnreadableError` otherwise.
    """
    if len(text.encode()) > LONGEST:
        raise _unreadable(gettext_noop("The document is longer than 2 MB."))
    try:
        value = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        sentence = gettext_noop("This is not JSON: line {line}, column {column}: {reason}.")
        values = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        raise UnreadableError(Problem("", sentence, values)) from None
    except RecursionError:
        raise _unreadable(gettext_noop("The document is nested too deeply.")) from None
    if not isinstance(value, dict):
        raise _unreadable(gettext_noop("The document must be one JSON object, in braces."))
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            sentence = gettext_noop("The field “{name}” is given twice in the same place.")
            raise UnreadableError(Problem("", sentence, {"name": name}))
        found[name] = value
    return found


def _no_constant(name: str) -> None:
    sentence = gettext_noop("{name} is not a number that JSON knows.")
    raise UnreadableError(Problem("", sentence, {"name": name}))


def _unreadable(text: str) -> UnreadableError:
    return UnreadableError(Problem("", text))
