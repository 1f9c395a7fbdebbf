"""Whether an assessor has grown more severe or more lenient: a sequential test (R17).

Each scoring that has a reference gives a *sign*: by how many levels she stood above it, the mean
over the criteria. Two cumulative sums of log-likelihood ratios, one for each direction, ask whether
the signs come from somebody who has shifted; past one height she is warned, past a greater one
paused. Source: E. S. Page, Continuous inspection schemes, Biometrika 41 (1954).

What a test does by chance, and how soon it finds a shift, is computed from signs that were seen,
as they are: taken for normal, their long tails gave three times the false alarms (docs/adr/0022).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.runlength import Sum, as_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lapel.domain.rubrics.levels import Level

    Distribution = Callable[[float], float]

FALSE_PAUSES = 0.05
FALSE_WARNINGS = 0.25
TALLEST = 40.0
# Whoever never differed from a reference may do so yet; no one sign should weigh without bound.
LEAST_SPREAD = 0.1
# Gauss and Hermite's five points of a normal distribution: place in spreads, weight.
NODES = (
    (-2.856970, 0.011257),
    (-1.355626, 0.222076),
    (0.0, 0.533333),
    (1.355626, 0.222076),
    (2.856970, 0.011257),
)


class Source(StrEnum):
    """What a scoring is held against: an anchor's key, or all others who scored the same work.

    Which of the two must not depend on what she said. With adjudicated work as a source of its own
    the rest would be chosen for its agreement, and a drift hardly show in it.
    """

    ANCHOR = "anchor"
    OTHERS = "others"


class Standing(StrEnum):
    """What follows from the signs so far; a pause is confirmed or lifted by a lead (R17)."""

    STEADY = "steady"
    WARNED = "warned"
    PAUSED = "paused"


@dataclass(frozen=True)
class Sign:
    """How many levels an assessor stood above a reference; below it where negative."""

    source: Source
    apart: float


def sign_of(
    given: Mapping[str, Level],
    references: Sequence[Mapping[str, Level]],
    *,
    source: Source,
    leniency: float = 0.0,
) -> Sign | None:
    """Hold a scoring against the mean of its references, a partner's and an adjudicator's, say.

    None where no criterion has a level in both. `leniency` is by how many levels the authors of the
    references are known to stand above others.
    """
    above = []
    for key, level in given.items():
        others = [each[key] for each in references if key in each and each[key].is_judged]
        if level.is_judged and others:
            above.append(ORDER.index(level) - fmean(map(ORDER.index, others)))
    return Sign(source, fmean(above) + leniency) if above else None


@dataclass(frozen=True)
class DriftTest:
    """A test that looks for a shift of `shift` levels; it warns and pauses at these heights.

    `spreads` are those of the signs of each source, in levels, while nobody drifts.
    """

    shift: float
    spreads: Mapping[Source, float]
    warn_at: float
    pause_at: float

    def weighed(self, sign: Sign) -> float:
        """Give the log-likelihood ratio of a lenient shift to none."""
        return self.shift / self.spreads[sign.source] ** 2 * (sign.apart - self.shift / 2)


@dataclass(frozen=True)
class Watch:
    """Where both sums of one assessor stand."""

    lenient: float = 0.0
    severe: float = 0.0

    def after(self, sign: Sign, test: DriftTest) -> Watch:
        """Give where they stand with one more sign."""
        other = Sign(sign.source, -sign.apart)
        return Watch(
            max(0.0, self.lenient + test.weighed(sign)), max(0.0, self.severe + test.weighed(other))
        )

    def standing(self, test: DriftTest) -> Standing:
        """Tell what follows."""
        height = max(self.lenient, self.severe)
        if height >= test.pause_at:
            return Standing.PAUSED
        return Standing.WARNED if height >= test.warn_at else Standing.STEADY


@dataclass(frozen=True)
class Year:
    """An assessor-year: how many signs it brings, and signs that were seen while nobody drifted.

    `severity` is the spread, in levels, by which assessors differ steadily.
    """

    signs: int
    seen: Sequence[Sign]
    severity: float = 0.0

    @cached_property
    def often(self) -> Counter[Sign]:
        """Count the signs that are the same: of thousands, some dozens differ."""
        return Counter(self.seen)


@dataclass(frozen=True)
class Promise:
    """What a test does: chances of a false alarm in a year, and mean delays in signs."""

    false_warnings: float
    false_pauses: float
    warned_after: float
    paused_after: float


def designed(
    *,
    shift: float,
    year: Year,
    false_pauses: float = FALSE_PAUSES,
    false_warnings: float = FALSE_WARNINGS,
) -> DriftTest:
    """Make the test whose false alarms in a year are, by the mean run, the ones allowed."""
    spreads = _spreads(year.seen)

    def height_for(allowed: float) -> float:
        low, high = 0.1, TALLEST
        for _halving in range(12):
            middle = (low + high) / 2
            test = DriftTest(shift, spreads, middle, middle)
            too_often = _false_alarms(test, middle, year, roughly=True) > allowed
            low, high = (middle, high) if too_often else (low, middle)
        return high

    return DriftTest(shift, spreads, height_for(false_warnings), height_for(false_pauses))


def promised(test: DriftTest, *, year: Year) -> Promise:
    """Compute what a test does, to be published with it; delays are of the slower direction."""
    shifted = _both_ways(test, year, test.shift)
    return Promise(
        _false_alarms(test, test.warn_at, year),
        _false_alarms(test, test.pause_at, year),
        max(Sum(test.warn_at, each).average_run() for each in shifted),
        max(Sum(test.pause_at, each).average_run() for each in shifted),
    )


def _spreads(signs: Sequence[Sign]) -> dict[Source, float]:
    """Give the root of the mean square by source: where a source leans, that is spread too."""
    by_source: dict[Source, list[float]] = {}
    for sign in signs:
        by_source.setdefault(sign.source, []).append(sign.apart**2)
    return {
        source: max(fmean(squares) ** 0.5, LEAST_SPREAD) for source, squares in by_source.items()
    }


def _false_alarms(test: DriftTest, height: float, year: Year, *, roughly: bool = False) -> float:
    """Give the chance of an alarm on either side, over assessors of steady severity.

    Roughly is by the mean run, as if alarms came without memory; it is a little too high.
    """
    chance = 0.0
    for place, weight in NODES if year.severity else ((0.0, 1.0),):
        for below in _both_ways(test, year, place * year.severity):
            chance += weight * _alarm(Sum(height, below), year.signs, roughly=roughly)
    return min(chance, 1.0)


def _alarm(watched: Sum, steps: int, *, roughly: bool) -> float:
    if roughly:
        return 1 - (1 - 1 / watched.average_run()) ** steps
    return watched.alarm_within(steps)


def _both_ways(test: DriftTest, year: Year, moved: float) -> list[Distribution]:
    """Give the increments of the lenient sum of who moved up so far, and of the severe, down."""
    return [
        as_seen(
            (test.weighed(Sign(each.source, way * each.apart + moved)), times)
            for each, times in year.often.items()
        )
        for way in (1, -1)
    ]
