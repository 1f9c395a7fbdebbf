"""What review asks: only who is qualified for the case's rubric is offered it (R4, R16)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lapel.journey.catalogue.models import MicroCredential, Version
from lapel.journey.qualification import queries
from lapel.journey.qualification.actions import withdraw_qualification
from lapel.journey.qualification.models import Qualification
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from lapel.journey.review import actions as review
from lapel.journey.review.models import Appointment
from lapel.journey.review.queries import free_seats
from qualification.room import Room, admit, prepare, put_set, qualified, tried
from review.stage import Stage, enrol, submit

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.people.models import Person


def appoint(room: Room, assessor: Person) -> Appointment:
    microcredential = MicroCredential.objects.get(pk=room.version.microcredential_id)
    return review.appoint_assessor(
        person=room.cast.gita, microcredential=microcredential, assessor=assessor
    )


def offered(person: Person) -> int:
    return len(list(free_seats(person)))


def a_submission(room: Room) -> None:
    submit(enrol(room.cast.amina, room.version, room.cast.school))


def changed_rubric(version: Version) -> Version:
    """Give the next version of a micro-credential, with another rubric."""
    after = Version.objects.get(pk=version.pk)
    after.pk, after.number, after.rubric_hash = None, version.number + 1, "0" * 64
    after._state.adding = True
    after.save()
    after.microcredential.current = after
    after.microcredential.save()
    return after


def test_r4_only_who_is_qualified_is_appointed_once_there_is_a_training_set(room: Room) -> None:
    """R4: qualified for this rubric version and language."""
    with pytest.raises(review.Refusal, match="let her train first"):
        appoint(room, room.cast.ben)
    qualified(room.cast.gita, room.cast.ben, room.version)
    assert not appoint(room, room.cast.ben).founding
    with pytest.raises(review.Refusal, match="let her train first"):
        review.appoint_assessor(
            person=room.cast.gita,
            microcredential=room.version.microcredential,
            assessor=room.cast.bola,
            language="en",
        )


def test_r16_where_nobody_can_qualify_yet_a_lead_names_founding_assessors(cast: Cast) -> None:
    """R16: for a new micro-credential the lead names them, and the appointment says so."""
    stage = Stage(cast)
    found = Appointment.objects.get(person=cast.ben)
    assert found.founding
    held = queries.qualification_of(cast.ben, stage.version, "en")
    assert held is not None
    assert held.founding
    assert held.named_by == cast.gita


def test_a_founding_assessor_goes_on_after_a_training_set_came_and_new_ones_train(
    cast: Cast,
) -> None:
    """She agreed its keys; whoever comes after her is held against them."""
    stage = Stage(cast)
    put_set(cast.gita, stage.version)
    stage.submitted()
    assert offered(cast.ben) == 1
    stage.appoint(cast.ben)
    newcomer = cast.gita
    with pytest.raises(review.Refusal, match="let her train first"):
        stage.appoint(newcomer)


def test_r4_a_case_is_offered_only_to_whom_is_qualified_for_its_version(room: Room) -> None:
    """R4: qualified and unexpired, at the moment she asks for work."""
    held = qualified(room.cast.gita, room.cast.ben, room.version)
    appoint(room, room.cast.ben)
    a_submission(room)
    assert offered(room.cast.ben) == 1
    withdraw_qualification(person=room.cast.gita, qualification_id=held.pk, words="She asked.")
    assert offered(room.cast.ben) == 0


def test_r4_a_qualification_that_has_run_out_offers_nothing_until_it_is_renewed(
    room: Room,
) -> None:
    """R4: unexpired; R16: twelve months."""
    qualified(room.cast.gita, room.cast.ben, room.version)
    with clock_at(now() + timedelta(days=1)):
        appoint(room, room.cast.ben)  # her appointment runs a day longer than what qualifies her
    a_submission(room)
    with clock_at(now() + timedelta(days=365, hours=1)):
        assert offered(room.cast.ben) == 0
        tried(Qualification.objects.get().trial.training)  # type: ignore[union-attr]
        assert offered(room.cast.ben) == 1


def test_r16_a_new_rubric_version_is_offered_to_nobody_who_has_not_qualified_for_it(
    room: Room,
) -> None:
    """R16: per rubric version; submissions in flight stay with who is qualified for theirs (R2)."""
    qualified(room.cast.gita, room.cast.ben, room.version)
    appoint(room, room.cast.ben)
    a_submission(room)
    after = changed_rubric(room.version)
    assert offered(room.cast.ben) == 1, "the submission is of the former version"
    submit(enrol(room.cast.femi, after, None))
    assert offered(room.cast.ben) == 1
    assert appoint(room, room.cast.bola).founding, "there is no set for the new rubric"


def test_a_qualified_assessor_is_named_no_founder_by_an_appointment(room: Room) -> None:
    """What she reached by herself is not overwritten."""
    held = qualified(room.cast.gita, room.cast.ben, room.version)
    for anchor in room.anchors[:3]:
        anchor.retired_at = now()
        anchor.save()
    assert not queries.is_trained_for(room.version, "en")
    assert not appoint(room, room.cast.ben).founding
    assert queries.qualification_of(room.cast.ben, room.version, "en") == held


def test_who_qualifies_for_another_language_is_not_offered_this_one(room: Room) -> None:
    """R4: this rubric version and language."""
    training = admit(room.cast.gita, room.cast.ben, room.version)
    prepare(training)
    tried(training)
    Qualification.objects.update(language="es")
    assert queries.qualification_of(room.cast.ben, room.version, "en") is None
    with pytest.raises(review.Refusal):
        appoint(room, room.cast.ben)
