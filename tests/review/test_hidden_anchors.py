"""R17's hidden anchors: no one can tell one from a case (R5); a sign is all that comes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cast import belongs, person
from lapel.journey.people.models import Role
from lapel.journey.qualification.models import Sign
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now
from lapel.journey.review import actions, queries
from lapel.journey.review.models import Assessment, Case
from review.hidden import anchor_like
from review.stage import enrol, finish, submit
from review.test_blindness import everything_ben_receives, mails_to_ben

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from lapel.journey.qualification.models import Portfolio
    from review.stage import Stage


@pytest.fixture
def case(stage: Stage) -> Case:
    """Put two cases into the queue, so that one still waits when the other is taken."""
    first = stage.submitted()
    teacher = person("Noor")
    belongs(teacher, stage.cast.school, Role.TEACHER)
    with clock_at(now() + timedelta(minutes=1)):
        submit(enrol(teacher, stage.version, stage.cast.school))
    return first


@pytest.fixture
def anchor(stage: Stage, case: Case, settings: SettingsWrapper) -> Portfolio:
    """Make every turn one for an anchor, and have one like the oldest case."""
    settings.HIDDEN_ANCHORS = 1.0
    return anchor_like(case, stage.cast.gita)


def taken(stage: Stage) -> Assessment:
    """Let Ben take his next."""
    found = actions.take_next(person=stage.cast.ben)
    assert found is not None
    return found


def test_r17_a_share_of_turns_is_for_anchors(
    stage: Stage, case: Case, anchor: Portfolio, settings: SettingsWrapper
) -> None:
    """With a share of one the next is an anchor, with none a case."""
    for share in (1.0, 0.0):
        settings.HIDDEN_ANCHORS = share
        with transaction.atomic():
            found = taken(stage)
            assert found.case.is_anchor == bool(share)
            transaction.set_rollback(True)


def test_r17_about_one_turn_in_ten_is_an_anchors(stage: Stage, settings: SettingsWrapper) -> None:
    """Of 400 assessors' first turns 24 to 58 are, three standard deviations about forty."""
    from lapel.journey.review.queries.anchors import _is_turn

    assert settings.HIDDEN_ANCHORS == 0.1
    settings.SECRET_KEY = "so that the draw is the same each time"
    turns = [_is_turn(type(stage.cast.ben)(name=str(each), pk=each)) for each in _ids(400)]
    assert 24 <= sum(turns) <= 58


def _ids(count: int) -> list[object]:
    import uuid

    return [uuid.UUID(int=number) for number in range(count)]


def test_r17_an_anchor_comes_only_where_work_waits_and_once(
    stage: Stage, case: Case, anchor: Portfolio
) -> None:
    """Locked once it never comes again; without a case for him, none stands in its place."""
    finish(taken(stage), "yes")
    assert not taken(stage).case.is_anchor
    anchor_like(case, stage.cast.gita, number=2)
    Case.objects.update(state="withdrawn")
    assert actions.take_next(person=stage.cast.bola) is None


def test_r17_leads_get_no_anchors(stage: Stage, case: Case, anchor: Portfolio) -> None:
    """Who keeps the training sets knows their keys."""
    stage.appoint(stage.cast.gita)
    found = actions.take_next(person=stage.cast.gita)
    assert found is not None
    assert not found.case.is_anchor


def _receives(
    client: Client, stage: Stage, settings: SettingsWrapper, share: float
) -> list[tuple[str, bytes]]:
    settings.HIDDEN_ANCHORS = share
    with transaction.atomic():
        found = everything_ben_receives(client, stage)
        assert Assessment.objects.get(assessor=stage.cast.ben).case.is_anchor == bool(share)
        transaction.set_rollback(True)
    return found


def test_r5_an_anchor_cannot_be_told_from_a_case(
    client: Client, stage: Stage, case: Case, anchor: Portfolio, settings: SettingsWrapper
) -> None:
    """Desk, workbench, saving, handing back, locking and what is kept: the same in every byte."""
    plain, hidden = (_receives(client, stage, settings, share) for share in (0.0, 1.0))
    assert [name for name, _bytes in plain] == [name for name, _bytes in hidden]
    for (name, one), (_name, two) in zip(plain, hidden, strict=True):
        assert one == two, name


