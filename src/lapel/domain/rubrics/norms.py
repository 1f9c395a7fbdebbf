"""The test of R17 as it is used, and what it was designed on.

`SEEN` are the signs of steady assessors in the study's world "assessors as measured elsewhere"
where everything is scored twice: 6,000 scorings, seed 17; above a reference by so many tenths of a
level, so often. The heights are those that drift.designed finds for them (tests do it again).
An instance with signs enough of its own replaces both.
"""

from __future__ import annotations

from math import sqrt
from statistics import fmean, pvariance
from typing import TYPE_CHECKING

from lapel.domain.rubrics.drift import DriftTest, Promise, Sign, Source, Year, promised

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEN = {
    Source.ANCHOR: {
        -8: 9,
        -6: 16,
        -4: 52,
        -2: 133,
        0: 297,
        2: 86,
        4: 27,
        6: 13,
        8: 1,
        10: 1,
        12: 1,
    },
    Source.OTHERS: {
        -13: 2,
        -12: 4,
        -11: 2,
        -10: 7,
        -9: 12,
        -8: 35,
        -7: 29,
        -6: 136,
        -5: 58,
        -4: 280,
        -3: 94,
        -2: 612,
        -1: 204,
        0: 2152,
        1: 323,
        2: 671,
        3: 162,
        4: 298,
        5: 73,
        6: 121,
        7: 32,
        8: 34,
        9: 12,
        10: 7,
        11: 2,
        13: 1,
        14: 1,
    },
}
# Scorings of an assessor in a year, and the spread in levels by which assessors differ steadily.
SCORINGS = 150
SEVERITY = 0.069
STANDARD = DriftTest(
    shift=0.339,
    spreads={Source.ANCHOR: 0.253, Source.OTHERS: 0.281},
    warn_at=7.35,
    pause_at=12.25,
)
# What it does where one in ten is an anchor and of the rest all, or a fifth, is scored twice:
# drift.promised, computed beforehand so that no reader of a page waits (a test does it again).
PROMISED = {
    (0.1, 1.0): Promise(
        false_warnings=0.23030680136704607,
        false_pauses=0.04115582493415186,
        warned_after=10.439915092903272,
        paused_after=17.977238317918705,
    ),
    (0.1, 0.2): Promise(
        false_warnings=0.08390021595071886,
        false_pauses=0.012030856638531068,
        warned_after=10.344046654129714,
        paused_after=17.84484800890483,
    ),
}
# Before so many scorings beside others nothing is said of anybody's leniency (ADAPTIVE.md).
FEWEST = 15


def signs_seen() -> list[Sign]:
    """Give the signs of `SEEN` one by one."""
    return [
        Sign(source, tenths / 10)
        for source, counts in SEEN.items()
        for tenths, times in counts.items()
        for _time in range(times)
    ]


def year_of(*, anchors: float, twice: float) -> Year:
    """Give an assessor-year in which so large a share are anchors and of the rest is scored twice.

    The signs are weighed so that each source has its share of the year.
    """
    of_anchors, of_others = (
        [each for each in signs_seen() if each.source is source] for source in Source
    )
    share_of_others = (1 - anchors) * twice
    signs = round(SCORINGS * (anchors + share_of_others))
    if not anchors or not share_of_others:
        return Year(signs, of_others if share_of_others else of_anchors, SEVERITY)
    times = round(anchors / share_of_others * len(of_others) / len(of_anchors) * 4)
    return Year(signs, [*of_others * 4, *of_anchors * max(times, 1)], SEVERITY)


def promise_of(*, anchors: float, twice: float) -> Promise:
    """Give what `STANDARD` does in such a year; for other shares than usual it takes a moment."""
    known = PROMISED.get((anchors, twice))
    return known or promised(STANDARD, year=year_of(anchors=anchors, twice=twice))


def leniency_of(aparts: Sequence[float]) -> tuple[float, float] | None:
    """Give by how many levels somebody leans to lenient, and its standard error; shrunk to none.

    `aparts` are her signs beside others. The mean is weighed against what is known before anybody
    is seen, that assessors differ by `SEVERITY` (an empirical Bayes estimate; B. Efron, C. Morris
    1973). None for fewer than `FEWEST`.
    """
    if len(aparts) < FEWEST:
        return None
    noise = max(pvariance(aparts), STANDARD.spreads[Source.OTHERS] ** 2) / len(aparts)
    kept = SEVERITY**2 / (SEVERITY**2 + noise)
    return kept * fmean(aparts), sqrt(kept * noise)
