"""Texts as folded words, and as runs of words without what everybody was given to read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

RUN = 3
# An unlettered sign keeps its place where a language puts no spaces between words.
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and where it stands in its text (characters, the end not included)."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """A hash (32 bits) of `RUN` words in a row, and the number of the first of them."""

    hash: int
    first: int


def words_of(text: str) -> list[Word]:
    """Split a text into words without case, accents and punctuation, each with its place."""
    found = []
    for hit in _WORD.finditer(text):
        if _UNSPACED.search(hit[0]):
            found += [
                Word(sign, hit.start() + place, hit.start() + place + 1)
                for place, sign in enumerate(hit[0])
            ]
        else:
            found.append(Word(folded(hit[0]), hit.start(), hit.end()))
    return found


def folded(word: str) -> str:
    """Give a word without case and accents (compatibility decomposition, Unicode TR 15)."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().replace("\u2019", "'"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def runs_of(words: list[Word], *, without: AbstractSet[int] = frozenset()) -> list[Run]:
    """Hash each three words in a row, leaving out the runs that are known to all."""
    texts = [word.folded for word in words]
    hashes = (_hash(" ".join(texts[first : first + RUN])) for first in range(len(texts) - RUN + 1))
    return [Run(each, first) for first, each in enumerate(hashes) if each not in without]


def known_runs(texts: Iterable[str]) -> frozenset[int]:
    """Hash all runs of what a micro-credential itself says: prompts, guidance, rubric, examples."""
    return frozenset(run.hash for text in texts for run in runs_of(words_of(text)))


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big")