def test_r5_mails_about_an_anchor_are_those_about_a_case(
    stage: Stage, case: Case, anchor: Portfolio, settings: SettingsWrapper
) -> None:
    """A lease that lapsed is told in the same words; nobody else hears of an anchor."""
    found = []
    for share in (0.0, 1.0):
        settings.HIDDEN_ANCHORS = share
        with transaction.atomic():
            taken(stage)
            with clock_at(now() + timedelta(hours=9)):
                found.append(mails_to_ben(stage))
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_r5_what_was_left_unfinished_is_kept_in_the_same_way(
    stage: Stage, case: Case, anchor: Portfolio
) -> None:
    """Handed back it is “kept”, and comes again with his scores; recused, never."""
    mine = taken(stage)
    actions.save_score(
        person=stage.cast.ben,
        assessment_id=mine.pk,
        criterion="plans",
        base_revision=0,
        level="yes",
    )
    actions.hand_back(person=stage.cast.ben, assessment_id=mine.pk)
    assert list(queries.kept_assessments(stage.cast.ben)) == [mine]
    assert actions.take_kept(person=stage.cast.ben, assessment_id=mine.pk) == mine
    actions.recuse(person=stage.cast.ben, assessment_id=mine.pk, reason="I know it.")
    assert not taken(stage).case.is_anchor


def test_r17_nothing_comes_of_an_anchor_but_a_sign(
    client: Client, stage: Stage, case: Case, anchor: Portfolio
) -> None:
    """No decision, no offer to others, nothing on a lead's pages; a sign beside its key."""
    before = OutboxEvent.objects.filter(kind="review.SeatOffered").count()
    mine = finish(taken(stage), "almost")
    deliver_all()
    sign = Sign.objects.get(person=stage.cast.ben)
    assert (sign.source, sign.work, sign.portfolio) == ("anchor", mine.pk, anchor)
    assert sign.given == dict.fromkeys(["plans", "waits", "extra"], "almost")
    assert OutboxEvent.objects.filter(kind="review.SeatOffered").count() == before
    assert mine.case_id not in Case.objects.values_list("pk", flat=True)
    client.force_login(stage.cast.gita)
    lead = client.get(reverse("review:lead"))
    assert str(mine.case_id) not in lead.content.decode()
    assert client.get(reverse("review:case", args=[mine.case_id])).status_code == 404
    assert client.get(reverse("review:history", args=[mine.case_id])).status_code == 404


def test_r17_a_worry_about_privacy_on_an_anchor_holds_nothing(
    stage: Stage, case: Case, anchor: Portfolio
) -> None:
    """There is no student in it; what cannot be judged gives no sign."""
    finish(taken(stage), "cannot_judge/privacy")
    with clock_at(now() + timedelta(hours=9)):
        deliver_all()
    assert not OutboxEvent.objects.filter(kind="review.CaseHeld").exists()
    assert [each.given for each in Sign.objects.all()] == [
        dict.fromkeys(["plans", "waits", "extra"], "cannot_judge")
    ]


def test_a_case_is_of_a_submission_or_of_a_portfolio(stage: Stage, case: Case) -> None:
    """The table refuses a case that is neither."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.everything.filter(pk=case.pk).update(submission=None)


def test_r17_a_decision_gives_each_of_two_a_sign_beside_all_others(
    stage: Stage, case: Case, settings: SettingsWrapper
) -> None:
    """Ben and Bola are held against each other and the adjudicator; she, against nobody."""
    from review.stage import adjudicate, lock

    settings.HIDDEN_ANCHORS = 0.0
    lock(stage.cast.ben, {"plans": "not_yet", "waits": "yes", "extra": "yes"})
    lock(stage.cast.bola, "yes")
    adjudicate(stage.cast.gita, "almost")
    deliver_all()
    signs = {each.person: each for each in Sign.objects.select_related("person")}
    assert set(signs) == {stage.cast.ben, stage.cast.bola}
    assert [each["plans"] for each in signs[stage.cast.ben].references] == ["yes", "almost"]
    assert [each["plans"] for each in signs[stage.cast.bola].references] == ["not_yet", "almost"]
