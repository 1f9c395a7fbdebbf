"""How much a text grew between two saves, in letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.similarity.growth import letters_changed

TEXT = "I wait after a question. Then I call on a pupil. She thinks aloud."
WORDS = st.lists(st.sampled_from(["I", "wait", "a", "question", "pupil.", "\n"]), max_size=12)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", (0, 0)),
        ("", "I wait", (6, 0)),
        ("I wait", "", (0, 6)),
        ("I wai", "I wait", (1, 0)),
        ("I wait long", "I wait", (0, 5)),
        ("I wait long now", "I wait so long now", (3, 0)),
        (TEXT, TEXT.replace("pupil", "child"), (6, 6)),
        (TEXT, TEXT.replace("I wait", "We wait").replace("aloud", "quietly"), (10, 7)),
        ("one two three", "three two one", (0, 0)),
        ("aa", "aaa", (1, 0)),
    ],
    ids=[
        "nothing", "written", "deleted", "a letter", "an end", "between", "a word replaced",
        "two places at once", "moved", "repeated letters",
    ],
)  # fmt: skip
def test_letters_are_counted_as_by_hand(before: str, after: str, expected: tuple[int, int]) -> None:
    """Counted by hand; a word that was exchanged counts whole ("pupil." is six letters)."""
    assert letters_changed(before, after) == expected


@given(WORDS, WORDS)
def test_what_came_less_what_went_is_how_much_longer_it_is(
    one: list[str], other: list[str]
) -> None:
    """No letter is invented, whatever was changed, and none more is counted than there are."""
    before, after = " ".join(one), " ".join(other)
    added, removed = letters_changed(before, after)
    assert added - removed == len(after) - len(before)
    assert 0 <= added <= len(after)
    assert 0 <= removed <= len(before)


@given(WORDS, WORDS, st.integers(0, 12))
def test_what_is_put_in_at_one_place_is_counted_to_the_letter(
    words: list[str], put: list[str], at: int
) -> None:
    """And nothing of the rest counts as gone; taking it out again is the same the other way."""
    text, new = " ".join(words), "".join(put)
    after = text[:at] + new + text[at:]
    assert letters_changed(text, after) == (len(new), 0)
    assert letters_changed(after, text) == (0, len(new))
