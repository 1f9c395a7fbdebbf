"""Quotes and time codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.places import is_quoted, seconds_of, squashed, time_code

TEXT = "I waited for\n  three seconds,\tthen S1 spoke again."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("three seconds, then S1", True),
        ("  waited   for three ", True),
        ("waited three seconds", False),
        ("Three seconds", False),
        ("   ", False),
    ],
)
def test_a_quote_stands_in_the_text_word_for_word(quote: str, found: bool) -> None:
    """Only white space may differ; a changed word or case is no quote."""
    assert is_quoted(quote, TEXT) is found


def test_a_letter_typed_in_two_ways_is_the_same_letter() -> None:
    """A composed and a decomposed accent compare equal (Unicode NFC)."""
    assert is_quoted("cafe\u0301", "a caf\u00e9 corner")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1:05", 65),
        ("0:07.5", 7.5),
        ("1:02:03", 3723),
        (" 75:00 ", 4500),
        ("1:75:00", None),
        ("5", None),
        ("1:60", None),
        ("a:bc", None),
    ],
)
def test_time_codes_are_read_as_players_write_them(written: str, seconds: float | None) -> None:
    """m:ss and h:mm:ss, with a fraction if need be; anything else is none."""
    assert seconds_of(written) == seconds


@given(st.integers(0, 99 * 3600))
def test_a_written_time_code_reads_back(seconds: int) -> None:
    """Writing and reading whole seconds loses nothing."""
    assert seconds_of(time_code(seconds)) == seconds


def test_white_space_is_squashed() -> None:
    """Line breaks and runs of spaces become single spaces."""
    assert squashed(" a\n\n b\u00a0c ") == "a b c"
