"""What review does for the watch: seats freed, work scored again, letters rated, panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import belongs, person
from lapel.domain.rubrics.routing import Why
from lapel.journey.people.models import Role
from lapel.journey.qualification import actions as watch
from lapel.journey.qualification.models import Direction, Pause
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.review import actions, queries
from lapel.journey.review.models import (
    Assessment,
    Decision,
    Letter,
    ScoredTwice,
    SecondLook,
    Usefulness,
)
from qualification.watch import beside_others
from review.routed import draw, measured
from review.stage import enrol, finish, lock, submit

if TYPE_CHECKING:
    from django.test import Client

    from lapel.journey.review.models import Case
    from review.stage import Stage


@pytest.fixture(autouse=True)
def no_pilots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no case be among the first ten, which two score always."""
    monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 0)


def a_pause(stage: Stage) -> Pause:
    """Let Ben be too strict beside others until he is paused."""
    beside_others(stage.cast.ben, stage.version, "not_yet", times=8)
    deliver_all()
    return Pause.objects.get(person=stage.cast.ben)


def decided_alone(stage: Stage, level: str = "yes") -> Case:
    """Have a case decided by Ben's scores alone."""
    measured(stage)
    case = stage.submitted()
    draw(case, low=False)
    lock(stage.cast.ben, level)
    case.refresh_from_db()
    assert case.state == "decided"
    return case


def test_r17_a_pause_frees_her_seat_and_stops_new_work(stage: Stage) -> None:
    """What she had not finished is kept for her; she takes nothing until it is lifted."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    assert mine is not None
    actions.save_score(
        person=stage.cast.ben, assessment_id=mine.pk, criterion="plans", base_revision=0,
        level="yes",
    )  # fmt: skip
    pause = a_pause(stage)
    mine.refresh_from_db()
    assert mine.ending == Assessment.Ending.PAUSED
    assert list(queries.kept_assessments(stage.cast.ben)) == [mine]
    assert actions.take_next(person=stage.cast.ben) is None
    with pytest.raises(actions.Refusal):
        actions.take_kept(person=stage.cast.ben, assessment_id=mine.pk)
    watch.lift_pause(person=stage.cast.gita, pause_id=pause.pk, words="All is well.")
    assert actions.take_kept(person=stage.cast.ben, assessment_id=mine.pk) == mine


def test_r17_a_pause_lifted_before_it_was_told_frees_nothing(stage: Stage) -> None:
    """The news may come late; then her seat is hers."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    assert mine is not None
    beside_others(stage.cast.ben, stage.version, "not_yet", times=8)
    pause = Pause.objects.get()
    watch.lift_pause(person=stage.cast.gita, pause_id=pause.pk, words="All is well.")
    deliver_all()
    mine.refresh_from_db()
    assert mine.ended_at is None


def test_r17_a_paused_lead_gets_no_disputes(stage: Stage) -> None:
    """No new work is none of any kind."""
    stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "not_yet")
    assert any(queries.free_adjudications(stage.cast.gita))
    Pause.objects.create(
        person=stage.cast.gita,
        organisation=stage.cast.college,
        direction=Direction.SEVERE,
        at=now(),
        due_at=now(),
    )
    assert not any(queries.free_adjudications(stage.cast.gita))


def test_r17_a_confirmed_pause_has_lone_decisions_scored_again(stage: Stage) -> None:
    """Once a lead confirms: her lone decisions are looked at, and R10 asks for two throughout."""
    case = decided_alone(stage)
    pause = a_pause(stage)
    assert not SecondLook.objects.exists()
    watch.confirm_pause(person=stage.cast.gita, pause_id=pause.pk, words="We look again.")
    deliver_all()
    assert [each.case for each in SecondLook.objects.all()] == [case]
    since = ScoredTwice.objects.filter(microcredential=stage.microcredential, why=Why.DRIFT)
    assert {each.assessor for each in since} == {None, stage.cast.ben}
    assert actions.look_behind(pause_id=pause.pk) == [case]
    assert SecondLook.objects.count() == 1


def test_r17_what_two_scored_is_not_scored_again(stage: Stage) -> None:
    """A partner stood beside her."""
    stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    pause = a_pause(stage)
    assert actions.look_behind(pause_id=pause.pk) == []


def test_r17_what_a_later_attempt_replaced_is_not_scored_again(stage: Stage) -> None:
    """The later attempt is what counts."""
    case = decided_alone(stage, "not_yet")
    submit(case.submission.draft)
    assert actions.look_behind(pause_id=a_pause(stage).pk) == []


