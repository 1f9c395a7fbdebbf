"""R17's test at work: how soon it finds an assessor who drifts, and whom it troubles for nothing.

A year is `SCORINGS` scorings. One in ten is a hidden anchor with the true levels for its key; of
the others a share has a partner, and an adjudicator where R8 asks for one. Nobody's severity is
corrected for, so a partner's is part of the noise: a pessimistic case.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import TYPE_CHECKING

from lapel.domain.rubrics.drift import (
    Sign,
    Source,
    Standing,
    Watch,
    Year,
    designed,
    promised,
    sign_of,
)
from lapel.domain.rubrics.reliability import quantile
from lapel.domain.rubrics.resolution import Step, resolve
from lapel.domain.rubrics.study.world import qualities, scored, truth

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from lapel.domain.rubrics.drift import DriftTest, Promise
    from lapel.domain.rubrics.levels import Level
    from lapel.domain.rubrics.study.world import Scoring, World

SCORINGS = 150
ANCHORS = 0.1
LEARNT_FROM = 3000
BEFORE = 30
SOON = 30
PATIENCE = 600


@dataclass(frozen=True)
class Delay:
    """Scorings from a drift to what it led to: means, nine tenths of the pauses, share soon."""

    warned: float
    paused: float
    late: float
    soon: float


@dataclass(frozen=True)
class Watching:
    """What was found, beside what the test promises; shares are of steady assessor-years."""

    scored_twice: float
    year: Year
    test: DriftTest
    promise: Promise
    false_warnings: float
    false_pauses: float
    severe: Delay
    lenient: Delay


def watched(
    world: World, *, scored_twice: float, assessors: int, chance: random.Random
) -> Watching:
    """Design the test for this world, and try it on so many steady and so many drifting people."""
    watcher = _Watcher(world, scored_twice, chance)
    year = watcher.learnt()
    shift = (world.mean_level(world.one_level) - world.mean_level(-world.one_level)) / 2
    test = designed(shift=shift, year=year)
    steady = [watcher.year_of(test) for _assessor in range(assessors)]
    return Watching(
        scored_twice,
        year,
        test,
        promised(test, year=year),
        fmean(each is not Standing.STEADY for each in steady),
        fmean(each is Standing.PAUSED for each in steady),
        _delay([watcher.delays(test, -world.one_level) for _assessor in range(assessors)]),
        _delay([watcher.delays(test, world.one_level) for _assessor in range(assessors)]),
    )


def _delay(found: Sequence[tuple[int, int]]) -> Delay:
    pauses = sorted(pause for _warning, pause in found)
    return Delay(
        fmean(warning for warning, _pause in found),
        fmean(pauses),
        quantile(pauses, 0.9),
        fmean(each <= SOON for each in pauses),
    )


class _Watcher:
    """The assessors of a world, one at a time."""

    def __init__(self, world: World, scored_twice: float, chance: random.Random) -> None:
        self.world = world
        self.scored_twice = scored_twice
        self.chance = chance

    def learnt(self) -> Year:
        """Learn from assessors without severity what signs look like while nobody drifts."""
        signs = [sign for _scoring in range(LEARNT_FROM) if (sign := self.sign(0.0))]
        slope = sum(NormalDist(0, self.world.total).pdf(cut) for cut in self.world.cuts)
        number = round(SCORINGS * len(signs) / LEARNT_FROM)
        return Year(number, signs, severity=self.world.severity * slope)

    def sign(self, leniency: float) -> Sign | None:
        """Draw one scoring, and the sign it gives if any."""
        quality = qualities(self.world, self.chance)
        own = scored(self.world, quality, leniency, self.chance)
        if self.chance.random() < ANCHORS:
            return _sign(own, [truth(self.world, quality)], Source.ANCHOR)
        if self.chance.random() >= self.scored_twice:
            return None
        others = [self._another(quality)]
        if resolve(self.world.rubric, own, others[0]).step is Step.ADJUDICATE:
            others.append(self._another(quality))
        return _sign(own, others, Source.OTHERS)

    def _another(self, quality: Sequence[float]) -> Scoring:
        return scored(self.world, quality, self.chance.gauss(0, self.world.severity), self.chance)

    def year_of(self, test: DriftTest) -> Standing:
        """Give the worst that becomes of a steady assessor in a year."""
        leniency, watch = self.chance.gauss(0, self.world.severity), Watch()
        seen: Counter[Standing] = Counter()
        for _scoring in range(SCORINGS):
            if sign := self.sign(leniency):
                watch = watch.after(sign, test)
                seen[watch.standing(test)] += 1
            if seen[Standing.PAUSED]:
                return Standing.PAUSED
        return Standing.WARNED if seen[Standing.WARNED] else Standing.STEADY

    def delays(self, test: DriftTest, shift: float) -> tuple[int, int]:
        """Give the scorings from a drift to the warning and to the pause.

        She has scored `BEFORE` pieces of work steadily; a warning or pause by then is settled.
        """
        steady, watch = self.chance.gauss(0, self.world.severity), Watch()
        for _scoring in range(BEFORE):
            if sign := self.sign(steady):
                watch = watch.after(sign, test)
        watch = watch if watch.standing(test) is Standing.STEADY else Watch()
        warned = 0
        for scoring in range(1, PATIENCE):
            if sign := self.sign(steady + shift):
                watch = watch.after(sign, test)
            standing = watch.standing(test)
            warned = warned or scoring * (standing is not Standing.STEADY)
            if standing is Standing.PAUSED:
                return warned, scoring
        return warned or PATIENCE, PATIENCE


def _sign(own: Scoring, references: Sequence[Scoring], source: Source) -> Sign | None:
    return sign_of(_levels(own), [_levels(each) for each in references], source=source)


def _levels(scoring: Scoring) -> dict[str, Level]:
    return {key: each.level for key, each in scoring.items()}
