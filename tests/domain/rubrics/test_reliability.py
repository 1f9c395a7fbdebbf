"""The reliability card: what it says, and what it leaves unsaid."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.agreement import exact_agreement
from lapel.domain.rubrics.reliability import (
    FEWEST,
    STATISTICS,
    DoubleScored,
    bootstrapped,
    quantile,
    reliability_card,
)


def scored(number: int, *, agree: float = 0.8, seed: int = 1) -> list[DoubleScored]:
    """Draw submissions of four criteria on which two assessors agree so often."""
    chance = random.Random(seed)

    def pair() -> tuple[int, int]:
        first = chance.randrange(3)
        return first, first if chance.random() < agree else chance.randrange(3)

    return [DoubleScored([pair() for _criterion in range(4)]) for _each in range(number)]


def test_under_twenty_no_figure_is_shown() -> None:
    """Nineteen double-scored submissions are insufficient data, and no number."""
    card = reliability_card(scored(FEWEST - 1), chance=random.Random(1), resamples=10)
    assert (card.double_scored, card.is_enough) == (19, False)
    assert (card.figures, card.adjudication_rate, card.appeal_rate) == ({}, None, None)


def test_from_twenty_on_every_figure_has_its_interval_around_it() -> None:
    """Exact, adjacent, both kappas, alpha, AC1 and AC2, each between its ends."""
    card = reliability_card(scored(FEWEST), chance=random.Random(1), resamples=200)
    assert card.is_enough
    assert set(card.figures) == set(STATISTICS)
    for name, figure in card.figures.items():
        assert figure.low is not None, name
        assert figure.high is not None, name
        assert figure.value is not None, name
        assert figure.low <= figure.value <= figure.high, name


def test_the_same_seed_gives_the_same_card() -> None:
    """A figure in print can be computed again."""
    cards = [reliability_card(scored(30), chance=random.Random(7), resamples=50) for _ in "12"]
    assert cards[0] == cards[1]


def test_rates_are_shares_of_what_was_scored_twice() -> None:
    """Five of twenty adjudicated, one appealed."""
    work = [
        DoubleScored(each.ratings, adjudicated=number < 5, appealed=number == 0)
        for number, each in enumerate(scored(20))
    ]
    card = reliability_card(work, chance=random.Random(1), resamples=5)
    assert (card.adjudication_rate, card.appeal_rate) == (0.25, 0.05)


def test_without_variation_a_coefficient_is_undefined_and_agreement_is_not() -> None:
    """Everybody earned everything: all agree, and whether beyond habit nobody can tell."""
    same = [DoubleScored([(2, 2), (2, 2)]) for _each in range(25)]
    card = reliability_card(same, chance=random.Random(1), resamples=20)
    assert card.figures["exact"].value == 1.0
    assert card.figures["alpha_ordinal"].value is None
    assert card.figures["alpha_ordinal"].low is None


def test_there_is_no_interval_where_many_resamples_have_no_value() -> None:
    """One submission alone brings variation, and a third of the resamples lack it."""
    clusters = [[(2, 2)]] * 24 + [[(0, 2)]]
    figure = bootstrapped(STATISTICS["alpha_ordinal"], clusters, chance=random.Random(1))
    assert figure.value is not None
    assert (figure.low, figure.high) == (None, None)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """The 90 per cent interval of a true agreement of .8 holds it 165 to 195 times in 200."""
    chance, held = random.Random(5), 0
    for _sample in range(200):
        clusters = [[(0, int(chance.random() > 0.8))] for _each in range(60)]
        figure = bootstrapped(
            exact_agreement, clusters, chance=chance, resamples=150, confidence=0.9
        )
        assert figure.low is not None
        assert figure.high is not None
        held += figure.low <= 0.8 <= figure.high
    assert 165 <= held <= 195


def test_criteria_of_one_submission_are_no_independent_witnesses() -> None:
    """Where all four criteria of a submission stand or fall together the interval is wider."""
    chance = random.Random(3)
    whole = [[(0, verdict)] * 4 for verdict in (int(chance.random() > 0.7) for _each in range(60))]
    apart = [[unit] for cluster in whole for unit in cluster]
    wide, narrow = (
        bootstrapped(exact_agreement, clusters, chance=random.Random(1))
        for clusters in (whole, apart)
    )
    assert wide.high is not None
    assert wide.low is not None
    assert narrow.high is not None
    assert narrow.low is not None
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=30))
def test_quartiles_are_those_of_the_standard_library(values: list[float]) -> None:
    """Python's inclusive quantiles are the same type 7."""
    ordered = sorted(values)
    ours = [quantile(ordered, share) for share in (0.25, 0.5, 0.75)]
    assert ours == pytest.approx(statistics.quantiles(ordered, n=4, method="inclusive"))
