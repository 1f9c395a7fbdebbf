"""The first ten of a rubric are scored by two and then discussed; R5 holds for what comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cast import belongs, person
from lapel.domain.rubrics.routing import Mode, Why
from lapel.journey.people.models import Role
from lapel.journey.review import actions, queries
from lapel.journey.review.models import Norming, NormingReading
from lapel.journey.review.queries.norming import pilots
from review.stage import COMMENT, enrol, lock, submit

if TYPE_CHECKING:
    from django.test import Client

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case
    from review.stage import Stage

FIRST = {"plans": "yes", "waits": "almost", "extra": "yes"}
SECOND = {"plans": "yes", "waits": "not_yet", "extra": "yes"}
AGREED = "A follow-up that fits any answer is almost, never yes."


@pytest.fixture
def pilot(stage: Stage) -> Case:
    """Give a decided case among the first of its rubric, scored by Ben and Bola."""
    case = stage.submitted()
    assert case.route.plan == Mode.DOUBLE
    assert Why.PILOT in case.route.why
    lock(stage.cast.ben, FIRST)
    lock(stage.cast.bola, SECOND, comment="Bola: no question at all is followed by a pause.")
    case.refresh_from_db()
    return case


def opened(client: Client, someone: Person, case: Case) -> str:
    client.force_login(someone)
    client.post(reverse("review:read_norming", args=[case.pk]))
    return client.get(reverse("review:normed", args=[case.pk])).content.decode()


def test_r5_nothing_is_discussed_before_both_are_locked_and_it_is_decided(
    client: Client, stage: Stage
) -> None:
    """Until then there is no such page, for nobody."""
    case = stage.submitted()
    lock(stage.cast.ben, FIRST)
    for name in ("ben", "bola", "gita"):
        client.force_login(getattr(stage.cast, name))
        assert client.get(reverse("review:normed", args=[case.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.read_norming(person=getattr(stage.cast, name), case_id=case.pk)


def test_those_who_scored_it_and_their_lead_see_levels_side_by_side(
    client: Client, stage: Stage, pilot: Case
) -> None:
    """The lower first, with the reasons; neither the teacher nor who said what."""
    for name in ("ben", "bola", "gita"):
        page = opened(client, getattr(stage.cast, name), pilot)
        assert page.index("Not yet") < page.index("<b>Almost</b>")
        assert "Bola: no question at all" in page
        assert COMMENT in page
        assert "differs" in page
        body = page.split("<main")[1].replace("Bola: no question", "")
        assert not [each for each in ("Amina", "Harbour", "Ben", "Bola") if each in body]


@pytest.mark.parametrize("who", ["amina", "hana", "elif_", "chipo", "femi"])
def test_nobody_else_reads_it(client: Client, stage: Stage, pilot: Case, who: str) -> None:
    """Neither the teacher herself nor officers, leads of programmes, mentors or strangers."""
    other = getattr(stage.cast, who)
    assert not pilots(other).exists()
    with pytest.raises(PermissionDenied):
        actions.read_norming(person=other, case_id=pilot.pk)


def test_a_lead_who_is_the_teacher_does_not_read_her_own(stage: Stage, pilot: Case) -> None:
    """Even where she leads the organisation."""
    belongs(stage.cast.amina, stage.cast.college, Role.LEAD_ASSESSOR)
    assert not pilots(stage.cast.amina).exists()


def test_r5_who_read_it_scores_no_later_attempt_of_the_same_work(
    client: Client, stage: Stage, pilot: Case
) -> None:
    """R13's seat then goes to the other first assessor, or to anybody where none is left."""
    page = client
    opened(page, stage.cast.ben, pilot)
    again = submit(pilot.submission.draft, open_criteria=["waits"])
    assert actions.take_next(person=stage.cast.ben) is None
    mine = actions.take_next(person=stage.cast.bola)
    assert (mine.case_id, mine.seat) == (again.pk, 1)
    with pytest.raises(actions.Refusal, match="Finish or hand back"):
        actions.read_norming(person=stage.cast.bola, case_id=pilot.pk)
    actions.hand_back(person=stage.cast.bola, assessment_id=mine.pk)
    actions.read_norming(person=stage.cast.bola, case_id=pilot.pk)
    assert actions.take_next(person=stage.cast.bola) is None
    nia = person("Nia")
    belongs(nia, stage.cast.college, Role.ASSESSOR)
    stage.appoint(nia)
    assert actions.take_next(person=nia).seat == 1


def test_r5_before_she_opens_it_she_is_told_what_that_means(
    client: Client, stage: Stage, pilot: Case
) -> None:
    """The page shows no level until she has chosen to read it, once."""
    client.force_login(stage.cast.ben)
    page = client.get(reverse("review:normed", args=[pilot.pk])).content.decode()
    assert "no later attempt at this work comes to you" in page
    assert "Not yet" not in page
    opened(client, stage.cast.ben, pilot)
    opened(client, stage.cast.ben, pilot)
    assert NormingReading.objects.count() == 1


def test_a_lead_writes_what_was_agreed_and_names_a_candidate(
    client: Client, stage: Stage, pilot: Case
) -> None:
    """She has read it first; the assessors read her words; an assessor writes nothing."""
    gita, address = stage.cast.gita, reverse("review:write_norming", args=[pilot.pk])
    client.force_login(gita)
    refused = client.post(address, {"agreed": AGREED}, follow=True).content.decode()
    assert "Read first how it was scored." in refused
    opened(client, gita, pilot)
    client.post(address, {"agreed": AGREED, "is_candidate": "on"})
    assert (Norming.objects.get().agreed, Norming.objects.get().is_candidate) == (AGREED, True)
    assert "discussed" in client.get(reverse("review:norming")).content.decode()
    assert AGREED in opened(client, stage.cast.ben, pilot)
    assert client.post(address, {"agreed": "Mine."}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.write_norming(
            person=stage.cast.ben, case_id=pilot.pk, agreed="Mine.", is_candidate=False
        )


def test_candidates_for_anchors_are_exported_without_evidence_or_names(
    client: Client, stage: Stage, pilot: Case
) -> None:
    """Levels, the decision and what was agreed, by the hash of the manifest."""
    opened(client, stage.cast.gita, pilot)
    actions.write_norming(
        person=stage.cast.gita, case_id=pilot.pk, agreed=AGREED, is_candidate=True
    )
    found = client.get(reverse("review:candidates", args=["waiting"]))
    (candidate,) = found.json()["candidates"]
    assert candidate["manifest_hash"] == pilot.submission.manifest_hash
    assert candidate["agreed"] == AGREED
    by_key = {each["criterion"]: each for each in candidate["criteria"]}
    assert by_key["waits"] == {
        "criterion": "waits", "levels": ["not_yet", "almost"], "decided": "not_yet",
    }  # fmt: skip
    text = found.content.decode()
    assert not [each for each in ("Amina", "Harbour", "24 students", COMMENT) if each in text]
    for each in stage.cast.everyone.values():
        assert str(each.pk) not in text


def test_only_the_first_ten_are_discussed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes later is scored as R10 says and is no matter of norming."""
    monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 1)
    stage.submitted()
    other = person("Sana")
    belongs(other, stage.cast.elsewhere, Role.TEACHER)
    second = submit(enrol(other, stage.version, stage.cast.elsewhere))
    assert not second.route.is_pilot
    for _number in range(2):
        lock(stage.cast.ben, "yes")
        lock(stage.cast.bola, "yes")
    assert pilots(stage.cast.gita).count() == 1
    assert queries.route_of(pilots(stage.cast.gita).get()).is_pilot
