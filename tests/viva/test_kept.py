"""What of a talk is kept, for whom, and what of it others no longer read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lapel.journey.consent import actions as consent
from lapel.journey.people.models import Membership
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from lapel.journey.retention.actions import lift_hold, place_hold
from lapel.journey.viva import actions
from lapel.journey.viva.models import Question, Viva
from lapel.journey.viva.queries import questions_of, standing_questions
from mailing import sign_in_as
from review.stage import enrol, submit
from viva.talking import again, answer, deliver, found, handed_in, recorded

if TYPE_CHECKING:
    from review.stage import Stage

DAY = timedelta(days=1)


def test_a_recording_that_was_replaced_is_erased_with_the_others(
    stage: Stage, viva: Viva, settings: object
) -> None:
    """She put it away, and no question leads to it; her voice is in it all the same."""
    amina, gita = stage.cast.amina, stage.cast.gita
    actions.take_viva(person=gita, viva_id=viva.pk)
    recorded(viva, amina)
    before = standing_questions(viva)[0].file
    assert before is not None
    answer(viva, amina, 1, seconds=30.0)
    actions.hand_in(person=amina, viva_id=viva.pk)
    deliver()
    found(viva, gita, Viva.Ending.CONSISTENT)
    with clock_at(now() + settings.VIVA_KEPT_DAYS * DAY + DAY):  # type: ignore[attr-defined]  # it is pytest-django's
        deliver()
    before.refresh_from_db()
    assert before.erased_at is not None


def test_whoever_heard_a_talk_sees_the_evidence_no_longer_once_it_is_over(
    stage: Stage, viva: Viva
) -> None:
    """What she found stays on the page; what was shown and said for it does not."""
    gita = stage.cast.gita
    over = handed_in(viva, stage.cast.amina, gita)
    client = sign_in_as(Client(), gita)
    address = reverse("viva:hear", args=[viva.pk])
    assert "My class has 24 students" in client.get(address).content.decode()
    ended = found(over, gita, Viva.Ending.CONSISTENT)
    page = client.get(address).content.decode()
    assert ended.words in page
    assert "The evidence" not in page
    assert "<audio" not in page


def test_a_question_names_no_student_who_was_taken_back_since(stage: Stage, viva: Viva) -> None:
    """To whoever hears it; the teacher reads her own words."""
    amina = stage.cast.amina
    made = consent.open_class(person=amina, organisation=stage.cast.school, name="4b")
    consent.add_students(person=amina, class_id=made.id, lines="Sparrow")
    student, today = made.students.get(), now().date()
    told = consent.Answer(scopes=["audio"], given_on=today, expires_on=today + 9 * DAY)
    consent.record_consent(person=amina, student_id=student.id, answer=told)
    Question.objects.filter(viva=viva).update(quote="Sparrow spoke first.")
    assert questions_of(again(viva))[0].quote == "Sparrow spoke first."
    consent.withdraw_consent(person=amina, student_id=student.id)
    assert questions_of(again(viva))[0].quote == "… spoke first."
    assert questions_of(again(viva), vault=True)[0].quote == "Sparrow spoke first."


def test_a_hold_keeps_what_was_said_and_its_end_lets_it_go(
    stage: Stage, viva: Viva, settings: object
) -> None:
    """A court's letter reaches a talk as it reaches files: what she replaced, too."""
    amina, gita, officer = stage.cast.amina, stage.cast.gita, stage.cast.ibrahim
    actions.take_viva(person=gita, viva_id=viva.pk)
    recorded(viva, amina)
    hold = place_hold(
        person=officer, organisation=stage.cast.state, email=amina.email, reason="A court"
    )
    before = standing_questions(viva)[0].file
    assert before is not None
    answer(viva, amina, 1, seconds=30.0)
    actions.hand_in(person=amina, viva_id=viva.pk)
    deliver()
    found(viva, gita, Viva.Ending.CONSISTENT)
    over = settings.VIVA_KEPT_DAYS * DAY + DAY  # type: ignore[attr-defined]  # it is pytest-django's
    with clock_at(now() + over):
        deliver()
        before.refresh_from_db()
        assert (before.erased_at, again(viva).erased_at) == (None, None)
        assert all(each.file_id for each in standing_questions(viva))
        lift_hold(person=officer, hold_id=hold.pk)
    with clock_at(now() + over + 31 * DAY):
        deliver()
    before.refresh_from_db()
    assert before.erased_at is not None
    assert again(viva).erased_at is not None
    assert not any(each.file_id for each in standing_questions(viva))


def test_the_talks_of_a_lead_and_of_an_examiner_are_parted_each_by_itself(
    stage: Stage, viva: Viva, monkeypatch
) -> None:
    """Three lists on a page: each has its own pages, and keeps those of the others."""
    monkeypatch.setattr("lapel.journey.viva.views.examiner.OPEN_A_PAGE", 1)
    twin = Viva.objects.get(pk=viva.pk)
    case = submit(enrol(stage.cast.femi, stage.version, stage.cast.school))
    Viva.objects.create(case=case, seed=twin.seed, asked_at=twin.asked_at, due_at=twin.due_at)
    gita = sign_in_as(Client(), stage.cast.gita)
    page = gita.get(reverse("viva:index"), {"page": "1"}).content.decode()
    assert 'href="?page=1&amp;led=2"' in page
    assert "Page 1 of 2" in page


def test_who_assesses_no_more_hears_no_talk(stage: Stage, viva: Viva) -> None:
    """Her role has ended: neither recordings nor evidence are hers, and another may hear it."""
    amina, gita = stage.cast.amina, stage.cast.gita
    handed_in(viva, amina, gita)
    client = sign_in_as(Client(), gita)
    address = reverse("viva:hear", args=[viva.pk])
    assert client.get(address).status_code == 200
    for membership in gita.memberships.all():
        Membership.objects.filter(pk=membership.pk).update(until=(now() - 2 * DAY).date())
    assert client.get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.hand_back_viva(person=gita, viva_id=viva.pk)
    actions.free_talks_of(person_id=gita.pk)
    freed = again(viva)
    assert (freed.examiner, freed.state) == (None, Viva.State.HANDED_IN)
