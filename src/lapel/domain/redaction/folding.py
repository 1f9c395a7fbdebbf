"""Words of a text as they are compared: without case, diacritics and points."""
# ruff: noqa: RUF001 - letters of several alphabets are what is compared here

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Letters that Unicode does not take apart, as people write them without their keyboard.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ŋ": "n", "ə": "e", "ە": "ه", "ة": "ه", "ى": "ي", "ک": "ك", "ی": "ي", "ـ": ""}
)
VIRAMA = 9  # canonical combining class: it joins consonants and is no diacritic
# Blocks of scripts that are written without spaces between words (Unicode 15, Blocks.txt).
_UNSPACED = [
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
]


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters, text[start:end], and how it is compared."""

    start: int
    end: int
    text: str
    folded: str


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Give the text without case and diacritics; vowels that are marks by nature stay."""
    bare = "".join(
        char
        for char in unicodedata.normalize("NFKD", text)
        if unicodedata.combining(char) in (0, VIRAMA)
    )
    return unicodedata.normalize("NFKC", bare).casefold().translate(_PLAIN)


def is_letter(char: str) -> bool:
    """Tell whether it is a letter, or a mark on one."""
    return char.isalpha() or unicodedata.category(char)[0] == "M"


def is_unspaced(char: str) -> bool:
    """Tell whether its script puts no spaces between words."""
    code = ord(char)
    return any(first <= code <= last for first, last in _UNSPACED)


def is_hangul(word: str) -> bool:
    """Tell whether it is written in Korean syllables."""
    return "가" <= word[0] <= "힣"


def tokens(text: str, *, camel: bool = False) -> Iterator[Token]:
    """Give the runs of letters; with `camel`, a capital after a small letter begins another."""
    start = None
    for place, char in enumerate(text):
        if not is_letter(char):
            if start is not None:
                yield _token(text, start, place)
            start = None
        elif start is None:
            start = place
        elif camel and char.isupper() and text[place - 1].islower():
            yield _token(text, start, place)
            start = place
    if start is not None:
        yield _token(text, start, len(text))


def _token(text: str, start: int, end: int) -> Token:
    return Token(start, end, text[start:end], fold(text[start:end]))


def has_case(text: str) -> bool:
    """Tell whether the script knows capitals."""
    return text[:1].lower() != text[:1].upper()


def is_near(first: str, second: str, most: int) -> bool:
    """Tell whether `most` slips (a letter added, left out, changed, two exchanged) lie between.

    This is the optimal string alignment distance (Damerau 1964, without repeated edits).
    """
    if abs(len(first) - len(second)) > most:
        return False
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == second[j - 2] and first[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most
