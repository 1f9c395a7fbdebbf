"""How far a person is from an aim, and when the doubt allows a word on it."""

from __future__ import annotations

from statistics import NormalDist

import pytest

from lapel.domain.measurement.gaps import LINES, Gap, Told, gaps, level_of
from lapel.domain.measurement.later import Standing
from lapel.domain.measurement.posterior import Posterior, before_any_answer
from lapel.domain.measurement.prior import Prior


def known(*pairs: tuple[float, float]) -> Posterior:
    """Give a posterior with these means and SDs, for T01 onwards."""
    size = len(pairs)
    rows = tuple(
        tuple(sd**2 if place == other else 0.0 for other in range(size))
        for place, (_mean, sd) in enumerate(pairs)
    )
    names = tuple(f"T{place + 1:02}" for place in range(size))
    return before_any_answer(Prior(names, tuple(mean for mean, _sd in pairs), rows))


def test_the_need_is_the_expected_shortfall() -> None:
    """By adding up quantiles of Python's own normal distribution, not by the formula."""
    line = LINES[Standing.PROFICIENT]
    (gap,) = gaps(known((-0.3, 0.6)), {"T01": Standing.PROFICIENT})
    steps = 20_000
    normal = NormalDist(-0.3, 0.6)
    drawn = [normal.inv_cdf((step + 0.5) / steps) for step in range(steps)]
    assert gap.need == pytest.approx(sum(max(0, line - each) for each in drawn) / steps, abs=1e-4)
    assert gap.chance == pytest.approx(1 - normal.cdf(line))


def test_a_word_is_said_only_where_the_doubt_allows() -> None:
    """One mean below the line: a gap when it is known well, open when it is not."""
    found = gaps(
        known((-0.3, 0.2), (-0.3, 1.0), (1.5, 0.4)),
        {"T01": Standing.PROFICIENT, "T02": Standing.PROFICIENT, "T03": Standing.PROFICIENT},
    )
    assert {each.competency: each.told for each in found} == {
        "T01": Told.GAP,
        "T02": Told.OPEN,
        "T03": Told.REACHED,
    }


def test_the_greatest_need_comes_first() -> None:
    """And what an aim does not name is not judged."""
    found = gaps(
        known((0, 0.5), (0, 0.5), (0, 0.5)), {"T01": Standing.EMERGING, "T03": Standing.LEADING}
    )
    assert [each.competency for each in found] == ["T03", "T01"]
    assert isinstance(found[0], Gap)


def test_a_competency_that_was_not_measured_is_refused() -> None:
    """A gap in it would be made up."""
    with pytest.raises(ValueError, match="T09"):
        gaps(known((0, 1)), {"T09": Standing.LEADING})


def test_levels_are_counted_by_their_lines() -> None:
    """-1.25, -.5, .25 and 1: the middles of what a criterion of each level tells between."""
    assert list(LINES.values()) == [-1.25, -0.5, 0.25, 1.0]
    assert [level_of(each) for each in (-2, -1.25, -0.4, 0.3, 1.0)] == [0, 1, 2, 3, 4]
