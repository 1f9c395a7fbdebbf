"""The reference design: as many items, as correlated as it says, and the same for a seed."""

from __future__ import annotations

import random

import numpy as np
import pytest

from lapel.domain.measurement.study.designs import person, reference_design


def test_the_design_is_fifteen_by_thirty_half_with_four_categories() -> None:
    """ADAPTIVE.md's bank: 450 items, half 2PL, half GPCM with 4 categories."""
    design = reference_design(random.Random(1), people=3)
    sizes = [item.categories for item in design.bank.items]
    assert (len(sizes), sizes.count(2), sizes.count(4)) == (450, 225, 225)
    assert len(design.bank.competencies) == 15
    assert design.correlations[0][:6] == [1.0, 0.65, 0.65, 0.65, 0.65, 0.45]
    assert not design.bank.is_provisional


def test_people_correlate_as_they_should() -> None:
    """4,000 people: .65 within and .45 between groups, to .04."""
    design = reference_design(random.Random(2), people=4000, competencies=6, items=1)
    found = np.corrcoef(np.array(list(design.people.values())).T)
    assert np.abs(found - np.array(design.correlations)).max() < 0.04


def test_a_seed_gives_the_same_design() -> None:
    """A study can be repeated from its seed."""
    one, other = (reference_design(random.Random(3), people=2) for _time in range(2))
    assert one == other


def test_people_with_impossible_correlations_are_refused() -> None:
    """Nobody can be alike beyond 1."""
    with pytest.raises(ValueError, match="cannot be"):
        person(random.Random(1), [[1.0, 1.5], [1.5, 1.0]])