def test_a_teacher_says_whether_her_letter_helped(client: Client, stage: Stage) -> None:
    """One tap, changed by another; hers alone, and only where there is a letter."""
    case = stage.submitted()
    with pytest.raises(actions.Refusal):
        actions.rate_letter(person=stage.cast.amina, submission_id=case.submission_id, helped=True)
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    address = reverse("review:rate", args=[case.submission_id])
    client.force_login(stage.cast.amina)
    for answer, helped in (("yes", True), ("no", False)):
        assert client.post(address, {"helped": answer}).status_code == 302
        assert Usefulness.objects.get().helped is helped
    page = client.get(reverse("review:tracker", args=[case.submission_id])).content.decode()
    assert "did not help" in page
    with pytest.raises(PermissionDenied):
        actions.rate_letter(person=stage.cast.ben, submission_id=case.submission_id, helped=True)


def rated(stage: Stage, *answers: bool) -> None:
    """Give letters that Ben and Bola wrote, rated like this."""
    for number, helped in enumerate(answers):
        teacher = person(f"Rater{number}")
        belongs(teacher, stage.cast.school, Role.TEACHER)
        submit(enrol(teacher, stage.version, stage.cast.school))
        lock(stage.cast.ben, "yes")
        lock(stage.cast.bola, "yes")
        decision = Decision.objects.latest("decided_at")
        Usefulness.objects.create(
            letter=Letter.objects.get(decision=decision), helped=helped, at=now()
        )


def test_usefulness_is_told_from_five_letters_on(client: Client, stage: Stage) -> None:
    """Of four nothing; of five the number that helped, in her mirror and nobody else's."""
    stage.appoint(stage.cast.ben, daily_cap=40)
    stage.appoint(stage.cast.bola, daily_cap=40)
    rated(stage, True, True, True, False)
    assert queries.letters_helped(stage.cast.ben) is None
    teacher = person("Fifth")
    belongs(teacher, stage.cast.school, Role.TEACHER)
    case = submit(enrol(teacher, stage.version, stage.cast.school))
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    actions.rate_letter(person=teacher, submission_id=case.submission_id, helped=True)
    found = queries.letters_helped(stage.cast.ben)
    assert found is not None
    assert found[:2] == (4, 5)
    assert sum(count for _week, count in queries.weekly_load(stage.cast.ben)) == 5
    client.force_login(stage.cast.ben)
    mirror = client.get(reverse("qualification:mirror")).content.decode()
    assert "Of 5 letters you had a part in, teachers said of 4 that they helped" in mirror


def test_lines_that_divide_assessors_come_first(client: Client, stage: Stage) -> None:
    """Five works: on “waits” they differed twice, once across the line; on the others never."""
    for assessor in (stage.cast.ben, stage.cast.bola):
        stage.appoint(assessor, daily_cap=40)
    same = [("yes", "yes")] * 3
    hers = [*same, ("almost", "not_yet"), ("yes", "almost")]
    for number, (one, other) in enumerate(hers):
        teacher = person(f"Teacher{number}")
        belongs(teacher, stage.cast.school, Role.TEACHER)
        submit(enrol(teacher, stage.version, stage.cast.school))
        lock(stage.cast.ben, {"plans": "yes", "waits": one, "extra": "yes"})
        lock(stage.cast.bola, {"plans": "yes", "waits": other, "extra": "yes"})
    finish(_dispute(stage), "yes")
    open_ = Assessment.objects.get(assessor=stage.cast.gita)
    actions.conclude_adjudication(person=stage.cast.gita, assessment_id=open_.pk)
    (line,) = queries.dividing_lines(stage.cast.gita)
    assert (line.title, line.scored, line.differed, line.across) == (
        "Waits after questions", 5, 2, 1,
    )  # fmt: skip
    client.force_login(stage.cast.gita)
    assert b"Waits after questions" in client.get(reverse("qualification:control")).content


def _dispute(stage: Stage) -> Assessment:
    found = actions.take_adjudication(person=stage.cast.gita)
    assert found is not None
    return found


def test_the_queue_is_told_by_age(stage: Stage) -> None:
    """One case of today stands in the first band."""
    stage.submitted()
    assert [count for _band, count in queries.queue_ages(stage.cast.gita)] == [1, 0, 0, 0]


def test_r4_an_offer_takes_a_handful_of_queries_however_many_wait(stage: Stage) -> None:
    """Twenty cases and eight assessors ask no more of the database than two and two."""
    asked = []
    for cases, assessors in ((2, 0), (18, 6)):
        for number in range(assessors):
            someone = person(f"Assessor{number}")
            belongs(someone, stage.cast.college, Role.ASSESSOR)
            stage.appoint(someone)
        for number in range(cases):
            teacher = person(f"Teacher{cases}{number}")
            belongs(teacher, stage.cast.school, Role.TEACHER)
            submit(enrol(teacher, stage.version, stage.cast.school))
        with CaptureQueriesContext(connection) as captured:
            assert len(list(queries.free_seats(stage.cast.ben))) == (2 if cases == 2 else 20)
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 24
