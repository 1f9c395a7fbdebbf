"""What is open in a session: nothing is seen by nearly all, and what few seek is open to all."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from lapel.domain.measurement.exposure import chances_to_be_open, opened
from lapel.domain.measurement.items import Bank, Item
from lapel.domain.measurement.study.designs import reference_design

# Six items of one place: all would be asked the four sharpest, in this order.
SLOPES = (2.0, 1.8, 1.6, 1.4, 1.2, 1.0)
ALIKE = Bank(("a",), tuple(Item(f"{slope}", "a", slope, (0.0,)) for slope in SLOPES))


def test_what_everybody_would_be_asked_is_open_to_the_cap() -> None:
    """By hand: with four asked of six, the four sharpest are sought by all, so open to half.

    Then the fifth is sought wherever one of the four is closed, which is nearly always.
    """
    chances = chances_to_be_open(ALIKE, 0.5)
    for slope in SLOPES[:4]:
        assert chances[f"{slope}"] == pytest.approx(0.5, abs=0.01)
    assert chances["1.2"] == pytest.approx(0.5 / (1 - 0.5**4), abs=0.01)
    assert 0.5 < chances["1.0"] <= 1


def test_a_cap_of_all_opens_everything() -> None:
    """For a study of what the cap costs."""
    assert opened(ALIKE, chance=random.Random("one"), cap=1) == tuple(ALIKE.by_key)


def test_what_few_seek_is_open_to_everybody() -> None:
    """Closing it would take from the few who need it, and hide nothing."""
    bank = reference_design(random.Random(1), people=1, competencies=3).bank
    chances = chances_to_be_open(bank, 0.5)
    closed = [each for each in chances.values() if each < 1]
    assert 3 <= len(closed) <= 20
    assert min(closed) >= 0.5


def test_each_is_open_as_often_as_it_should_be_and_neighbours_are_not_closed_together() -> None:
    """Over 2,000 sessions, to four errors; of two that are half open one is always there."""
    chance = random.Random(5)
    drawn = [opened(ALIKE, chance=chance) for _session in range(2000)]
    counts = Counter(key for keys in drawn for key in keys)
    for key, share in chances_to_be_open(ALIKE, 0.5).items():
        assert counts[key] / 2000 == pytest.approx(share, abs=0.045)
    assert all("2.0" in keys or "1.8" in keys for keys in drawn)


def test_a_seed_opens_the_same_items_again() -> None:
    """The seed is kept with the session; another opens others."""
    one, again, *others = (opened(ALIKE, chance=random.Random(seed)) for seed in "aabcd")
    assert one == again
    assert any(other != one for other in others)
