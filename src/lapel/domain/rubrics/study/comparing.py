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
from lapel.domain.rubrics.study.world import leniencies, qualities, scored, truth

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


@dataclass
class Row:
    """What a strategy came to: counts over all decisions."""

    decisions: int = 0
    wrong_awards: int = 0
    wrong_refusals: int = 0
    scorings: int = 0
    gained: int = 0
    lost: int = 0

    def take(self, decision: Decision, *, earned: bool, three: bool) -> None:
        """Count a decision beside the true one, and beside what three scorings came to."""
        self.decisions += 1
        self.scorings += decision.scorings
        self.wrong_awards += decision.earned and not earned
        self.wrong_refusals += earned and not decision.earned
        self.gained += decision.earned == earned != three
        self.lost += three == earned != decision.earned

    @property
    def accuracy(self) -> float:
        """Give the share of right decisions."""
        return 1 - (self.wrong_awards + self.wrong_refusals) / self.decisions

    @property
    def error(self) -> float:
        """Give the standard error of the accuracy."""
        return float((self.accuracy * (1 - self.accuracy) / self.decisions) ** 0.5)

    @property
    def beside_three(self) -> float:
        """Give by how much more it is right than three scorings of everything, on the same work."""
        return (self.gained - self.lost) / self.decisions

    @property
    def beside_three_error(self) -> float:
        """Give the standard error of that difference between pairs."""
        changed = (self.gained + self.lost) / self.decisions
        return float(((changed - self.beside_three**2) / self.decisions) ** 0.5)


@dataclass
class Comparison:
    """Rows by strategy; `routed` by the line of doubt, whether or not R10 would allow it yet."""

    world: World
    earned: float = 0.0
    calibrations: list[Calibration] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    routed: dict[float, Row] = field(default_factory=dict)


def compared(world: World, *, decisions: int, chance: random.Random) -> Comparison:
    """Decide on so many pieces of work by each strategy; `chance` draws all of it.

    The work is shared out among `POOLS` pools of assessors, since what one pool's severities
    happen to be says little; each pool is calibrated by itself.
    """
    found = Comparison(world)
    found.routed = {line: Row() for line in LINES}
    truly: Counter[bool] = Counter()
    for _pool in range(POOLS):
        lenient = leniencies(world, chance)
        calibration = calibrated(world, lenient, chance)
        router = Router(world, calibration.known, chance)
        found.calibrations.append(calibration)
        for _work in range(decisions // POOLS):
            truly[_decide(found, lenient, router, chance)] += 1
    found.earned = truly[True] / truly.total()
    return found


def _decide(found: Comparison, lenient: list[float], router: Router, chance: random.Random) -> bool:
    """Decide on one piece of work by every strategy; gives whether it is truly earned."""
    world, rubric = found.world, found.world.rubric
    quality = qualities(world, chance)
    asked = chance.sample(range(world.assessors), MOST)
    scorings = [scored(world, quality, lenient[one], chance) for one in asked]
    true = truth(world, quality)
    earned = resolve(rubric, true, true).outcome is Outcome.EARNED
    alone, both = single(rubric, scorings), double(rubric, scorings)
    by_name = {"single": alone, "double": both}
    by_name |= {f"panel of {size}": panel(rubric, scorings, size) for size in (3, MOST)}
    three = by_name["panel of 3"].earned
    chosen = chance.random() < AT_RANDOM
    chances = router.earned(scorings[:1], asked[:1])
    doubt = 1 - chances if alone.earned else chances
    for line, row in found.routed.items():
        row.take(both if chosen or doubt > line else alone, earned=earned, three=three)
    established = found.calibrations[-1].established is not None
    routed = both if not established or chosen or doubt > LINE else alone
    for name, decision in (by_name | {"Lapel": routed}).items():
        found.rows.setdefault(name, Row()).take(decision, earned=earned, three=three)
    return earned
