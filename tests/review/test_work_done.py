"""R17's ledger: what an assessor did counts as work, whatever it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from lapel.journey.review import actions
from lapel.journey.review.models import Case
from lapel.journey.review.queries.work_done import work_done
from review.hidden import anchor_like
from review.stage import adjudicate, enrol, finish, lock, submit

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from review.stage import Stage


def told(stage: Stage, name: str) -> list[tuple[int, int, int]]:
    return [
        (each.scored, each.settled, each.stepped_back)
        for each in work_done(stage.cast.everyone[name])
    ]


def test_r17_adjudications_and_recusals_count_as_work(stage: Stage) -> None:
    """Ben and Bola disagree and Gita settles it; from the next case Ben steps back."""
    stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "not_yet")
    adjudicate(stage.cast.gita, "yes")
    draft = enrol(stage.cast.chipo, stage.version, stage.cast.elsewhere)
    submit(draft)
    held = actions.take_next(person=stage.cast.ben)
    assert held is not None
    actions.recuse(person=stage.cast.ben, assessment_id=held.pk, reason="I know her.")
    assert (told(stage, "Ben"), told(stage, "Bola")) == ([(1, 0, 1)], [(1, 0, 0)])
    assert told(stage, "Gita") == [(0, 1, 0)]
    assert work_done(stage.cast.everyone["Ben"])[0].together == 2


def test_r17_a_hidden_anchor_counts_and_cannot_be_told_from_other_work(
    client: Client, stage: Stage, settings: SettingsWrapper
) -> None:
    """It stands under Scored, in the same line as a case would."""
    case = stage.submitted()
    anchor_like(case, stage.cast.gita)
    settings.HIDDEN_ANCHORS = 1.0
    held = actions.take_next(person=stage.cast.ben)
    assert held is not None
    assert Case.everything.get(pk=held.case_id).is_anchor
    finish(held, "yes")
    assert told(stage, "Ben") == [(1, 0, 0)]
    client.force_login(stage.cast.ben)
    assert "nchor" not in client.get(reverse("review:work")).content.decode()


def test_what_was_left_unfinished_is_no_work(stage: Stage) -> None:
    """A place handed back was neither scored nor recused; the page says that there is nothing."""
    stage.submitted()
    held = actions.take_next(person=stage.cast.ben)
    assert held is not None
    actions.hand_back(person=stage.cast.ben, assessment_id=held.pk)
    assert told(stage, "Ben") == []


def test_months_are_those_of_the_organisation_and_stand_apart(client: Client, stage: Stage) -> None:
    """23:30 on 31 January in UTC is February in Nairobi; the table has a line for each month."""
    stage.cast.college.zone = "Africa/Nairobi"
    stage.cast.college.save()
    with clock_at(datetime(2027, 1, 31, 23, 30, tzinfo=UTC)):
        stage.appoint(stage.cast.ben)
        stage.submitted()
        lock(stage.cast.ben, "yes")
        with clock_at(now() + timedelta(days=40)):
            submit(enrol(stage.cast.chipo, stage.version, stage.cast.elsewhere))
            lock(stage.cast.ben, "yes")
    months = [f"{each.month:%Y-%m}" for each in work_done(stage.cast.ben)]
    assert months == ["2027-03", "2027-02"]
    client.force_login(stage.cast.ben)
    text = client.get(reverse("review:work_table")).content.decode("utf-8-sig")
    assert text.splitlines()[1:] == [
        "2027-03,Teachers' College,1,0,0,0",
        "2027-02,Teachers' College,1,0,0,0",
    ]
    client.force_login(stage.cast.amina)
    assert client.get(reverse("review:work")).status_code == 403
    assert client.get(reverse("review:work_table")).status_code == 403
