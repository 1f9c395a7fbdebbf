"""Items: chances, information, tables along the grid, and what a bank refuses."""

from __future__ import annotations

from math import exp, inf, log

import pytest

from lapel.domain.measurement.items import GRID, Bank, Item, chances, information


def test_one_step_is_the_two_parameter_model() -> None:
    """With slope 1.5 and difficulty .5 at 1: 1 / (1 + exp(-.75)), Birnbaum's formula."""
    right = 1 / (1 + exp(-0.75))
    assert chances(1.5, [0.5], 1.0) == pytest.approx([1 - right, right])
    assert information(1.5, [0.5], 1.0) == pytest.approx(1.5**2 * right * (1 - right))


def test_neighbouring_categories_meet_at_their_step() -> None:
    """Muraki 1992: at a step its two categories are equally likely, whatever the slope."""
    for place, step in enumerate((-1.0, 0.2, 1.1)):
        found = chances(1.7, (-1.0, 0.2, 1.1), step)
        assert found[place] == pytest.approx(found[place + 1])
        assert sum(found) == pytest.approx(1)


def test_information_is_how_fast_the_chances_move() -> None:
    """Fisher's information is the expected square of the score, here by differences."""
    slope, steps, place, small = 1.3, (-0.8, 0.1, 0.9), 0.4, 1e-5
    here = chances(slope, steps, place)
    there = chances(slope, steps, place + small)
    squares = [
        one * (log(other / one) / small) ** 2 for one, other in zip(here, there, strict=True)
    ]
    assert information(slope, steps, place) == pytest.approx(sum(squares), rel=1e-4)


def test_a_table_holds_both_along_the_grid() -> None:
    """The posterior reads these instead of computing them for each answer."""
    item = Item("i", "c", 1.2, (-0.5, 0.5))
    assert item.categories == 3
    assert len(item.table.logs) == 3
    assert item.table.logs[2][40] == pytest.approx(log(chances(1.2, (-0.5, 0.5), GRID[40])[2]))
    assert item.table.information[10] == pytest.approx(information(1.2, (-0.5, 0.5), GRID[10]))


@pytest.mark.parametrize(
    ("slope", "steps"), [(0.0, (0.0,)), (-1.0, (0.0,)), (inf, (0.0,)), (1.0, ()), (1.0, (inf,))]
)
def test_an_item_that_cannot_be_is_refused(slope: float, steps: tuple[float, ...]) -> None:
    """A slope is above 0, and there is at least one step; all are numbers."""
    with pytest.raises(ValueError, match="item “i”"):
        Item("i", "c", slope, steps)


def test_a_bank_refuses_what_it_could_not_tell_apart() -> None:
    """A key names one item, and each item measures a competency of the bank."""
    item = Item("i", "c", 1.0, (0.0,))
    with pytest.raises(ValueError, match="same key"):
        Bank(("c",), (item, item))
    with pytest.raises(ValueError, match="no competency of the bank: c"):
        Bank(("d",), (item,))


def test_a_bank_is_provisional_until_each_item_has_400_answers() -> None:
    """The bar of ADAPTIVE.md: from 400 answers an item on, coverage is near what is claimed."""
    firm = Item("a", "c", 1.0, (0.0,), answers=400)
    young = Item("b", "c", 1.0, (0.0,), answers=399)
    assert not Bank(("c",), (firm,)).is_provisional
    assert Bank(("c",), (firm, young)).is_provisional
