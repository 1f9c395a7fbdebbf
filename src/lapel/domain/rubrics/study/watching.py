"""R17's test at work: how soon it finds an assessor who drifts, and whom it troubles for nothing.

A year is `SCORINGS` scorings. Some are hidden anchors with the true levels for their key; of the
others a share has a partner, and an adjudicator where R8 asks for one. Nobody's severity is
corrected for, so a partner's is part of the noise: a pessimistic case.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING

from lapel.domain.rubrics.drift import (
    FALSE_PAUSES,
    SCORINGS,
    Sign,
    Source,
    Standing,
    Watch,
    Year,
    designed,
    drifted,
    promised,
    room,
    sign_of,
    steady,
)
from lapel.domain.rubrics.resolution import Step, resolve
from lapel.domain.rubrics.study.world import qualities, scored, truth

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping, Sequence

    from lapel.domain.rubrics.drift import DriftTest, Promise
    from lapel.domain.rubrics.levels import Level
    from lapel.domain.rubrics.study.world import Scoring, World

    # The heights that a sum reached for the first time, each with the scoring that brought it.
    Climb = Sequence[tuple[int, float]]

LEARNT_FROM = 3000
BEFORE = 30
SOON = 30
PATIENCE = 200
# What a test may be asked for: false pauses in an assessor-year.
ALLOWED = (0.01, 0.02, FALSE_PAUSES, 0.1, 0.2)


@dataclass(frozen=True)
class Setting:
    """What is scored twice, how many are anchors, and of how many each is the nearest the line."""

    scored_twice: float = 1.0
    anchors: float = 0.1
    nearest_of: int = 1


@dataclass(frozen=True)
class Drift:
    """What becomes of an assessor: levels more lenient, and so many times the noise and halo."""

    levels: float = 0.0
    noise: float = 1.0
    halo: float = 1.0


SEVERE, LENIENT = "more severe", "more lenient"
ONE_LEVEL = {SEVERE: Drift(-1), LENIENT: Drift(1)}
DRIFTS = {
    **ONE_LEVEL,
    "half a level more severe": Drift(-0.5),
    "half a level more lenient": Drift(0.5),
    "twice the noise": Drift(noise=2),
    "three times the halo": Drift(halo=3),
}


@dataclass(frozen=True)
class Share:
    """So many of those who were tried, with its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Delay:
    """Scorings from a drift to what it led to: means, the median, and the share paused soon.

    Who was not paused within `PATIENCE` counts with that.
    """

    warned: Share
    paused: Share
    middle: float
    soon: Share


@dataclass(frozen=True)
class Height:
    """One height on the way from many false pauses to few: what it costs and what it brings."""

    allowed: float
    pause_at: float
    false_pauses: Share
    delays: Mapping[str, Delay]


@dataclass(frozen=True)
class Watching:
    """What was found, beside what the test promises; shares are of steady assessor-years."""

    setting: Setting
    year: Year
    test: DriftTest
    promise: Promise
    false_warnings: Share
    false_pauses: Share
    delays: Mapping[str, Delay]
    frontier: Sequence[Height]


def watched(  # noqa: PLR0913 (a world, a setting, and how much is tried in it)
    world: World,
    setting: Setting,
    *,
    assessors: int,
    chance: random.Random,
    drifts: Mapping[str, Drift] = ONE_LEVEL,
    allowed: Sequence[float] = (),
) -> Watching:
    """Design the test for this world, and try it on so many steady and so many drifting people.

    The frontier has a height for each share of false pauses that is `allowed`.
    """
    watcher = Watcher(world, setting, chance)
    year = watcher.learnt()
    test = designed(model=world.model, shift=watcher.shift, year=year)
    others = [
        designed(model=world.model, shift=watcher.shift, year=year, false_pauses=each)
        for each in allowed
    ]
    tallest = max(each.pause_at for each in (test, *others))
    peaks = [watcher.peak(test) for _assessor in range(assessors)]
    climbs = {
        name: [watcher.climb(test, drift, tallest) for _assessor in range(assessors)]
        for name, drift in drifts.items()
    }
    return Watching(
        setting,
        year,
        test,
        promised(test, year=year),
        _share(each >= test.warn_at for each in peaks),
        _share(each >= test.pause_at for each in peaks),
        {name: _delay(each, test) for name, each in climbs.items()},
        [
            Height(
                share,
                other.pause_at,
                _share(each >= other.pause_at for each in peaks),
                {name: _delay(climbs[name], other) for name in ONE_LEVEL},
            )
            for share, other in zip(allowed, others, strict=True)
        ],
    )


