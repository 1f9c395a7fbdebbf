"""Levels beside others', for each leniency: the many-facet Rasch model behind R17's test."""

from __future__ import annotations

import random
from math import log

import numpy as np
import pytest

from lapel.domain.rubrics.beside import PLACES, Model, leniency_of

MODEL = Model(mean=1.0, quality=2.0, thresholds=(-0.7, 0.7), halo=0.6, severity=0.5)


def by_hand(own: int, others: tuple[int, ...], leniency: float) -> float:
    """Give the same chance by plain sums over fine grids of quality and of halo (numpy)."""
    quality = np.linspace(-13, 15, 2801)
    density = np.exp(-(((quality - 1.0) / 2.0) ** 2) / 2)

    def levels(place: np.ndarray) -> np.ndarray:
        raised = np.exp(np.stack([0 * place, place + 0.7, 2 * place]))
        return np.asarray(raised / raised.sum(axis=0))

    for each in others:
        density = density * levels(quality)[each]
    density /= density.sum()
    halos = np.linspace(-3, 3, 121)
    weights = np.exp(-((halos / 0.6) ** 2) / 2)
    found = [float((density * levels(quality + leniency + each)[own]).sum()) for each in halos]
    return float((weights * found).sum() / weights.sum())


@pytest.mark.parametrize(
    ("own", "others", "leniency"),
    [(2, (1,), 0.0), (2, (1,), 1.5), (0, (2, 2), -1.5), (1, (0, 2), 1.0), (2, (2, 2, 2, 2), 2.0)],
)
def test_the_chance_of_a_level_is_that_of_plain_integration(
    own: int, others: tuple[int, ...], leniency: float
) -> None:
    """Quality and halo are integrated out; the order of the others does not matter."""
    expected = by_hand(own, others, leniency)
    assert MODEL.chance([(own, others)], leniency) == pytest.approx(expected, rel=0.01)
    assert MODEL.chance([(own, others[::-1])], leniency) == pytest.approx(expected, rel=0.01)
    told = sum(MODEL.chance([(level, others)], leniency) for level in range(3))
    assert told == pytest.approx(1)
    gain = log(expected / by_hand(own, others, 0.0))
    assert MODEL.gain(((own, others),), leniency) == pytest.approx(gain, abs=0.02)


def test_leniency_shows_where_others_left_room_for_it() -> None:
    """Beside the highest level one's own highest says little; beside the middle one more."""
    at_the_top = MODEL.gain(((2, (2,)),), 2.0)
    assert 0 < at_the_top < MODEL.gain(((2, (1,)),), 2.0) / 2


def test_others_known_to_be_lenient_take_some_of_it_back() -> None:
    """A level below lenient others is less severe than one below others who are not."""
    below = ((1, (2,)),)
    assert MODEL.gain(below, -1.5, known=1.0) < MODEL.gain(below, -1.5)


def test_r17_rasch_leniency_is_recovered_with_an_honest_error() -> None:
    """Forty assessors of the model's own making, thirty scorings each beside one other.

    Their errors are as great as is said: the mean square of error over its size is near 1.
    """
    chance = random.Random(5)

    def level(place: float) -> int:
        weights = [1.0, np.exp(place + 0.7), np.exp(2 * place)]
        return chance.choices(range(3), [float(each) for each in weights])[0]

    off, plain = [], []
    for _assessor in range(40):
        true, scorings = chance.gauss(0, 0.5), []
        for _scoring in range(30):
            halo, pairs = chance.gauss(0, 0.6), []
            for _criterion in range(3):
                quality = chance.gauss(1, 2)
                pairs.append((level(quality + true + halo), (level(quality),)))
            scorings.append((tuple(pairs), 0.0))
        found, error = leniency_of(MODEL, scorings)
        off.append(((found - true) / error) ** 2)
        plain.append((found - true) ** 2)
    assert 0.5 < sum(off) / 40 < 1.6
    assert sum(plain) / 40 < 0.5**2 / 2


def test_who_was_never_seen_is_as_assessors_are() -> None:
    """Nothing but the spread by which assessors differ."""
    found, error = leniency_of(MODEL, [])
    assert found == pytest.approx(0)
    assert error == pytest.approx(MODEL.severity, abs=0.01)
    assert max(PLACES) == -min(PLACES) == 2.5
