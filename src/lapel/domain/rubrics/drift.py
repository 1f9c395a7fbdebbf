"""Whether an assessor has grown more severe or more lenient: a sequential test (R17).

Each scoring that has a reference is a *sign*: her levels beside the reference's. Two cumulative
sums of log-likelihood ratios, one for each direction, ask whether the signs come from somebody who
has shifted, under a many-facet Rasch model (beside.py). Past one height she is warned, past a
greater one paused. Source: E. S. Page, Continuous inspection schemes, Biometrika 41 (1954).

What a test does by chance, and how soon it finds a shift, is computed from signs that were seen,
as they are: taken for normal, their long tails gave three times the false alarms (docs/adr/0022).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import exp
from statistics import fmean
from typing import TYPE_CHECKING

from lapel.domain.rubrics.beside import KEYED
from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.runlength import Sum, as_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lapel.domain.rubrics.beside import Model, Pair
    from lapel.domain.rubrics.levels import Level

    Distribution = Callable[[float], float]

# So many scorings are a year.
SCORINGS = 150
FALSE_PAUSES = 0.05
FALSE_WARNINGS = 0.25
TALLEST = 80.0
# No one scoring should pause anybody, however many criteria it has.
MOST_GAIN = 6.0
# Severities of the steady, in their spreads. Alarms rise steeply with severity, so Gauss and
# Hermite's five points, which make a step of that, gave half the false alarms that came.
NODES = tuple(step / 2 for step in range(-6, 7))


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
    """An assessor's levels beside a reference's, criterion by criterion.

    `known` is by how many logits the authors of the reference are known to be lenient.
    """

    source: Source
    pairs: tuple[Pair, ...]
    known: float = 0.0

    @property
    def apart(self) -> float:
        """Give by how many levels she stood above the reference, in the mean; below is negative."""
        return fmean(own - fmean(others) for own, others in self.pairs)


def sign_of(
    given: Mapping[str, Level],
    references: Sequence[Mapping[str, Level]],
    *,
    source: Source,
    known: float = 0.0,
) -> Sign | None:
    """Hold a scoring against its references, a partner's and an adjudicator's, say.

    None where no criterion has a level in both.
    """
    pairs = []
    for key, level in given.items():
        others = [each[key] for each in references if key in each and each[key].is_judged]
        if level.is_judged and others:
            told = tuple(sorted(map(ORDER.index, others)))
            pairs.append((ORDER.index(level), told * (KEYED if source is Source.ANCHOR else 1)))
    return Sign(source, tuple(sorted(pairs)), known) if pairs else None


def room(key: Mapping[str, Level]) -> int:
    """Give in how many criteria of an anchor both leniency and severity can show.

    Where the key is the highest level nobody can be too lenient, and at the lowest too severe.
    """
    places = [ORDER.index(level) for level in key.values() if level.is_judged]
    below = sum(each < len(ORDER) - 1 for each in places)
    return min(below, sum(each > 0 for each in places))


@dataclass(frozen=True)
class DriftTest:
    """A test that looks for a shift of so many logits; it warns and pauses at these heights."""

    model: Model
    shift: float
    warn_at: float
    pause_at: float

    def weighed(self, sign: Sign, way: int) -> float:
        """Give what a sign adds to the sum of the lenient (1) or of the severe (-1)."""
        gain = self.model.gain(sign.pairs, way * self.shift, known=sign.known)
        return min(gain, MOST_GAIN)


@dataclass(frozen=True)
class Watch:
    """Where both sums of one assessor stand."""

    lenient: float = 0.0
    severe: float = 0.0

    def after(self, sign: Sign, test: DriftTest) -> Watch:
        """Give where they stand with one more sign."""
        return Watch(
            max(0.0, self.lenient + test.weighed(sign, 1)),
            max(0.0, self.severe + test.weighed(sign, -1)),
        )

    @property
    def height(self) -> float:
        """Give the greater of the two."""
        return max(self.lenient, self.severe)

    def standing(self, test: DriftTest) -> Standing:
        """Tell what follows."""
        if self.height >= test.pause_at:
            return Standing.PAUSED
        return Standing.WARNED if self.height >= test.warn_at else Standing.STEADY


@dataclass(frozen=True)
class Year:
    """An assessor-year: how many signs it brings, and signs as they were seen.

    `seen` has them by how many logits their assessors were lenient: at each of `steady` places, and
    from each of them shifted by one level either way.
    """

    signs: int
    seen: Mapping[float, Sequence[Sign]]

    @cached_property
    def often(self) -> Mapping[float, Counter[Sign]]:
        """Count the signs that are the same: of thousands, some hundreds differ."""
        return {leniency: Counter(signs) for leniency, signs in self.seen.items()}


def steady(severity: float) -> dict[float, float]:
    """Give the leniencies that stand for assessors who differ steadily, each with its weight."""
    if not severity:
        return {0.0: 1.0}
    weights = [exp(-(place**2) / 2) for place in NODES]
    return {
        place * severity: weight / sum(weights)
        for place, weight in zip(NODES, weights, strict=True)
    }


def drifted(severity: float, shift: float) -> dict[float, float]:
    """Give where they stand once each has shifted so far, with the same weights."""
    return {shift + place: weight for place, weight in steady(severity).items()}


@dataclass(frozen=True)
class Promise:
    """What a test does: chances of a false alarm in a year, and mean delays in signs.

    All are means over assessors of differing severity, and delays of the slower direction.
    """

    false_warnings: float
    false_pauses: float
    warned_after: float
    paused_after: float


def designed(
    *,
    model: Model,
    shift: float,
    year: Year,
    false_pauses: float = FALSE_PAUSES,
    false_warnings: float = FALSE_WARNINGS,
) -> DriftTest:
    """Make the test whose false alarms in a year are, by the mean run, the ones allowed."""
    plain = DriftTest(model, shift, TALLEST, TALLEST)
    ways = _false_ways(plain, year)

    def height_for(allowed: float) -> float:
        low, high = 0.1, TALLEST
        for _halving in range(12):
            middle = (low + high) / 2
            too_often = _false_alarms(ways, middle, year.signs, roughly=True) > allowed
            low, high = (middle, high) if too_often else (low, middle)
        return high

    return DriftTest(model, shift, height_for(false_warnings), height_for(false_pauses))


def promised(test: DriftTest, *, year: Year) -> Promise:
    """Compute what a test does, to be published with it."""
    ways = _false_ways(test, year)
    late = [_late_ways(test, year, way) for way in (1, -1)]
    return Promise(
        _false_alarms(ways, test.warn_at, year.signs),
        _false_alarms(ways, test.pause_at, year.signs),
        max(_delay(each, test.warn_at) for each in late),
        max(_delay(each, test.pause_at) for each in late),
    )


def _false_ways(test: DriftTest, year: Year) -> list[tuple[float, Distribution]]:
    """Give what both sums of steady assessors grow by, and how much each counts."""
    return [
        (weight, _sums(test, year.often[leniency], way))
        for leniency, weight in steady(test.model.severity).items()
        for way in (1, -1)
    ]


def _late_ways(test: DriftTest, year: Year, way: int) -> list[tuple[float, Distribution]]:
    """Give what the sum that is meant grows by once somebody has shifted, and its weight."""
    return [
        (weight, _sums(test, year.often[leniency], way))
        for leniency, weight in drifted(test.model.severity, way * test.shift).items()
    ]


def _delay(ways: Sequence[tuple[float, Distribution]], height: float) -> float:
    return sum(weight * Sum(height, below).average_run() for weight, below in ways)


def _false_alarms(
    ways: Sequence[tuple[float, Distribution]], height: float, steps: int, *, roughly: bool = False
) -> float:
    """Give the chance of an alarm on either side, over assessors of steady severity.

    Roughly is by the mean run, as if alarms came without memory; it is a little too high.
    """
    chances = (
        weight * _alarm(Sum(height, below), steps, roughly=roughly) for weight, below in ways
    )
    return min(sum(chances), 1.0)


def _alarm(watched: Sum, steps: int, *, roughly: bool) -> float:
    if roughly:
        return 1 - (1 - 1 / watched.average_run()) ** steps
    return watched.alarm_within(steps)


def _sums(test: DriftTest, often: Counter[Sign], way: int) -> Distribution:
    return as_seen((test.weighed(sign, way), times) for sign, times in often.items())
