"""CBOR, as much of it as proofs are written in: whole numbers, bytes, lists and maps.

Source: RFC 8949, §3, without what a proof's value never holds (text, tags, floating point,
lengths left open): the less is read, the less a stranger's bytes can do.
"""

from __future__ import annotations

from typing import Any

from lapel.domain.badges.errors import ProofError

_NUMBER, _BYTES, _LIST, _MAP = 0, 2, 4, 5
_SIZES = {24: 1, 25: 2, 26: 4}
_DEEPEST = 1  # a list of signatures within the list of a proof's parts
_MALFORMED = "The proof's value is not well-formed CBOR."


def read(data: bytes, *, deepest: int = _DEEPEST) -> Any:
    """Return the one value that `data` holds; raises ProofError for anything else.

    Lists and maps may stand `deepest` deep within the outermost.

    Work and memory are bounded by the length of `data`: no length is believed before its bytes
    are there. A map with one name twice is refused, and bytes after the value.
    """
    reader = _Reader(data, deepest)
    value = reader.value(0)
    if reader.place != len(data):
        raise ProofError(_MALFORMED)
    return value


def write(value: int | bytes | list[Any]) -> bytes:
    """Return a number, bytes, or a list of these as CBOR in its shortest form (§4.2.1)."""
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    return b"".join([_head(_LIST, len(value)), *map(write, value)])


def _head(kind: int, number: int) -> bytes:
    if number < 24:  # smaller numbers stand in the byte itself
        return bytes([kind << 5 | number])
    code, size = next((code, size) for code, size in _SIZES.items() if number < 256**size)
    return bytes([kind << 5 | code]) + number.to_bytes(size)


class _Reader:
    def __init__(self, data: bytes, deepest: int) -> None:
        self.data = data
        self.deepest = deepest
        self.place = 0

    def value(self, depth: int) -> Any:
        kind, length = self.head()
        if kind == _NUMBER:
            return length
        if kind == _BYTES:
            return self.take(length)
        if depth > self.deepest or kind not in (_LIST, _MAP):
            raise ProofError(_MALFORMED)
        if kind == _LIST:
            return [self.value(depth + 1) for _ in range(length)]
        return self.map(length)

    def map(self, length: int) -> dict[int, Any]:
        """Read a map of numbers to bytes, the only kind there is."""
        found: dict[int, Any] = {}
        for _ in range(length):
            name, value = self.value(self.deepest + 1), self.value(self.deepest + 1)
            if not isinstance(name, int) or name in found:
                raise ProofError(_MALFORMED)
            found[name] = value
        return found

    def head(self) -> tuple[int, int]:
        """Read a kind and its number or length, in the byte itself or in 1, 2 or 4 after it."""
        first = self.take(1)[0]
        kind, short = first >> 5, first & 0b11111
        if short < 24:  # smaller numbers stand in the byte itself
            return kind, short
        size = _SIZES.get(short)
        if size is None:
            raise ProofError(_MALFORMED)
        return kind, int.from_bytes(self.take(size))

    def take(self, size: int) -> bytes:
        taken = self.data[self.place : self.place + size]
        if len(taken) != size:
            raise ProofError(_MALFORMED)
        self.place += size
        return taken
