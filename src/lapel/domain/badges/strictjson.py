"""JSON read so that no two readers can disagree about it (RFC 8259 §4, §6; RFC 7493 I-JSON)."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from lapel.domain.badges.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_VALUES = 20_000
MAX_SAFE_INTEGER = 2**53 - 1  # RFC 7493 §2.2: beyond it, readers round differently


def read_object(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Return the one JSON object in `data` (UTF-8).

    Raises UnreadableError for anything else: duplicate names, NaN, numbers that readers round
    differently, lone surrogates, more than `max_bytes` bytes, 40 levels or 20,000 values.
    """
    value = _parse(_text(data, max_bytes))
    if not isinstance(value, dict):
        raise UnreadableError("The file is JSON, but not a JSON object.")
    check_limits(value)
    return value


def check_limits(value: Any) -> None:
    """Raise UnreadableError when a parsed JSON value is too deep, too large or not portable."""
    for count, (item, depth) in enumerate(_walk(value), start=1):
        if depth > MAX_DEPTH:
            raise UnreadableError("The JSON is nested deeper than {most} levels.", most=MAX_DEPTH)
        if count > MAX_VALUES:
            raise UnreadableError("The JSON holds more than {most} values.", most=MAX_VALUES)
        _check_scalar(item)


def _text(data: bytes | str, max_bytes: int) -> str:
    if len(data) > max_bytes:
        raise UnreadableError("The file is larger than {most} kB.", most=max_bytes // 1024)
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("The file is not UTF-8 text.") from error


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except UnreadableError:
        raise
    except RecursionError as error:
        raise UnreadableError(
            "The JSON is nested deeper than {most} levels.", most=MAX_DEPTH
        ) from error
    except ValueError as error:
        raise UnreadableError("The file is not JSON: {error}.", error=error) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableError("The JSON names “{twice}” twice in one object.", twice=twice)
    return seen


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableError("The JSON holds {name}, which is not a JSON number.", name=name)


def _walk(value: Any) -> Iterator[tuple[Any, int]]:
    """Yield every value and name with its depth, without recursion."""
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        yield item, depth
        if isinstance(item, dict):
            waiting.extend((name, depth) for name in item)
            waiting.extend((inner, depth + 1) for inner in item.values())
        elif isinstance(item, list):
            waiting.extend((inner, depth + 1) for inner in item)


def _check_scalar(item: Any) -> None:
    if isinstance(item, str):
        _check_text(item)
    elif isinstance(item, float):
        if not math.isfinite(item):
            raise UnreadableError("The JSON holds a number too large to be read.")
    elif isinstance(item, int) and abs(item) > MAX_SAFE_INTEGER:
        raise UnreadableError(
            "The number {number} is read differently by other programs.", number=str(item)[:20]
        )


def _check_text(item: str) -> None:
    try:
        item.encode()
    except UnicodeEncodeError as error:
        raise UnreadableError("The JSON holds half a character (a lone surrogate).") from error
