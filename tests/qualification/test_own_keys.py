"""Nobody is held against keys of her own as long as there are enough others; else it is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse

from lapel.journey.qualification import queries
from lapel.journey.qualification.models import Key
from lapel.journey.record.queries import history, now
from mailing import sign_in_as
from qualification.room import EXAMPLE, admit, prepare, put_set, tried
from review.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cast import Cast
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Portfolio
    from qualification.room import Room


def keyed(person: Person, anchors: Iterable[Portfolio]) -> None:
    """Let a person have keyed anchors, as a founding assessor did before she trained."""
    for anchor in anchors:
        Key.objects.create(
            portfolio=anchor,
            keyed_by=person,
            criterion="plans",
            level="almost",
            reason="At 2:05.",
            at=now(),
        )


def control(person: Person) -> str:
    page = sign_in_as(Client(), person).get(reverse("qualification:control"))
    return page.content.decode()


def test_her_own_anchors_are_left_out_where_there_are_enough_others(cast: Cast) -> None:
    """R16 asks for five anchors and 25 ratings; of a set with two more, two may be hers."""
    stage = Stage(cast)
    document = json.loads(EXAMPLE)
    for each in document["anchors"][:2]:
        twin = json.loads(json.dumps(each))
        twin["key"] += "-twin"
        document["anchors"].append(twin)
    put_set(cast.gita, stage.version, json.dumps(document))
    anchors = queries.anchors_of(stage.version, "en")
    hers = [each for each in anchors if each.name.endswith("-twin")]
    keyed(cast.ben, hers)
    training = admit(cast.gita, cast.ben, stage.version)
    prepare(training)
    trial = tried(training)
    assert {str(each.pk) for each in hers}.isdisjoint(trial.anchors)
    assert (len(trial.anchors), trial.own_keyed) == (len(anchors) - 2, 0)
    assert "Qualified on keys of their own" not in control(cast.gita)


def test_where_there_are_too_few_others_the_record_and_the_control_room_say_so(
    room: Room, client: Client
) -> None:
    """Else she could never qualify; a lead sees it, and that fresh anchors mend it."""
    training = room.ready()
    keyed(room.cast.ben, room.anchors)
    trial = tried(training)
    assert trial.passed
    assert trial.own_keyed == len(trial.anchors)
    held = queries.qualification_of(room.cast.ben, room.version, "en")
    assert held is not None
    entry = history("qualification", held.pk).get(action="qualified")
    assert entry.facts["own keys"] == len(trial.anchors)
    page = control(room.cast.gita)
    assert "Qualified on keys of their own" in page
    assert f"{len(trial.anchors)} of {len(trial.anchors)} anchors keyed by her" in page
    client.force_login(room.cast.ben)
    hers = client.get(reverse("qualification:trial", args=[trial.pk])).content.decode()
    assert "you had given keys yourself" in hers


def test_of_two_anchors_one_of_her_own_comes_last(room: Room) -> None:
    """Whatever she has scored before: what she keyed is the last resort."""
    training = room.ready()
    keyed(room.cast.ben, room.anchors[:1])
    drawn = queries.anchors_for(training, 1)
    assert room.anchors[0] not in drawn[:-1]


def test_who_trains_sees_pages_of_a_long_list(room: Room, client: Client, monkeypatch) -> None:
    """The lists of a set and its people are parted; language and page go together."""
    monkeypatch.setattr("lapel.journey.qualification.views.sets.PEOPLE_A_PAGE", 1)
    for person in (room.cast.ben, room.cast.bola):
        room.admitted(person)
    lead = sign_in_as(client, room.cast.gita)
    address = reverse("qualification:set", args=[room.version.microcredential.slug])
    first = lead.get(address, {"language": "en"}).content.decode()
    assert "Page 1 of 2" in first
    assert 'href="?language=en&amp;page=2"' in first
    second = lead.get(address, {"language": "en", "page": "2"}).content.decode()
    assert ("Ben" in first, "Bola" in second) == (True, True)
    assert "Page 2 of 2" in second
