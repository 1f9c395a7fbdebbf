"""R5: whoever scores is kept from what a lead may see, and whoever saw it does not score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cast import belongs, person
from lapel.journey.integrity import actions as integrity
from lapel.journey.integrity import queries as integrity_queries
from lapel.journey.integrity.models import Finding, Match
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.review import actions
from lapel.journey.review.models import Case
from lapel.journey.review.queries import free_adjudications, free_seats
from review.stage import enrol, finish, lock, submit

if TYPE_CHECKING:
    from django.test import Client

    from lapel.journey.people.models import Person
    from review.stage import Stage

WAITS_ONLY = {"plans": "yes", "waits": "not_yet", "extra": "yes"}


@pytest.fixture
def match(stage: Stage) -> Match:
    """Let a machine find that Amina's work is like Noor's, which waits as well."""
    noor = person("Noor")
    belongs(noor, stage.cast.elsewhere, Role.TEACHER)
    newer = stage.submitted()
    older = submit(enrol(noor, stage.version, stage.cast.elsewhere))
    return Match.objects.create(
        newer=newer.submission, older=older.submission, amount=300, found_at=now()
    )


def lead(stage: Stage) -> Person:
    lena = person("Lena")
    belongs(lena, stage.cast.college, Role.LEAD_ASSESSOR)
    return lena


def test_r5_a_lead_who_scores_a_case_cannot_open_its_match_until_it_is_decided(
    client: Client, stage: Stage, match: Match
) -> None:
    """Neither the list nor the page, neither the inquiry nor a finding; afterwards again."""
    gita = stage.cast.gita
    stage.appoint(gita)
    mine = actions.take_next(person=gita)
    assert mine is not None
    assert mine.case.submission_id == match.newer_id
    client.force_login(gita)
    page = reverse("integrity:match", args=[match.pk])
    assert client.get(page).status_code == 404
    assert str(match.pk) not in client.get(reverse("integrity:index")).content.decode()
    with pytest.raises(PermissionDenied):
        integrity.look_at(person=gita, match=match)
    with pytest.raises(PermissionDenied):
        integrity.dismiss_match(person=gita, match_id=match.pk, reason="They plan together.")
    finish(mine, "yes")
    assert client.get(page).status_code == 404
    lock(stage.cast.ben, "yes")
    assert client.get(page).status_code == 200


def test_r5_a_lead_who_scores_a_case_reads_no_inquiry_about_it(
    client: Client, stage: Stage, match: Match
) -> None:
    """It was asked and closed before she sat down; she finds no trace of it."""
    lena, gita = lead(stage), stage.cast.gita
    inquiry = integrity.open_inquiry(
        person=lena, match_id=match.pk, about=match.newer_id, words="How did it come about?"
    )
    deliver_all()
    integrity.close_inquiry(
        person=lena, inquiry_id=inquiry.pk, finding=Finding.NOTHING, reason="Planned together."
    )
    deliver_all()
    stage.appoint(gita)
    client.force_login(gita)
    page = reverse("integrity:inquiry", args=[inquiry.pk])
    mine = actions.take_next(person=gita)
    assert mine is not None
    assert mine.case.submission_id == match.newer_id
    assert client.get(page).status_code == 404
    assert str(inquiry.pk) not in client.get(reverse("integrity:index")).content.decode()
    assert gita not in integrity_queries.others_who_may_find(inquiry)


def test_r5_who_saw_a_likeness_scores_no_later_attempt_either(stage: Stage, match: Match) -> None:
    """What was alike in the first attempt is so in the next one."""
    gita = stage.cast.gita
    integrity.look_at(person=gita, match=match)
    draft = match.newer.draft
    with clock_at(now()):
        for who in (stage.cast.ben, stage.cast.bola):
            lock(who, "not_yet")
    later = submit(draft)
    stage.appoint(gita)
    assert later.pk not in {case.pk for case, _seat in free_seats(gita)}


def test_r5_who_asked_or_found_scores_no_attempt_of_that_draft(stage: Stage, match: Match) -> None:
    """Also where she opened no match: a finding alone tells her of it."""
    lena, gita = lead(stage), stage.cast.gita
    inquiry = integrity.open_inquiry(
        person=lena, match_id=match.pk, about=match.newer_id, words="How did it come about?"
    )
    deliver_all()
    integrity.close_inquiry(
        person=gita, inquiry_id=inquiry.pk, finding=Finding.NOTHING, reason="Planned together."
    )
    deliver_all()
    draft = match.newer.draft_id
    assert integrity_queries.who_looked_at([draft]) == {draft: {lena.pk, gita.pk}}
    stage.appoint(gita)
    offered = {case.submission_id for case, _seat in free_seats(gita)}
    assert match.newer_id not in offered


def test_r5_a_lead_who_read_how_a_first_case_was_scored_settles_no_later_dispute_of_it(
    stage: Stage,
) -> None:
    """Both rationales and the decision stood on that page; another lead adjudicates."""
    lena, gita = lead(stage), stage.cast.gita
    first = stage.submitted()
    lock(stage.cast.ben, "not_yet")
    lock(stage.cast.bola, "not_yet")
    actions.read_norming(person=gita, case_id=first.pk)
    belongs(stage.cast.hana, stage.cast.college, Role.ASSESSOR)
    stage.appoint(stage.cast.hana)
    later = submit(Case.objects.get(pk=first.pk).submission.draft)
    lock(stage.cast.ben, "yes")
    lock(stage.cast.hana, WAITS_ONLY)
    assert list(free_adjudications(gita)) == []
    assert [each.pk for each in free_adjudications(lena)] == [later.pk]


def test_r5_the_candidates_for_anchors_are_told_to_who_opened_those_cases(
    client: Client, stage: Stage
) -> None:
    """Their levels stand in the file, so it is known who knows them."""
    lena, gita = lead(stage), stage.cast.gita
    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    actions.read_norming(person=gita, case_id=case.pk)
    actions.write_norming(
        person=gita, case_id=case.pk, agreed="We read it alike.", is_candidate=True
    )
    told = {}
    for who in (gita, lena):
        client.force_login(who)
        found = client.get(reverse("review:candidates", args=["waiting"])).json()
        told[who] = [each["case"] for each in found["candidates"]]
    assert told == {gita: [str(case.pk)], lena: []}
