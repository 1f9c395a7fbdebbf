"""Short texts that say the same in nearly the same words."""

from __future__ import annotations

import pytest

from lapel.domain.similarity.repeats import repeats

TEXT = "I planned the questions with my colleague and led the first half of the talk myself."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TEXT, TEXT),
        (TEXT, TEXT.upper().replace(".", " !")),
        (TEXT, f"{TEXT} We did it on a Monday."),
        (TEXT, TEXT.replace("planned", "wrote")),
        ("We did", "we DID"),
    ],
)
def test_r24_the_same_words_are_a_repetition(one: str, other: str) -> None:
    """Capitals, full stops, a sentence more or another word in one place hide nothing."""
    assert repeats(one, other)
    assert repeats(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TEXT, "My part was the second half, in which pupils answered each other while I waited."),
        (TEXT, ""),
        ("", ""),
        ("We did", "We do"),
    ],
)
def test_r24_own_words_on_the_same_thing_are_no_repetition(one: str, other: str) -> None:
    """Two people may speak of one lesson; nothing at all repeats nothing."""
    assert not repeats(one, other)
    assert not repeats(other, one)
