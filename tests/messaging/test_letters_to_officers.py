"""Officers hear of awards whose ground is gone; only a person takes one back (R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from lapel.journey.issuing.models import Award
from lapel.journey.messaging.models import Message
from lapel.journey.people.models import Person
from lapel.journey.qualification.actions import Refusal, withdraw_qualification
from lapel.journey.qualification.models import Qualification
from lapel.journey.record.actions import deliver_all
from lapel.journey.review import actions
from mailing import sign_in_as
from qualification.room import Room, tried
from review.routed import draw, measured
from review.stage import adjudicate, lock

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.review.models import Case
    from review.stage import Stage

YES = {"plans": "yes", "waits": "yes", "extra": "yes"}
NOT_YET = {"plans": "not_yet", "waits": "almost", "extra": "yes"}


@pytest.fixture
def room(cast: Cast) -> Room:
    return Room(cast)


def asked() -> list[tuple[str, str]]:
    """Give to whom was written, and what the first paragraph is about."""
    found = Message.objects.filter(kind="award to decide").order_by("to")
    return [(each.to.partition("@")[0], " ".join(each.text.split())) for each in found]


def lowered(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Give a case that Ben decided alone, awarded, and a second look that lowered it."""
    monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 0)
    measured(stage)
    case = stage.submitted()
    draw(case, low=False)
    lock(stage.cast.ben, YES)
    deliver_all()
    actions.score_again(case_id=case.pk, why="Her scores had drifted.")
    lock(stage.cast.bola, NOT_YET)
    adjudicate(stage.cast.gita, NOT_YET)
    deliver_all()
    assert asked() == []
    actions.settle_look(person=stage.cast.gita, case_id=case.pk, keep=False, words="Two saw it.")
    deliver_all()
    return case


def test_r17_officers_are_asked_when_a_second_look_lowers_what_was_awarded(
    client: Client, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The award stands; Hana gets a letter and finds it at the top of her awards."""
    lowered(stage, monkeypatch)
    assert [who for who, _words in asked()] == ["hana"]
    assert "does not reach the line" in asked()[0][1]
    award = Award.objects.get()
    assert award.state == Award.State.ISSUED
    page = sign_in_as(client, stage.cast.hana).get(reverse("issuing:index")).content.decode()
    assert "Awards that ask for your decision" in page
    assert reverse("issuing:award", args=[award.pk]) in page


def test_r19_a_withdrawn_qualification_asks_officers_what_becomes_of_its_badge(
    client: Client, room: Room
) -> None:
    """The badge stands until an officer decides; the lead's reason is in the chain, not here."""
    tried(room.ready())
    deliver_all()
    held = Qualification.objects.get()
    address = reverse("qualification:withdraw", args=[held.pk])
    gita = sign_in_as(client, room.cast.gita)
    assert "Say why" in gita.post(address, {"words": " "}, follow=True).content.decode()
    said = gita.post(address, {"words": "She left the programme."}, follow=True)
    assert "The issuer officers are asked" in said.content.decode()
    deliver_all()
    assert [who for who, _words in asked()] == ["hana"]
    assert "left the programme" not in asked()[0][1]
    award = Award.objects.get(qualification=held)
    assert award.state == Award.State.ISSUED
    hana = sign_in_as(client, room.cast.hana)
    page = hana.get(reverse("issuing:award", args=[award.pk])).content.decode()
    assert "withdrew the qualification that this badge speaks of" in page


def test_r19_nothing_is_issued_for_a_qualification_withdrawn_before(room: Room) -> None:
    """The job may come late: what was withdrawn meanwhile gets no badge, and nobody is asked."""
    from django.db import transaction

    with transaction.atomic():
        tried(room.ready())
        held = Qualification.objects.get()
        withdraw_qualification(person=room.cast.gita, qualification_id=held.pk, words="A mistake.")
    deliver_all()
    assert not Award.objects.exists()
    assert asked() == []


def test_an_officer_is_not_asked_about_her_own_award(room: Room) -> None:
    """Another officer changes its standing."""
    tried(room.ready())
    deliver_all()
    Award.objects.update(person=Person.objects.get(name="Hana"))
    held = Qualification.objects.get()
    withdraw_qualification(person=room.cast.gita, qualification_id=held.pk, words="A mistake.")
    deliver_all()
    assert asked() == []


def test_only_a_lead_withdraws_and_says_why(room: Room) -> None:
    """A reason is asked for, and nothing ends without one."""
    tried(room.ready())
    held = Qualification.objects.get()
    with pytest.raises(Refusal):
        withdraw_qualification(person=room.cast.gita, qualification_id=held.pk, words="")
    held.refresh_from_db()
    assert held.ended_at is None
