"""Items and adaptive tests beside catsim, on the same bank and the same answers."""

from __future__ import annotations

import pytest

from lapel.domain.measurement.items import chances, information
from peers.adaptive import bank_of_two_categories, beside, catsim

pytestmark = pytest.mark.peer

PLACES = [-3.0, -1.2, 0.0, 0.4, 2.6]


def test_chances_information_and_the_most_telling_item_are_catsims() -> None:
    """For 2PL items both have the same formulas, to a billionth."""
    bank, _people, _prior = bank_of_two_categories(1, 1)
    items = bank.by_competency["c01"]
    told = catsim(
        {
            "banks": [[[item.slope, *item.steps] for item in items]],
            "answers": [],
            "each": 1,
            "places": PLACES,
        }
    )
    for place, theirs in zip(PLACES, told["places"], strict=True):
        ours = [information(item.slope, item.steps, place) for item in items]
        right = [chances(item.slope, item.steps, place)[1] for item in items]
        assert right == pytest.approx(theirs["chances"], abs=1e-9)
        assert ours == pytest.approx(theirs["information"], abs=1e-9)
        assert ours.index(max(ours)) == theirs["chosen"]


def test_one_test_of_fifteen_competencies_errs_less_than_fifteen_tests() -> None:
    """As many items for the same people; the gain is what each answer tells of the others."""
    found = beside(*bank_of_two_categories(2, 12), seed=2, each=5)
    assert found.items == 75
    assert found.ours < 0.8 * found.theirs
