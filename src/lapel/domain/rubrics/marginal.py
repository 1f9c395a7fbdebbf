"""The likelihood of a file of ratings under the rating scale model, with quality integrated out.

The parameters stand in one list: severities of the assessors, difficulties of the criteria, all
thresholds but the last (they add up to 0), and the logarithm of the spread of quality. Quality is
normal around 0; its grid is fine enough for works that many scored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import exp, log
from typing import TYPE_CHECKING

from lapel.domain.rubrics.matrices import dot
from lapel.domain.rubrics.rasch import level_chances

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.rubrics.matrices import Matrix, Vector
    from lapel.domain.rubrics.ratings import Ratings

    Work = Mapping[int, Sequence[tuple[int, int]]]

POINTS, REACH = 61, 5.0
STEP = 1e-5
LEAST = 1e-300
GRID = [REACH * (2 * point / (POINTS - 1) - 1) for point in range(POINTS)]
_HEIGHTS = [exp(-(point**2) / 2) for point in GRID]
LOG_WEIGHTS = [log(height / sum(_HEIGHTS)) for height in _HEIGHTS]


@dataclass(frozen=True)
class Slope:
    """The logarithm of the likelihood, and of each work's part its gradient."""

    height: float
    by_work: list[Vector]

    @cached_property
    def whole(self) -> Vector:
        """Give the gradient over all works."""
        return _added(self.by_work)


class Marginal:
    """Ratings by number: works as {assessor: [(criterion, level)]}, gaps left out."""

    def __init__(self, ratings: Ratings) -> None:
        self.assessors, self.criteria = ratings.assessors, ratings.criteria
        self.scale = len(ratings.levels)
        who = {name: number for number, name in enumerate(self.assessors)}
        what = {name: number for number, name in enumerate(self.criteria)}
        self.works: list[Work] = []
        for together in ratings.artefacts():
            ordered = sorted(
                (who[each.assessor], what[each.criterion], each.level)
                for each in together
                if each.level is not None
            )
            if ordered:
                self.works.append(
                    {
                        assessor: [line[1:] for line in lines]
                        for assessor, lines in groupby(ordered, key=lambda line: line[0])
                    }
                )

    @property
    def start(self) -> Vector:
        """Give parameters to begin from: nobody severe, nothing difficult, a spread of 1."""
        return [0.0] * self.size

    @property
    def size(self) -> int:
        """Count the parameters."""
        return len(self.assessors) + len(self.criteria) + self.scale - 2 + 1

    def thresholds(self, parameters: Sequence[float]) -> Vector:
        """Give all thresholds."""
        free = list(parameters[len(self.assessors) + len(self.criteria) : -1])
        return [*free, -sum(free)]

    def at(self, parameters: Sequence[float]) -> Slope:
        """Give likelihood and gradient for these parameters."""
        tables = _Tables(self, parameters)
        found = [self._of(work, tables) for work in self.works]
        return Slope(sum(height for height, _slope in found), [slope for _height, slope in found])

    def curvature(self, parameters: Sequence[float], slope: Slope) -> Matrix:
        """Give the observed information, less the second derivatives, where the slope is known."""
        rows = []
        for place in range(self.size):
            beside = [value + STEP * (at == place) for at, value in enumerate(parameters)]
            pairs = zip(slope.whole, self.at(beside).whole, strict=True)
            rows.append([(here - there) / STEP for here, there in pairs])
        columns = zip(*rows, strict=True)
        return [
            [(one + other) / 2 for one, other in zip(row, column, strict=True)]
            for row, column in zip(rows, columns, strict=True)
        ]

    def _of(self, work: Work, tables: _Tables) -> tuple[float, Vector]:
        """Give a work's likelihood, and its gradient by what is expected of its posterior."""
        rows = [
            tables.logs[who][what][level] for who, lines in work.items() for what, level in lines
        ]
        heights = _added([LOG_WEIGHTS, *rows])
        most = max(heights)
        posterior = [exp(height - most) for height in heights]
        total = sum(posterior)
        posterior = [each / total for each in posterior]
        return most + log(total), self._slope(work, tables, posterior)

    def _slope(self, work: Work, tables: _Tables, posterior: Vector) -> Vector:
        slope = [0.0] * self.size
        first = len(self.assessors)
        passing = [0.0] * (self.scale - 1)
        spread = 0.0
        weighted = [point * each for point, each in zip(GRID, posterior, strict=True)]
        mean = sum(weighted)
        for who, lines in work.items():
            for what, level in lines:
                expected = tables.expected[who][what]
                surplus = level - dot(posterior, expected)
                slope[who] -= surplus
                slope[first + what] -= surplus
                spread += mean * level - dot(weighted, expected)
                for place, passed in enumerate(tables.passed[who][what]):
                    passing[place] += dot(posterior, passed) - (level > place)
        for place in range(self.scale - 2):
            slope[first + len(self.criteria) + place] = passing[place] - passing[-1]
        slope[-1] = tables.spread * spread
        return slope


class _Tables:
    """For each assessor and criterion, along the grid: what each level and passing it is worth."""

    def __init__(self, marginal: Marginal, parameters: Sequence[float]) -> None:
        self.spread = exp(parameters[-1])
        thresholds = marginal.thresholds(parameters)
        first = len(marginal.assessors)
        severities = parameters[:first]
        difficulties = parameters[first : first + len(marginal.criteria)]
        self.logs: list[list[list[Vector]]] = []
        self.expected: list[list[Vector]] = []
        self.passed: list[list[list[Vector]]] = []
        for severity in severities:
            chances = [
                [
                    level_chances(self.spread * point - difficulty - severity, thresholds)
                    for point in GRID
                ]
                for difficulty in difficulties
            ]
            by_level = [[list(level) for level in zip(*line, strict=True)] for line in chances]
            self.logs.append(
                [[[log(max(each, LEAST)) for each in level] for level in line] for line in by_level]
            )
            passed = [_passed(line) for line in by_level]
            self.passed.append(passed)
            self.expected.append([_added(line) for line in passed])


def _passed(by_level: Sequence[Vector]) -> list[Vector]:
    """Give the chance to stand above each threshold."""
    return [_added(by_level[place:]) for place in range(1, len(by_level))]


def _added(rows: Sequence[Vector]) -> Vector:
    return [sum(column) for column in zip(*rows, strict=True)]
