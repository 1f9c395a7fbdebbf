"""The strategies beside each other, on the same work and the same scorings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import Outcome
from lapel.domain.rubrics.resolution import resolve
from lapel.domain.rubrics.study.calibrating import calibrated
from lapel.domain.rubrics.study.routing import Router
from lapel.domain.rubrics.study.strategies import Decision, double, panel, single
from lapel.domain.rubrics.study.world import cut, leniencies, qualities, seen, truth

if TYPE_CHECKING:
    import random

    from lapel.domain.rubrics.study.calibrating import Calibration
    from lapel.domain.rubrics.study.world import World

MOST = 10
AT_RANDOM = 0.2
LINES = (0.02, 0.05, 0.08, 0.12, 0.2, 0.3)
# ADAPTIVE: another scoring where the chance of the other outcome is greater than this.
LINE = 0.12
POOLS = 10
# So large a share of assessors drifts by one level within a year, one way or the other, unseen to
# its end or for as much of it as R17's watch needs to find them (watching.py).
ROUTED = "routing alone"
DRIFTING = 1 / 3
DRIFTS = {"not found": 1.0, "found after 25 of 150 scorings": 25 / 150}


@dataclass
class Row:
    """What a strategy came to: counts over all decisions, and beside another on the same work."""

    decisions: int = 0
    wrong_awards: int = 0
    wrong_refusals: int = 0
    scorings: int = 0
    gained: int = 0
    lost: int = 0

    def take(self, decision: Decision, *, earned: bool, beside: bool) -> None:
        """Count a decision beside the true one, and beside what another way came to."""
        self.decisions += 1
        self.scorings += decision.scorings
        self.wrong_awards += decision.earned and not earned
        self.wrong_refusals += earned and not decision.earned
        self.gained += decision.earned == earned != beside
        self.lost += beside == earned != decision.earned

    @property
    def accuracy(self) -> float:
        """Give the share of right decisions."""
        return 1 - (self.wrong_awards + self.wrong_refusals) / self.decisions

    @property
    def error(self) -> float:
        """Give the standard error of the accuracy."""
        return float((self.accuracy * (1 - self.accuracy) / self.decisions) ** 0.5)

    @property
    def beside(self) -> float:
        """Give by how much more it is right than the other way, on the same work."""
        return (self.gained - self.lost) / self.decisions

    @property
    def beside_error(self) -> float:
        """Give the standard error of that difference between pairs."""
        changed = (self.gained + self.lost) / self.decisions
        return float(((changed - self.beside**2) / self.decisions) ** 0.5)


@dataclass
class Comparison:
    """Rows by strategy; `routed` by the line of doubt, whether or not R10 would allow it yet.

    Both stand beside three scorings of everything. `drifted`, by what becomes of the drifting, has
    the strategies where assessors drift, each beside itself where they do not.
    """

    world: World
    earned: float = 0.0
    calibrations: list[Calibration] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    routed: dict[float, Row] = field(default_factory=dict)
    drifted: dict[str, dict[str, Row]] = field(default_factory=dict)


def compared(world: World, *, decisions: int, chance: random.Random) -> Comparison:
    """Decide on so many pieces of work by each strategy; `chance` draws all of it.

    The work is shared out among `POOLS` pools of assessors, since what one pool's severities
    happen to be says little; each pool is calibrated by itself.
    """
    found = Comparison(world)
    found.routed = {line: Row() for line in LINES}
    found.drifted = {name: {} for name in DRIFTS}
    truly: Counter[bool] = Counter()
    for _pool in range(POOLS):
        pool = _Pool(world, chance)
        found.calibrations.append(pool.calibration)
        for work in range(decisions // POOLS):
            truly[_decide(found, pool, work / (decisions // POOLS), chance)] += 1
    found.earned = truly[True] / truly.total()
    return found


class _Pool:
    """Assessors with their leniencies, when they drift and whereto, and what is known of them."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.lenient = leniencies(world, chance)
        self.calibration = calibrated(world, self.lenient, chance)
        self.router = Router(world, self.calibration.known, chance)
        self._drifts = [
            (chance.random() < DRIFTING, chance.random(), chance.choice((-1, 1)) * world.one_level)
            for _assessor in self.lenient
        ]

    def leniency(self, assessor: int, moment: float, lasting: float) -> float:
        """Give by how much she sees work too well at a moment of the year, from 0 to 1."""
        does, since, way = self._drifts[assessor]
        return self.lenient[assessor] + way * (does and since <= moment < since + lasting)


def _decide(found: Comparison, pool: _Pool, moment: float, chance: random.Random) -> bool:
    """Decide on one piece of work by every strategy; gives whether it is truly earned."""
    world = found.world
    quality = qualities(world, chance)
    asked = chance.sample(range(world.assessors), MOST)
    views = [seen(world, quality, chance) for _one in asked]
    chosen = chance.random() < AT_RANDOM
    true = truth(world, quality)
    earned = resolve(world.rubric, true, true).outcome is Outcome.EARNED

    def by_name(lasting: float) -> tuple[dict[str, Decision], dict[float, Decision]]:
        scorings = [
            cut(world, view, pool.leniency(one, moment, lasting))
            for one, view in zip(asked, views, strict=True)
        ]
        alone, both = single(world.rubric, scorings), double(world.rubric, scorings)
        chances = pool.router.earned(scorings[:1], asked[:1])
        doubt = 1 - chances if alone.earned else chances
        routed = {line: both if chosen or doubt > line else alone for line in LINES}
        told = {"single": alone, "double": both}
        told |= {f"panel of {size}": panel(world.rubric, scorings, size) for size in (3, MOST)}
        told["Lapel"] = routed[LINE] if pool.calibration.established else both
        return told, routed

    plain, routed = by_name(0.0)
    three = plain["panel of 3"].earned
    for name, decision in plain.items():
        found.rows.setdefault(name, Row()).take(decision, earned=earned, beside=three)
    for line, decision in routed.items():
        found.routed[line].take(decision, earned=earned, beside=three)
    for which, lasting in DRIFTS.items():
        drifted, routed_too = by_name(lasting)
        drifted[ROUTED], plain[ROUTED] = routed_too[LINE], routed[LINE]
        for name, decision in drifted.items():
            row = found.drifted[which].setdefault(name, Row())
            row.take(decision, earned=earned, beside=plain[name].earned)
    return earned
