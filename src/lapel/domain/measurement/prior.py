"""What is believed of a person before her first answer: fifteen correlated abilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CAP = 0.7
# Correlations are drawn towards 0 as if this many more people had shown none.
CAUTION = 50
# What is assumed where nobody has estimated them: lower than what such competencies show, since
# correlations set too high make intervals too narrow (coverage .78), set too low only cost items.
ASSUMED = 0.4


@dataclass(frozen=True)
class Prior:
    """Normal: means and covariances in the order of `competencies`; raises `ValueError` if none."""

    competencies: tuple[str, ...]
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    version: str = ""

    def __post_init__(self) -> None:
        size = len(self.competencies)
        rows = [self.mean, *self.covariance]
        if len(rows) != size + 1 or any(len(row) != size for row in rows):
            raise ValueError("the prior has not one mean and one row for each competency")
        if not is_positive(self.covariance):
            raise ValueError("such covariances cannot be: no people are like that")


def prior_of(
    competencies: Sequence[str],
    correlations: Sequence[Sequence[float]] | None = None,
    *,
    people: int | None = None,
    cap: float = CAP,
    version: str = "",
) -> Prior:
    """Make a prior with means 0 and variances 1 from correlations estimated over `people`.

    Correlations are shrunk by people / (people + 50) and capped; without any, `ASSUMED` stands
    between all. Where what is left is not positive definite they are shrunk until it is.
    """
    names = tuple(competencies)
    if correlations is None:
        correlations = [[ASSUMED] * len(names) for _name in names]
    share = 1.0 if people is None else people / (people + CAUTION)
    while not is_positive(rows := _shrunk(correlations, share, cap)):
        share *= 0.95
    return Prior(names, (0.0,) * len(names), rows, version)


def independent(prior: Prior) -> Prior:
    """Give the same prior without correlations: each competency is measured by itself."""
    rows = tuple(
        tuple(value if place == other else 0.0 for other, value in enumerate(row))
        for place, row in enumerate(prior.covariance)
    )
    return Prior(prior.competencies, prior.mean, rows, prior.version)


def is_positive(matrix: Sequence[Sequence[float]]) -> bool:
    """Tell whether a symmetric matrix is positive definite, by Cholesky's parts."""
    return factor(matrix) is not None


def factor(matrix: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """Give Cholesky's lower part; None where the matrix is not positive definite."""
    lower: list[list[float]] = []
    for place, row in enumerate(matrix):
        made: list[float] = []
        for column in range(place):
            known = sum(one * other for one, other in zip(made, lower[column], strict=False))
            made.append((row[column] - known) / lower[column][column])
        rest = row[place] - sum(one * one for one in made)
        if rest <= 1e-9:
            return None
        lower.append([*made, rest**0.5])
    return lower


def _shrunk(
    correlations: Sequence[Sequence[float]], share: float, cap: float
) -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(
            1.0 if place == other else max(-cap, min(cap, share * value))
            for other, value in enumerate(row)
        )
        for place, row in enumerate(correlations)
    )
