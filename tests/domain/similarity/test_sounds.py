"""A recording that was cut, made softer or written anew is found again; another one is not."""

from __future__ import annotations

import pytest

from domain.similarity.sounded import cut, in_a_room, in_noise, samples, talk, written_anew
from lapel.domain.similarity.sounds import (
    HOP,
    RATE,
    Heard,
    Place,
    asked,
    heard_alike,
    landmarks,
)


@pytest.fixture(scope="module")
def kept():
    """Keep what is kept of a minute and a half of talk."""
    return landmarks(samples(talk(1, 90)))


def compared(kept, sound):
    """Give where this sound is like what was kept."""
    at = {}
    for each in kept:
        at.setdefault(each.key, []).append(each.at)
    pairs = [(mine.at, theirs) for mine in asked(samples(sound)) for theirs in at.get(mine.key, ())]
    return heard_alike(pairs)


@pytest.mark.parametrize(
    "change",
    [
        lambda sound: sound / 10,
        lambda sound: sound * 4,
        lambda sound: written_anew(sound, "libopus", "16k"),
        lambda sound: written_anew(sound, "libmp3lame", "32k"),
        lambda sound: in_noise(sound, 1, 10),
        lambda sound: in_a_room(sound, 1, 10),
    ],
    ids=["softer", "clipped", "opus", "mp3", "noise", "others talk"],
)
def test_a_copy_that_was_changed_is_found_at_its_place(kept, change):
    """What a phone, a messenger or a louder room does to a recording."""
    found = compared(kept, change(talk(1, 90)))
    assert found.is_enough
    assert found.shared > 20
    assert abs(found.place.mine - found.place.theirs) <= 1
    assert found.place.seconds > 60


def test_a_cut_is_found_where_it_was_taken_from(kept):
    """Half a minute from the middle: the place is told in both."""
    whole = talk(1, 90)
    part = whole[int(33.4 * RATE) : int(68.4 * RATE)]
    found = compared(kept, part)
    assert found.is_enough
    assert found.place.theirs - found.place.mine in {33, 34}
    assert found.place.seconds <= 35
    assert compared(kept, written_anew(cut(whole, 40, 2), "libopus", "16k")).is_enough


def test_other_talk_is_not_found(kept):
    """Eight others, whose voices are as high or low by chance."""
    met = [compared(kept, talk(seed, 90)) for seed in range(100, 108)]
    assert [each for each in met if each and each.is_enough] == []


def test_silence_a_hum_and_a_click_have_no_landmark():
    """Else every empty recording would be a copy of every other."""
    assert landmarks(bytes(RATE * 20)) == []
    assert landmarks(b"") == []
    assert landmarks(bytes(2 * HOP)) == []
    assert asked(bytes(100)) == []


def test_the_place_is_where_most_agree():
    """By hand: three are 100 steps (3.2 s) apart, one is 7; a step's half counts with them."""
    found = heard_alike([(10, 110), (20, 120), (260, 361), (5, 12)])
    assert found == Heard(3, Place(0, 3, 9))
    assert not found.is_enough
    assert heard_alike([]) is None
