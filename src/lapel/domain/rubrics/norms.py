"""The test of R17 as it is used, and what it was designed on.

The model is that of the study's world "assessors as measured elsewhere"; the heights are those that
drift.designed finds for a year there in which everything is scored twice (seed 17; tests do it
again). An instance with signs enough of its own may replace them.
"""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

from lapel.domain.rubrics import beside
from lapel.domain.rubrics.drift import DriftTest, Promise, promised
from lapel.domain.rubrics.severity import FEWEST_SCORINGS, MOST_ERROR
from lapel.domain.rubrics.study.scenarios import AS_MEASURED
from lapel.domain.rubrics.study.watching import Setting, Watcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.rubrics.drift import Sign, Year

STANDARD = DriftTest(
    model=AS_MEASURED.model,
    shift=AS_MEASURED.one_level * AS_MEASURED.logits,
    warn_at=10.11,
    pause_at=19.22,
)
# What it does where one in ten is an anchor and of the rest all, or a fifth, is scored twice:
# drift.promised, computed beforehand so that no reader of a page waits (a test does it again).
PROMISED = {
    (0.1, 1.0): Promise(
        false_warnings=0.24436809549864247,
        false_pauses=0.043575707771254316,
        warned_after=14.661750448098427,
        paused_after=27.32840699616498,
    ),
    (0.1, 0.2): Promise(
        false_warnings=0.06276328340751441,
        false_pauses=0.004984137090551887,
        warned_after=15.93921882942968,
        paused_after=29.573368367605408,
    ),
}
SEED = 17


@cache
def year_of(*, anchors: float, twice: float) -> Year:
    """Draw an assessor-year in which so large a share are anchors and of the rest scored twice."""
    setting = Setting(scored_twice=twice, anchors=anchors)
    chance = random.Random(SEED)  # noqa: S311 (a simulation keeps no secret)
    return Watcher(AS_MEASURED, setting, chance).learnt()


def promise_of(*, anchors: float, twice: float) -> Promise:
    """Give what `STANDARD` does in such a year; for other shares than usual it takes seconds."""
    known = PROMISED.get((anchors, twice))
    return known or promised(STANDARD, year=year_of(anchors=anchors, twice=twice))


def leniency_of(signs: Sequence[Sign]) -> tuple[float, float] | None:
    """Give how lenient somebody is by a many-facet Rasch model, and its standard error, in levels.

    A level is the shift that the test looks for. Taken for normal with the spread by which
    assessors differ before anybody is seen, so that little evidence says little. None where it may
    not be allowed for: under 15 scorings, or an error of .35 logits or more (ADAPTIVE.md).
    """
    if len(signs) < FEWEST_SCORINGS:
        return None
    scorings = [(each.pairs, each.known) for each in signs]
    mean, error = beside.leniency_of(STANDARD.model, scorings)
    return (mean / STANDARD.shift, error / STANDARD.shift) if error < MOST_ERROR else None
