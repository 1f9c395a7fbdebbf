"""When a diagnosis has asked enough, and how far it is.

With a calibrated bank: from 30 questions on, as soon as every competency in question is known to
the doubt that serves to plan one's learning. While the bank is provisional no precision can be
stated, so a number of questions ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Aim:
    """From `fewest` answers on, stop at a doubt of `sd` everywhere, and at `most` in any case."""

    fewest: int
    most: int
    sd: float | None


# To plan one's learning: nothing that is found is ever said beside a credential.
FORMATIVE = Aim(fewest=30, most=90, sd=0.50)
# While the bank is provisional: three questions for each of fifteen competencies.
PROVISIONAL = Aim(fewest=45, most=45, sd=None)


class Verdict(StrEnum):
    """Whether to go on, and if not, why."""

    GO_ON = "go_on"
    PRECISE = "precise"
    ENOUGH = "enough"
    NOTHING_LEFT = "nothing_left"


def aim_of(*, provisional: bool) -> Aim:
    """Give the aim for a bank."""
    return PROVISIONAL if provisional else FORMATIVE


def verdict(aim: Aim, sds: Sequence[float], answers: int, *, left: bool) -> Verdict:
    """Judge where a session stands: doubts in question, questions answered, whether any is left."""
    if answers >= aim.most:
        return Verdict.ENOUGH
    if aim.sd is not None and answers >= aim.fewest and max(sds) <= aim.sd:
        return Verdict.PRECISE
    return Verdict.GO_ON if left else Verdict.NOTHING_LEFT


def progress(aim: Aim, first: Sequence[float], sds: Sequence[float], answers: int) -> float:
    """Give how far a session is, from 0 to 1: precision gained of what is wanted.

    With an aim in doubt it is the mean over competencies of the share of the way from the doubt at
    the start to the aim, and never more than the share of the fewest answers; else of the answers.
    """
    counted = min(1.0, answers / aim.fewest)
    if aim.sd is None:
        return counted
    ways = [
        1.0 if before <= aim.sd else max(0.0, min(1.0, (before - now) / (before - aim.sd)))
        for before, now in zip(first, sds, strict=True)
    ]
    return min(counted, sum(ways) / len(ways))
