"""Whether a short text says again what another one says, in nearly the same words."""

from __future__ import annotations

from lapel.domain.similarity.words import words_of

# So many words in a row make a run; of the shorter text's runs this share stands in the other.
RUN = 3
REPEATED = 0.7


def repeats(one: str, other: str) -> bool:
    """Tell whether one text repeats the other: the same words, or most runs of three of them.

    Case, accents and punctuation make no difference. Two texts of which one has no words never
    repeat each other; of fewer than three words only equal ones do.
    """
    ones, others = _words(one), _words(other)
    if not ones or not others:
        return False
    if ones == others:
        return True
    runs, theirs = _runs(ones), _runs(others)
    shorter = min(len(runs), len(theirs))
    return shorter > 0 and len(runs & theirs) >= REPEATED * shorter


def _words(text: str) -> list[str]:
    return [word.folded for word in words_of(text)]


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
