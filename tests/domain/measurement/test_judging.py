"""Items that nobody answered yet: the expert's band becomes a difficulty."""

from __future__ import annotations

import pytest

from lapel.domain.measurement.judging import SHARES, judged, share_of_best


@pytest.mark.parametrize("categories", [2, 4])
def test_the_best_answer_is_chosen_by_as_many_as_the_band_says(categories: int) -> None:
    """docs/reference/items-format.md: over 85, 70 to 85, 50 to 70, 30 to 50, under 30 of 100."""
    for band, (low, high) in enumerate(
        [(0.85, 1), (0.7, 0.85), (0.5, 0.7), (0.3, 0.5), (0, 0.3)], start=1
    ):
        item = judged("i", "c", band, categories)
        assert low < share_of_best(item.steps) < high
        assert share_of_best(item.steps) == pytest.approx(SHARES[band], abs=0.001)
        assert item.categories == categories


def test_a_judged_item_is_provisional_and_of_version_0() -> None:
    """A judgement is not a measurement."""
    item = judged("i", "c", 3, 2)
    assert item.is_provisional
    assert (item.version, item.answers, item.slope) == (0, 0, 1.0)


@pytest.mark.parametrize(("band", "categories"), [(0, 2), (6, 2), (3, 1)])
def test_a_band_that_is_none_is_refused(band: int, categories: int) -> None:
    """There are five, and a question has two answers at least."""
    with pytest.raises(ValueError, match="a band is 1 to 5"):
        judged("i", "c", band, categories)
