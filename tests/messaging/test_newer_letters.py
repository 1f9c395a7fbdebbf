"""R20: holders of an older version are told of a newer one, once, and only if it asks something."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from issuing.refreshing import Refreshing, later
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now, parked_deliveries
from review.stage import enrol, lock, submit

if TYPE_CHECKING:
    from cast import Cast


@pytest.fixture
def scene(cast: Cast) -> Refreshing:
    """Give a holder of version 1."""
    return Refreshing(cast)


def told() -> list[Message]:
    """Deliver what is due in the next days, and give the letters on newer versions."""
    for days in range(5):
        with clock_at(now() + timedelta(days=days)):
            deliver_all()
    assert list(parked_deliveries()) == []
    return list(Message.objects.filter(kind="newer version"))


def test_r20_a_holder_is_told_once_what_a_newer_version_asks(scene: Refreshing) -> None:
    """What changed, that her award stays, and where to read on."""
    scene.publish()
    (letter,) = told()
    assert letter.person == scene.cast.amina
    words = " ".join(letter.text.split())
    assert "Show only what changed: Plans open questions." in words
    assert "It stays valid and goes on counting" in words
    assert f"/issuing/awards/{scene.first.pk}/newer/" in letter.text
    assert told() == [letter]


def test_r20_of_a_version_that_asks_nothing_no_letter_is_written(scene: Refreshing) -> None:
    """Whom nothing is asked of is left in peace."""
    scene.publish(reworded=["plans"])
    assert told() == []


def test_of_two_versions_in_a_day_the_later_one_is_told(scene: Refreshing) -> None:
    """A version that is mended at once is told of once."""
    scene.publish()
    scene.publish(version_note="A typing mistake.", rubric=scene.version.content["rubric"])
    (letter,) = told()
    assert "version 3" in " ".join(letter.text.split())


def test_who_began_at_once_needs_no_letter(scene: Refreshing) -> None:
    """She knows already."""
    scene.publish()
    scene.begin()
    assert told() == []


def test_many_holders_are_told_in_rounds(
    scene: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once, however many rounds it takes."""
    with later():
        submit(enrol(scene.cast.femi, scene.version, None))
        lock(scene.cast.ben, "yes")
        lock(scene.cast.bola, "yes")
        deliver_all()
    with later(2):
        module = import_module("lapel.journey.messaging.actions.tell_of_newer")
        monkeypatch.setattr(module, "A_ROUND", 1)
        scene.publish()
        assert {each.person for each in told()} == {scene.cast.amina, scene.cast.femi}
