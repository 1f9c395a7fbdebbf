"""The test of R17 as it is used, and what it was designed on.

The model is that of the study's world "assessors as measured elsewhere"; the heights are those that
drift.designed finds for a year there in which everything is scored twice (seed 17). They are kept
where less is: false pauses stay as rare as promised however much of her work has a partner, and the
price is a delay, which is published. Tests draw those years and compute all of this again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics import beside
from lapel.domain.rubrics.drift import DriftTest, Promise
from lapel.domain.rubrics.severity import FEWEST_SCORINGS, MOST_ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.rubrics.drift import Sign

STANDARD = DriftTest(
    model=beside.Model(
        mean=2.7240,
        quality=2.6576,
        thresholds=(-0.8807, 0.8807),
        halo=0.6644,
        severity=0.3986,
    ),
    shift=1.9932,
    warn_at=10.11,
    pause_at=19.22,
)
# What it does where one in ten is an anchor and of the rest all, or a fifth, is scored twice:
# drift.promised, computed beforehand so that no reader of a page waits.
ANCHORS = 0.1
PROMISED = {
    1.0: Promise(
        false_warnings=0.2444, false_pauses=0.0436, warned_after=15.93, paused_after=30.51
    ),
    0.2: Promise(
        false_warnings=0.0628, false_pauses=0.0050, warned_after=16.67, paused_after=31.68
    ),
}


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
