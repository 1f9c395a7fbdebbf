"""Whether an assessor has grown more severe or more lenient: a sequential test (R17).

Each scoring that has a reference gives a *sign*: by how many levels she stood above it, the mean
over the criteria. Two cumulative sums of log-likelihood ratios, one for each direction, ask whether
the signs come from somebody who has shifted; past one height she is warned, past a greater one
paused. Source: E. S. Page, Continuous inspection schemes, Biometrika 41 (1954).

What a test does by chance, and how soon it finds a shift, is computed (`promised`), signs being
taken for normal and independent; the study of `lapel review study` measures it without both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.runlength import Increment, Sum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.rubrics.levels import Level

FALSE_PAUSES = 0.05
FALSE_WARNINGS = 0.25
TALLEST = 40.0
# Gauss and Hermite's five points of a normal distribution: place in spreads, weight.
NODES = (
    (-2.856970, 0.011257),
    (-1.355626, 0.222076),
    (0.0, 0.533333),
    (1.355626, 0.222076),
    (2.856970, 0.011257),
)


class Source(StrEnum):
    """What a scoring is held against."""

    ANCHOR = "anchor"
    ADJUDICATED = "adjudicated"
    PARTNER = "partner"


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
    reference: Mapping[str, Level],
    *,
    source: Source,
    leniency: float = 0.0,
) -> Sign | None:
    """Hold a scoring against a reference; None where no criterion has a level in both.

    `leniency` is by how many levels the reference's author is known to stand above others.
    """
    pairs = [
        (level, reference[key])
        for key, level in given.items()
        if level.is_judged and key in reference and reference[key].is_judged
    ]
    if not pairs:
        return None
    above = sum(ORDER.index(one) - ORDER.index(other) for one, other in pairs)
    return Sign(source, above / len(pairs) + leniency)


@dataclass(frozen=True)
class Spreads:
    """What signs look like while nobody drifts, in levels: by source, and between assessors."""

    of: Mapping[Source, float]
    severity: float = 0.0


@dataclass(frozen=True)
class DriftTest:
    """A test that looks for a shift of `shift` levels; it warns and pauses at these heights."""

    shift: float
    spreads: Spreads
    warn_at: float
    pause_at: float

    def weighed(self, sign: Sign) -> float:
        """Give the log-likelihood ratio of a lenient shift to none."""
        return self.shift / self.spreads.of[sign.source] ** 2 * (sign.apart - self.shift / 2)


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
    """How many signs an assessor-year brings, and how often each source gives one (sum 1)."""

    signs: int
    mix: Mapping[Source, float]


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
    spreads: Spreads,
    year: Year,
    false_pauses: float = FALSE_PAUSES,
    false_warnings: float = FALSE_WARNINGS,
) -> DriftTest:
    """Make the test whose false alarms in a year are, by the mean run, the ones allowed."""

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
    """Compute what a test does, to be published with it."""
    shifted = _increments(test, year, test.shift)
    return Promise(
        _false_alarms(test, test.warn_at, year),
        _false_alarms(test, test.pause_at, year),
        Sum(test.warn_at, shifted).average_run(),
        Sum(test.pause_at, shifted).average_run(),
    )


def _false_alarms(test: DriftTest, height: float, year: Year, *, roughly: bool = False) -> float:
    """Give the chance of an alarm on either side, over assessors of steady severity.

    Roughly is by the mean run, as if alarms came without memory; it is a little too high.
    """
    chance = 0.0
    for place, weight in NODES if test.spreads.severity else ((0.0, 1.0),):
        increments = _increments(test, year, place * test.spreads.severity)
        alarm = _alarm(Sum(height, increments), year.signs, roughly=roughly)
        chance += 2 * weight * alarm
    return min(chance, 1.0)


def _alarm(watched: Sum, steps: int, *, roughly: bool) -> float:
    if roughly:
        return 1 - (1 - 1 / watched.average_run()) ** steps
    return watched.alarm_within(steps)


def _increments(test: DriftTest, year: Year, mean: float) -> Sequence[Increment]:
    """Give the increments of the lenient sum where signs have this mean."""
    return [
        Increment(
            share,
            test.weighed(Sign(source, mean)),
            test.shift / test.spreads.of[source],
        )
        for source, share in year.mix.items()
    ]
