"""Letters about qualifications: reached, not reached, ending."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lapel.journey.messaging.models import Message
from lapel.journey.qualification.actions import withdraw_qualification
from lapel.journey.qualification.models import Qualification
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from qualification.room import Room, too_low, tried

if TYPE_CHECKING:
    from cast import Cast


@pytest.fixture
def room(cast: Cast) -> Room:
    return Room(cast)


def letters(kind: str) -> list[str]:
    deliver_all()
    found = Message.objects.filter(kind=kind).order_by("key")
    return [f"{each.to}: {each.text}" for each in found]


def test_who_passes_is_told_until_when_she_is_qualified(room: Room) -> None:
    """The letter leads to her page; it holds no figure."""
    tried(room.ready())
    (told,) = letters("qualified")
    assert told.startswith("ben@example.org: ")
    assert "you are qualified" in told


def test_who_does_not_reach_the_bars_is_told_what_comes_next_and_her_lead_after_two(
    room: Room,
) -> None:
    """R16: two tries; then a lead opens another way, so she has to know."""
    training = room.ready()
    tried(training, too_low)
    assert "You have 1 more try." in letters("not reached")[0]
    assert letters("tried in vain") == []
    tried(training, too_low)
    assert any("A lead assessor looks with you" in each for each in letters("not reached"))
    (told,) = letters("tried in vain")
    assert told.startswith("gita@example.org: ")
    assert "Ben had her tries" in told


def test_r16_a_letter_comes_thirty_days_before_a_qualification_ends_and_at_its_end(
    room: Room,
) -> None:
    """R16: twelve months; yearly recalibration is asked for in time."""
    tried(room.ready())
    assert letters("qualification ends") == []
    with clock_at(now() + timedelta(days=336)):
        assert "Score a set of anchors again before that day" in letters("qualification ends")[0]
    with clock_at(now() + timedelta(days=366)):
        assert len(letters("qualification ends")) == 2


def test_a_qualification_that_was_renewed_or_withdrawn_asks_for_nothing(room: Room) -> None:
    """A letter about what is over would only worry her."""
    tried(room.ready())
    held = Qualification.objects.get()
    withdraw_qualification(person=room.cast.gita, qualification_id=held.pk, words="She asked.")
    with clock_at(now() + timedelta(days=366)):
        assert letters("qualification ends") == []
