"""The little algebra that severities need: symmetric matrices of some tens of rows."""

from __future__ import annotations

from math import log
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Vector = list[float]
    Matrix = list[list[float]]


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """Give the scalar product."""
    return float(sum(map(mul, one, other)))


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> Vector:
    """Give a matrix times a vector."""
    return [dot(row, vector) for row in matrix]


def product(one: Sequence[Sequence[float]], other: Sequence[Sequence[float]]) -> Matrix:
    """Give the product of two matrices."""
    columns = list(zip(*other, strict=True))
    return [times(columns, row) for row in one]


def with_diagonal(matrix: Sequence[Sequence[float]], added: Sequence[float]) -> Matrix:
    """Give a matrix with something added along its diagonal."""
    return [
        [value + (added[place] if place == column else 0.0) for column, value in enumerate(row)]
        for place, row in enumerate(matrix)
    ]


def outer_sum(vectors: Sequence[Sequence[float]]) -> Matrix:
    """Add up the products of each vector with itself."""
    columns = list(zip(*vectors, strict=True))
    return [[dot(one, other) for other in columns] for one in columns]


def inverse(matrix: Sequence[Sequence[float]]) -> Matrix:
    """Invert a symmetric, positive definite matrix by Cholesky's parts; `ValueError` where not."""
    size = len(matrix)
    lower = _cholesky(matrix)
    columns = []
    for place in range(size):
        column = [0.0] * size
        for row in range(place, size):
            known = dot(lower[row][place:row], column[place:row])
            column[row] = (float(row == place) - known) / lower[row][row]
        columns.append(column)
    return [[dot(one, other) for other in columns] for one in columns]


def log_determinant(matrix: Sequence[Sequence[float]]) -> float:
    """Give the logarithm of the determinant of such a matrix."""
    return 2 * sum(log(row[-1]) for row in _cholesky(matrix))


def _cholesky(matrix: Sequence[Sequence[float]]) -> Matrix:
    lower: Matrix = []
    for place, row in enumerate(matrix):
        made: Vector = []
        for column in range(place):
            known = dot(made, lower[column])
            made.append((row[column] - known) / lower[column][column])
        rest = row[place] - dot(made, made)
        if rest <= 0:
            raise ValueError("the matrix is not positive definite")
        lower.append([*made, rest**0.5])
    return lower
