"""Ways to come to a decision; each is made by the product's own `resolve` (R6 to R9).

A strategy is given scorings in the order in which they would be asked for, and says what they come
to and how many it used. One scoring takes both seats; of several, each criterion's median does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import ORDER, Outcome
from lapel.domain.rubrics.resolution import Step, resolve
from lapel.domain.rubrics.study.world import JUDGEMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.rubrics.levels import Criterion
    from lapel.domain.rubrics.study.world import Scoring

    Rubric = Sequence[Criterion]


@dataclass(frozen=True)
class Decision:
    """Whether the credential is earned, after so many scorings."""

    earned: bool
    scorings: int
    adjudicated: bool = False


def single(rubric: Rubric, scorings: Sequence[Scoring]) -> Decision:
    """Take the first assessor's word."""
    return _both(rubric, scorings[0], 1)


def double(rubric: Rubric, scorings: Sequence[Scoring]) -> Decision:
    """Ask two, and a third to adjudicate where R8 says so; she scores blind (R9)."""
    first, second, third = scorings[:3]
    found = resolve(rubric, first, second)
    if found.step is Step.DECIDE:
        return Decision(found.outcome is Outcome.EARNED, 2)
    found = resolve(rubric, first, second, adjudicated=third)
    return Decision(found.outcome is Outcome.EARNED, 3, adjudicated=True)


def panel(rubric: Rubric, scorings: Sequence[Scoring], size: int) -> Decision:
    """Ask so many, and take each criterion's median; the lower of an even number."""
    return _both(rubric, _median(scorings[:size]), size)


def _both(rubric: Rubric, scoring: Scoring, scorings: int) -> Decision:
    found = resolve(rubric, scoring, scoring)
    return Decision(found.outcome is Outcome.EARNED, scorings)


def _median(scorings: Sequence[Scoring]) -> Scoring:
    middle = (len(scorings) - 1) // 2
    return {
        key: JUDGEMENTS[sorted(ORDER.index(each[key].level) for each in scorings)[middle]]
        for key in scorings[0]
    }
