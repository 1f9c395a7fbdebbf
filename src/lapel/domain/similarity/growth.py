"""How many letters came and went between two wordings of a text; where and which is not kept."""

from __future__ import annotations

import re
from collections import Counter

_WORDS = re.compile(r"\s+|\S+")


def letters_changed(before: str, after: str) -> tuple[int, int]:
    """Count the letters that were added to and taken from a text, both at least 0.

    Where letters were put in at one place, or taken out at one, they are counted to the letter.
    Else whole words are, without regard to order: what was moved is neither new nor gone.
    """
    begin = _same(before, after)
    end = _same(before[begin:][::-1], after[begin:][::-1])
    if begin + end == min(len(before), len(after)):
        return max(len(after) - len(before), 0), max(len(before) - len(after), 0)
    old, new = Counter(_WORDS.findall(before)), Counter(_WORDS.findall(after))
    return _letters(new - old), _letters(old - new)


def _same(one: str, other: str) -> int:
    """Give how many letters are the same from the beginning on."""
    most = min(len(one), len(other))
    return next((at for at in range(most) if one[at] != other[at]), most)


def _letters(words: Counter[str]) -> int:
    return sum(len(word) * times for word, times in words.items())
