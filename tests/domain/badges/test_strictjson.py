"""JSON that no two readers can disagree about."""

from __future__ import annotations

import pytest

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.strictjson import check_limits, read_object


def test_an_object_is_read() -> None:
    """UTF-8, with or without a byte order mark."""
    assert read_object(b'\xef\xbb\xbf{"a": [1, "\xc3\xa9", null, 1.5]}') == {
        "a": [1, "é", None, 1.5]
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a": 1, "a": 2}', "“a” twice"),
        (b'{"b": {"a": 1, "a": 1}}', "“a” twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": 9007199254740993}', "9007199254740993"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"\\udc00": 1}', "surrogate"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": 1', "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "deeper than 40"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "deeper than 40"),
        (b'{"a":[' + b"1," * 20_000 + b"1]}", "more than 20000 values"),
        (b" " * (50 * 1024 * 1024), "larger than"),
        (b'{"a": ' + b"9" * 5000 + b"}", "JSON|read differently"),
    ],
)
def test_json_that_readers_read_differently_is_refused(data: bytes, why: str) -> None:
    """Duplicate names, odd numbers, half characters, and files made to exhaust a reader."""
    with pytest.raises(UnreadableError, match=why):
        read_object(data)


def test_text_is_read_as_well_as_bytes() -> None:
    """A badge unbaked from a picture is text already."""
    assert read_object('{"a": true}') == {"a": True}


def test_limits_hold_for_values_made_by_a_program() -> None:
    """A document never read from bytes is held to the same limits."""
    deep: list[object] = []
    for _ in range(60):
        deep = [deep]
    with pytest.raises(UnreadableError, match="deeper"):
        check_limits(deep)
