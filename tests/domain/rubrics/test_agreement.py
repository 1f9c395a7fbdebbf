"""How far assessors agree: published examples, and what cannot be said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.agreement import (
    Metric,
    Weights,
    cohens_kappa,
    exact_agreement,
    fleiss_kappa,
    gwet,
    krippendorffs_alpha,
    weights_of,
)

GAP = None
# Four observers and twelve units, with gaps; K. Krippendorff, Computing Krippendorff's
# Alpha-Reliability (2011), example C. It gives .743 for nominal and .815 for ordinal data.
KRIPPENDORFF = list(
    zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
        [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
        strict=True,
    )
)
UNITS = [[None if rating is None else rating - 1 for rating in unit] for unit in KRIPPENDORFF]
# Fourteen raters, ten subjects, five categories: counts; J. L. Fleiss' example as it is usually
# given, with kappa .210.
FLEISS = [
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]


def spread(*counts: int) -> list[int]:
    """Write counts per level as single ratings."""
    return [level for level, count in enumerate(counts) for _each in range(count)]


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    """Write a cross table of two raters as single pairs."""
    return [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _each in range(count)
    ]


@pytest.mark.parametrize(
    ("metric", "published"), [(Metric.NOMINAL, 0.743), (Metric.ORDINAL, 0.815)]
)
def test_alpha_is_what_krippendorff_computes_by_hand(metric: Metric, published: float) -> None:
    """His example C, with four observers and missing data."""
    alpha = krippendorffs_alpha(UNITS, scale=5, metric=metric)
    assert alpha == pytest.approx(published, abs=0.0005)


def test_kappa_of_many_raters_is_what_fleiss_gives() -> None:
    """Fourteen raters: .210."""
    kappa = fleiss_kappa([spread(*counts) for counts in FLEISS], scale=5)
    assert kappa == pytest.approx(0.210, abs=0.0005)


def test_cohens_kappa_of_fifty_grants_is_point_four() -> None:
    """Two readers of fifty proposals, 20 yes and 15 no alike: .70 seen, .50 by chance, so .40."""
    table = pairs([[20, 5], [10, 15]])
    assert cohens_kappa(table, scale=2) == pytest.approx(0.4)


def test_weights_give_credit_for_a_near_miss() -> None:
    """Of three levels one apart counts half (linear), three quarters (quadratic), two thirds."""
    near = [weights_of(kind, 3)[0][1] for kind in Weights]
    assert near == pytest.approx([0.0, 0.5, 0.75, 2 / 3])
    assert all(weights_of(kind, 3)[0][2] == 0 for kind in Weights)


def test_ac1_bears_a_skewed_scale_where_kappa_falls() -> None:
    """Gwet's paradox table (118, 5, 2, 0): 94 per cent alike, kappa below 0, AC1 .94."""
    table = pairs([[118, 5], [2, 0]])
    assert exact_agreement(table) == pytest.approx(0.944)
    assert cohens_kappa(table, scale=2) == pytest.approx(-0.0234, abs=0.0005)
    assert gwet(table, scale=2) == pytest.approx(0.9408, abs=0.0005)


def test_adjacent_agreement_counts_one_level_apart() -> None:
    """Of three pairs one is alike, one a level apart, one two levels."""
    table = [(0, 0), (0, 1), (0, 2)]
    assert exact_agreement(table) == pytest.approx(1 / 3)
    assert exact_agreement(table, within=1) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "units", [[], [(1, None)], [(None, None), (2,)]], ids=["nothing", "one rated", "none rated"]
)
def test_nothing_is_said_where_nothing_was_rated_twice(units: list[list[int | None]]) -> None:
    """Such figures are undefined, and no number stands for them."""
    assert exact_agreement(units) is None
    assert cohens_kappa(units, scale=3) is None
    assert fleiss_kappa(units, scale=3) is None
    assert gwet(units, scale=3) is None
    assert krippendorffs_alpha(units, scale=3) is None


def test_nothing_beyond_chance_is_said_without_variation() -> None:
    """Where all got one level, agreement and habit cannot be told apart: never 0, 1 or NaN."""
    units = [(2, 2), (2, 2, None), (2,)]
    assert exact_agreement(units) == 1.0
    assert cohens_kappa(units, scale=3) is None
    assert fleiss_kappa(units, scale=3) is None
    assert gwet(units, scale=3) is None
    assert krippendorffs_alpha(units, scale=3) is None


def test_levels_that_differ_only_among_single_ratings_leave_agreement_unsaid() -> None:
    """Two units rated once each, on different levels, say nothing of agreement."""
    assert gwet([(0,), (2,)], scale=3) is None
    assert krippendorffs_alpha([(0,), (2,)], scale=3) is None


LEVELS = st.integers(0, 2)
TABLES = st.lists(st.lists(st.none() | LEVELS, max_size=4), max_size=30)


@given(TABLES)
def test_every_figure_lies_where_it_may(units: list[list[int | None]]) -> None:
    """At most 1, and a share between 0 and 1, whatever was rated."""
    figures = [
        krippendorffs_alpha(units, scale=3),
        *(fleiss_kappa(units, scale=3, weights=kind) for kind in Weights),
        *(gwet(units, scale=3, weights=kind) for kind in Weights),
        *(cohens_kappa(units, scale=3, weights=kind) for kind in Weights),
    ]
    assert all(figure is None or figure <= 1 + 1e-9 for figure in figures)
    share = exact_agreement(units)
    assert share is None or 0 <= share <= 1


@given(TABLES)
def test_the_order_of_units_and_seats_changes_nothing(units: list[list[int | None]]) -> None:
    """Alpha, Fleiss and Gwet do not know who sat where."""
    turned = [list(reversed(unit)) for unit in reversed(units)]
    for figure in (krippendorffs_alpha, fleiss_kappa, gwet):
        once, again = figure(units, scale=3), figure(turned, scale=3)
        assert again == (once if once is None else pytest.approx(once))


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=30))
def test_perfect_agreement_is_one_wherever_it_is_defined(table: list[tuple[int, int]]) -> None:
    """Whoever says the same throughout agrees wholly."""
    same = [(first, first) for first, _second in table]
    for figure in (krippendorffs_alpha, fleiss_kappa, gwet, cohens_kappa):
        assert figure(same, scale=3) in (None, pytest.approx(1.0))