def _share(found: Iterable[float]) -> Share:
    values = list(found)
    return Share(fmean(values), stdev(values) / len(values) ** 0.5)


def _delay(climbs: Sequence[Climb], test: DriftTest) -> Delay:
    pauses = [_reached(climb, test.pause_at) for climb in climbs]
    return Delay(
        _share(_reached(climb, test.warn_at) for climb in climbs),
        _share(pauses),
        median(pauses),
        _share(each <= SOON for each in pauses),
    )


def _reached(climb: Climb, height: float) -> int:
    return next((scoring for scoring, at in climb if at >= height), PATIENCE)


class Watcher:
    """The assessors of a world, one at a time."""

    def __init__(self, world: World, setting: Setting, chance: random.Random) -> None:
        self.world = world
        self.setting = setting
        self.chance = chance
        self.shift = world.one_level * world.logits

    def learnt(self) -> Year:
        """Learn what signs look like: while nobody drifts, and after a shift of one level.

        Those who had been severe or lenient before it are drawn aside, so that chance goes on as
        without them: so many scorings that a third of `LEARNT_FROM` or so are signs.
        """
        severity = self.world.model.severity
        seen = {
            place: self._signs(place, LEARNT_FROM)
            for place in (*steady(severity), self.shift, -self.shift)
        }
        signs = len(seen[0.0])
        enough = LEARNT_FROM**2 // (3 * signs)
        aside = Watcher(self.world, self.setting, copy(self.chance))
        for place in (*drifted(severity, self.shift), *drifted(severity, -self.shift)):
            seen[place] = seen.get(place) or aside._signs(place, enough)
        return Year(round(SCORINGS * signs / LEARNT_FROM), seen)

    def _signs(self, place: float, scorings: int) -> list[Sign]:
        leniency = place / self.world.logits
        drawn = (self.sign(self.world, leniency) for _scoring in range(scorings))
        return [sign for sign in drawn if sign]

    def sign(self, hers: World, leniency: float) -> Sign | None:
        """Draw one scoring with her noise and halo, and the sign it gives if any."""
        if self.chance.random() < self.setting.anchors:
            drawn = [qualities(self.world, self.chance) for _one in range(self.setting.nearest_of)]
            keys = [_levels(truth(self.world, each)) for each in drawn]
            best = max(range(len(drawn)), key=lambda number: room(keys[number]))
            own = scored(hers, drawn[best], leniency, self.chance)
            return sign_of(_levels(own), [keys[best]], source=Source.ANCHOR)
        if self.chance.random() >= self.setting.scored_twice:
            return None
        quality = qualities(self.world, self.chance)
        own = scored(hers, quality, leniency, self.chance)
        others = [self._another(quality)]
        if resolve(self.world.rubric, own, others[0]).step is Step.ADJUDICATE:
            others.append(self._another(quality))
        return sign_of(_levels(own), [_levels(each) for each in others], source=Source.OTHERS)

    def _another(self, quality: Sequence[float]) -> Scoring:
        return scored(self.world, quality, self.chance.gauss(0, self.world.severity), self.chance)

    def peak(self, test: DriftTest) -> float:
        """Give the greatest height of a steady assessor's sums in a year."""
        leniency, watch, peak = self.chance.gauss(0, self.world.severity), Watch(), 0.0
        for _scoring in range(SCORINGS):
            if sign := self.sign(self.world, leniency):
                watch = watch.after(sign, test)
                peak = max(peak, watch.height)
        return peak

    def climb(self, test: DriftTest, drift: Drift, tallest: float) -> Climb:
        """Give how the sums of somebody who drifts climb, from the drift to the tallest height.

        She has scored `BEFORE` pieces of work steadily; a warning or pause by then is settled.
        """
        leniency, watch = self.chance.gauss(0, self.world.severity), Watch()
        for _scoring in range(BEFORE):
            if sign := self.sign(self.world, leniency):
                watch = watch.after(sign, test)
        watch = watch if watch.standing(test) is Standing.STEADY else Watch()
        leniency += drift.levels * self.world.one_level
        noise, halo = self.world.noise * drift.noise, self.world.halo * drift.halo
        hers, found = replace(self.world, noise=noise, halo=halo), [(0, 0.0)]
        for scoring in range(1, PATIENCE):
            if sign := self.sign(hers, leniency):
                watch = watch.after(sign, test)
            if watch.height > found[-1][1]:
                found.append((scoring, watch.height))
            if watch.height >= tallest:
                break
        return found


def _levels(scoring: Scoring) -> dict[str, Level]:
    return {key: each.level for key, each in scoring.items()}
