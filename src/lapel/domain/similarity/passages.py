"""Passages of a text, what is kept of them, and when two are alike."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.similarity.words import runs_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

LONGEST = 150
STRIDE = LONGEST // 2
FEWEST_WORDS = 25
MOST_PASSAGES = 200
# A match from so many shared runs on, being this share of the shorter, or of both together.
SHARED, CONTAINED, JACCARD = 20, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two sets of runs share: how many, of both together, and of the smaller one."""

    shared: int
    jaccard: float
    contained: float

    @property
    def is_enough(self) -> bool:
        """Tell whether a person should look at it."""
        of_enough = self.contained >= CONTAINED or self.jaccard >= JACCARD
        return self.shared >= SHARED and of_enough


def passages_of(text: str, *, without: AbstractSet[int] = frozenset()) -> list[frozenset[int]]:
    """Cut what is a text's own into passages of 150 runs of words, each half over the next.

    A text of fewer than 25 words has none: such sentences are alike by chance.
    """
    words = words_of(text)
    if len(words) < FEWEST_WORDS:
        return []
    own = [run.hash for run in runs_of(words, without=without)]
    last = max(len(own) - STRIDE, 1)
    cut = [frozenset(own[first : first + LONGEST]) for first in range(0, last, STRIDE)]
    return [each for each in cut if len(each) >= SHARED][:MOST_PASSAGES]


def likeness(one: AbstractSet[int], other: AbstractSet[int]) -> Likeness:
    """Compare two sets of runs exactly."""
    shared = len(one & other)
    if not shared:
        return Likeness(0, 0.0, 0.0)
    both = len(one) + len(other) - shared
    return Likeness(shared, shared / both, shared / min(len(one), len(other)))


def packed(runs: Iterable[int]) -> bytes:
    """Write hashes as 32-bit numbers in order, to be kept."""
    return array("I", sorted(runs)).tobytes()


def unpacked(kept: bytes) -> frozenset[int]:
    """Read what `packed` wrote."""
    numbers = array("I")
    numbers.frombytes(kept)
    return frozenset(numbers)
