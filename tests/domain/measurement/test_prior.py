"""The prior: shrunk and capped correlations, and what cannot be."""

from __future__ import annotations

import pytest

from lapel.domain.measurement.prior import ASSUMED, Prior, independent, is_positive, prior_of


def rows(value: float, size: int = 3) -> list[list[float]]:
    return [[1.0 if one == other else value for other in range(size)] for one in range(size)]


def test_correlations_are_shrunk_by_how_few_showed_them_and_capped() -> None:
    """ADAPTIVE.md: correlations set too high cover .78, so they are drawn down and end at .7."""
    assert prior_of("abc", rows(0.6), people=50).covariance[0] == (1.0, 0.3, 0.3)
    assert prior_of("abc", rows(0.9)).covariance[0] == (1.0, 0.7, 0.7)
    assert prior_of("abc").covariance[2] == (ASSUMED, ASSUMED, 1.0)


def test_what_no_people_can_show_is_shrunk_until_they_could() -> None:
    """Estimates pair by pair may contradict each other: -.7 between all of three cannot be."""
    prior = prior_of("abc", rows(-0.7))
    assert is_positive(prior.covariance)
    assert -0.5 < prior.covariance[0][1] < -0.4


def test_an_independent_prior_keeps_means_and_variances_only() -> None:
    """What fifteen separate tests believe."""
    prior = Prior(("a", "b"), (0.2, 0.1), ((0.8, 0.3), (0.3, 0.9)))
    assert independent(prior).covariance == ((0.8, 0.0), (0.0, 0.9))
    assert independent(prior).mean == (0.2, 0.1)


def test_a_prior_that_is_none_is_refused() -> None:
    """One mean and one row a competency, and covariances that can be."""
    with pytest.raises(ValueError, match="one row for each"):
        Prior(("a", "b"), (0.0,), ((1.0, 0.0), (0.0, 1.0)))
    with pytest.raises(ValueError, match="cannot be"):
        Prior(("a", "b"), (0.0, 0.0), ((1.0, 1.2), (1.2, 1.0)))
