"""The distance to a target under doubt, against integrals and the standard library's normal."""

from __future__ import annotations

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.pathways import MASTERY, Belief, has_mastered, mastery, need

PLACES = st.floats(-3, 3)
DOUBTS = st.floats(0.05, 2)


def integrated(mean: float, sd: float, target: float, strips: int = 4000) -> float:
    """Integrate max(0, target - θ) over the normal, by midpoints, eight doubts either way."""
    normal, width = NormalDist(mean, sd), 16 * sd / strips
    places = [mean - 8 * sd + (at + 0.5) * width for at in range(strips)]
    return sum(max(0.0, target - place) * normal.pdf(place) * width for place in places)


@given(PLACES, DOUBTS, PLACES)
def test_the_closed_form_is_the_integral(mean, sd, target):
    """The objective rests on it, and every sentence about a gap."""
    assert need(Belief(mean, sd), target) == pytest.approx(
        integrated(mean, sd, target, 400), abs=2e-4
    )


def test_at_the_target_the_need_is_the_doubt_alone():
    """E[max(0, -z)] of a standard normal is 1/sqrt(2 pi), .3989."""
    assert need(Belief(0.5, 1.0), 0.5) == pytest.approx(0.3989422804)
    assert need(Belief(0.5, 0.5), 0.5) == pytest.approx(0.1994711402)


def test_far_from_the_target_doubt_hardly_matters():
    """Two logits under it the need is two; two above, nothing, and never less than nothing."""
    assert need(Belief(-2, 0.2), 0) == pytest.approx(2.0)
    assert 0.0 <= need(Belief(9, 0.2), 0) < 1e-12


@given(PLACES, DOUBTS, PLACES)
def test_mastery_is_the_share_above_the_cut(mean, sd, cut):
    """Held against the standard library's normal."""
    assert mastery(Belief(mean, sd), cut) == pytest.approx(1 - NormalDist(mean, sd).cdf(cut))


def test_mastery_begins_at_four_in_five():
    """ADAPTIVE.md: P(θ >= cut) >= .8; .8416 doubts above the cut, by any table."""
    assert MASTERY == 0.8
    assert has_mastered(Belief(0.8417, 1.0), 0.0)
    assert not has_mastered(Belief(0.8415, 1.0), 0.0)


@pytest.mark.parametrize(("mean", "sd"), [(0, 0), (0, -1), (float("nan"), 1), (0, float("inf"))])
def test_what_is_no_belief_is_refused(mean, sd):
    """A doubt of zero would divide by it."""
    with pytest.raises(ValueError, match="doubt above zero"):
        Belief(mean, sd)
