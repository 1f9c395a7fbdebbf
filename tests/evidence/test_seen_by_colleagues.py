"""What mentors and colleagues see of another's work: under a mark, and only what is settled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evidence.test_team import Team
from lapel.journey.consent import actions as consent
from lapel.journey.evidence import actions, queries
from lapel.journey.files.queries import mark_for
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.consent.models import Student
    from lapel.journey.people.models import Person

pytestmark = pytest.mark.django_db
NUMBER = "Call 0712 345 678 about it."


@pytest.fixture
def team(cast: Cast) -> Team:
    """Give Amina a piece to share, and Nia beside her."""
    return Team(cast)


def page(client: Client, person: Person, name: str, *args: object) -> str:
    client.force_login(person)
    return client.get(reverse(name, args=args)).content.decode()


def sparrow(cast: Cast) -> Student:
    """Give Amina a student whose family allows it."""
    made = consent.open_class(person=cast.amina, organisation=cast.school, name="4b")
    consent.add_students(person=cast.amina, class_id=made.id, lines="Sparrow")
    student, today = made.students.get(), now().date()
    answer = consent.Answer(scopes=["audio"], given_on=today, expires_on=today + timedelta(days=90))
    consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)
    return student


def test_what_a_mentor_reads_carries_her_mark(team: Team, client: Client) -> None:
    """A copy of a draft can be traced to her view of it (ADR 34)."""
    chipo = team.cast.chipo
    actions.let_in(person=team.cast.amina, draft_id=team.draft.pk, mentor_id=chipo.pk)
    mark = mark_for(about=team.draft.pk, viewer=chipo)
    assert mark in page(client, chipo, "evidence:reading", team.draft.pk)


def test_r24_what_a_colleague_sees_carries_her_mark_and_her_own_does_not(
    team: Team, client: Client
) -> None:
    """In her draft and in her attempt; its owner sees it as it is."""
    team.shared()
    team.both_write()
    there = page(client, team.nia, "evidence:draft", team.nias().pk)
    assert mark_for(about=team.draft.pk, viewer=team.nia) in there
    hers, nias = (team.submits(each) for each in (team.cast.amina, team.nia))
    mark = mark_for(about=nias.pk, viewer=team.nia)
    assert queries.frozen(nias).artefacts[0].shown.mark == mark
    assert queries.frozen(hers).artefacts[0].shown.mark == ""


def test_r24_a_colleague_reads_no_title_or_note_that_is_still_to_be_settled(
    team: Team, client: Client
) -> None:
    """Neither before she accepts nor after."""
    team.says(team.cast.amina, f"title:{team.piece.pk}", NUMBER)
    team.says(team.cast.amina, f"note:{team.piece.pk}", NUMBER)
    share = team.asked()
    assert "345 678" not in page(client, team.nia, "evidence:index")
    actions.accept_share(person=team.nia, share_id=share.pk)
    assert "345 678" not in page(client, team.nia, "evidence:draft", team.nias().pk)


def test_r24_a_student_of_the_owner_is_left_out_of_each_members_attempt(team: Team) -> None:
    """Whoever handed the owner's words in, and also for her; the owner's own copy stays."""
    student = sparrow(team.cast)
    team.says(team.cast.amina, f"note:{team.piece.pk}", "Sparrow asks at 2:05.")
    team.shared()
    team.both_write()
    hers, nias = (team.submits(each) for each in (team.cast.amina, team.nia))
    assert "Sparrow" in str(queries.shown_manifest(nias))
    consent.withdraw_consent(person=team.cast.amina, student_id=student.id)
    others = queries.frozen(nias, mark=mark_for(about=nias.pk, viewer=team.cast.ben))
    for seen in (others, queries.frozen(nias), queries.shown_manifest(nias)):
        assert "Sparrow" not in str(seen)
    assert queries.frozen(hers).artefacts[0].note == "Sparrow asks at 2:05."


def test_r24_a_colleague_is_asked_three_times_at_most(team: Team) -> None:
    """Each question is a letter to her."""
    for _time in range(3):
        actions.end_share(person=team.cast.amina, share_id=team.asked().pk)
    with pytest.raises(ValidationError, match="three times"):
        team.asked()


def test_r22_a_mentor_is_let_in_three_times_a_day_at_most(team: Team) -> None:
    """Each time is a letter to her."""
    amina, chipo = team.cast.amina, team.cast.chipo
    for _time in range(3):
        reader = actions.let_in(person=amina, draft_id=team.draft.pk, mentor_id=chipo.pk)
        actions.end_reading(person=amina, reader_id=reader.pk)
    with pytest.raises(ValidationError, match="three times"):
        actions.let_in(person=amina, draft_id=team.draft.pk, mentor_id=chipo.pk)
