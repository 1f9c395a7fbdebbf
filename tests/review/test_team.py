"""R24: what rests on a shared piece is scored once and carried to each member; R4: teammates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.events import ShareAccepted
from lapel.journey.evidence.models import Artefact, Share, Submission
from lapel.journey.evidence.queries import still_open
from lapel.journey.people.models import Role
from lapel.journey.record.actions import announce, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.review import actions, queries
from lapel.journey.review.actions.take_next import LEASE
from lapel.journey.review.models import Assessment, Decision, Seat, TeamFinding
from lapel.journey.review.policies import are_connected
from lapel.journey.review.queries.connections import origin_of, ties_of
from review.stage import COMMENT, STEP, _file
from review.teams import OWN, Teams

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case


@pytest.fixture
def teams(cast: Cast) -> Teams:
    """Give two teachers who share the recording of a lesson."""
    return Teams(cast)


def lines(case: Case) -> dict[str, tuple[str, str]]:
    """Give each criterion's level, and how it came to it."""
    assert case.decision is not None
    return {each["criterion"]: (each["level"], each["how"]) for each in case.decision.criteria}


@pytest.mark.parametrize("level", ["yes", "almost", "not_yet"])
def test_r24_a_shared_piece_is_scored_once_and_carried_to_each_member(
    teams: Teams, level: str
) -> None:
    """Whatever it came to: Nia's assessors are not asked for it, and her decision has it."""
    teams.decide(teams.submit(teams.cast.amina), waits=level)
    case = teams.submit(teams.nia)
    taken = teams.take(case, teams.cast.ben)
    assert queries.criteria_of(taken) == ["plans", "extra"]
    actions.hand_back(person=teams.cast.ben, assessment_id=taken.pk)
    case = teams.decide(case)
    assert lines(case)["waits"] == (level, "team")
    assert lines(case)["plans"] == ("yes", "same")
    expected = {"yes": "earned", "almost": "almost", "not_yet": "not_yet"}[level]
    assert case.decision is not None
    assert case.decision.outcome == expected
    first = Decision.objects.exclude(pk=case.decision.pk).get()
    assert case.decision.record["team"] == [{"criterion": "waits", "decision": first.record_hash}]


def test_r24_the_letter_says_the_same_and_quotes_nobody_elses_words(teams: Teams) -> None:
    """Comment, next step and the place in the recording come along; Amina's own answer does not."""
    teams.decide(teams.submit(teams.cast.amina), waits="almost")
    case = teams.decide(teams.submit(teams.nia))
    reading = queries.letter_of(case.submission)
    assert reading is not None
    part = next(each for each in reading.parts if each["criterion"] == "waits")
    assert part["words"].startswith("Wait: open questions")
    for said in part["comments"]:
        assert (said["comment"], said["next_step"]) == (COMMENT, STEP)
        assert [list(anchor) for anchor in said["anchors"]] == [["source", "seconds"]]


def test_r24_two_cases_at_once_block_nobody_and_the_first_decided_counts(teams: Teams) -> None:
    """Ben has scored the recording in both; once Amina's is decided, his other score counts not."""
    one, other = teams.submit(teams.cast.amina), teams.submit(teams.nia)
    teams.lock(teams.take(one, teams.cast.ben), waits="almost")
    begun = teams.take(other, teams.cast.ben)
    teams.score(begun, "waits", "yes")
    teams.lock(teams.take(one, teams.cast.bola), waits="almost")
    deliver_all()
    assert queries.criteria_of(Assessment.objects.get(pk=begun.pk)) == ["plans", "extra"]
    teams.lock(begun)
    teams.lock(teams.take(other, teams.cast.bola))
    other.refresh_from_db()
    assert lines(other)["waits"] == ("almost", "team")
    assert begun.scores.filter(criterion="waits", level="yes").exists(), "it stays his"


def test_r24_a_dispute_that_a_teammates_case_settles_needs_no_lead(teams: Teams) -> None:
    """What was across the line came settled: the case is decided without an adjudication."""
    one, other = teams.submit(teams.cast.amina), teams.submit(teams.nia)
    teams.lock(teams.take(one, teams.cast.ben))
    teams.lock(teams.take(other, teams.cast.ben), waits="almost")
    second = actions.take_next(person=teams.cast.bola)
    assert second is not None
    assert second.case_id == one.pk
    actions.hand_back(person=teams.cast.bola, assessment_id=second.pk)
    _score_second(teams, other)
    other.refresh_from_db()
    assert other.state == State.DISCREPANT
    _score_second(teams, one)
    deliver_all()
    other.refresh_from_db()
    assert other.state == State.DECIDED
    assert lines(other)["waits"] == ("yes", "team")


def _score_second(teams: Teams, case: Case) -> None:
    """Have Bola take this very case and find all of it."""
    known = case.assessments.filter(assessor=teams.cast.bola).first()
    told = {"seat": Seat.SECOND, "taken_at": now(), "lease_until": now() + LEASE}
    if known is None:
        known = Assessment(case=case, assessor=teams.cast.bola)
    for name, value in {**told, "ended_at": None, "ending": ""}.items():
        setattr(known, name, value)
    known.save()
    teams.lock(known)


def test_r24_where_nothing_is_left_to_score_the_case_is_decided_at_once(teams: Teams) -> None:
    """Nia's own criteria were met before; the better piece was scored in Amina's second case."""
    amina, nia = teams.cast.amina, teams.nia
    teams.decide(teams.submit(amina), waits="almost")
    first = teams.decide(teams.submit(nia))
    assert still_open(teams.drafts[nia]) == ["waits"]
    _bring_better(teams)
    teams.assessors = [teams.cast.ben, _third(teams)]  # R13: one of the first and one new
    teams.decide(teams.submit(amina, ["waits"]))
    case = teams.submit(nia, ["waits"])
    assert case.state == State.DECIDED
    assert case.assessments.count() == 0
    assert lines(case)["waits"] == ("yes", "team")
    assert case.submission.state == Submission.State.CLOSED
    assert case.submission.outcome == "earned"
    assert first.decision is not None
    assert first.decision.outcome == "almost", "what was decided stays as it was"


def _third(teams: Teams) -> Person:
    """Appoint one more assessor."""
    from cast import belongs, person

    third = person("Tariq")
    belongs(third, teams.cast.college, Role.ASSESSOR)
    teams.appoint(third)
    return third


def _bring_better(teams: Teams) -> Artefact:
    """Put another recording in the place of the first, for both."""
    Artefact.objects.filter(pk=teams.piece.pk).update(removed_at=teams.piece.added_at)
    draft = teams.drafts[teams.cast.amina]
    teams.piece = _file(draft, "artefacts.lesson", "audio", "again", 300.0)
    teams.share(teams.piece)
    return teams.piece


def test_r24_who_does_not_hold_the_better_piece_keeps_her_outcome(teams: Teams) -> None:
    """A new outcome is of the new piece; the same piece again has the same level again."""
    amina, nia = teams.cast.amina, teams.nia
    teams.decide(teams.submit(amina), waits="almost")
    old = teams.piece
    _bring_better(teams)
    Share.objects.filter(artefact=teams.piece).update(ended_at=old.added_at)
    Artefact.objects.filter(pk=old.pk).update(removed_at=None)
    Share.objects.filter(artefact=old).update(draft=teams.drafts[nia])
    case = teams.decide(teams.submit(nia))
    assert lines(case)["waits"] == ("almost", "team")


def test_r24_a_piece_of_ones_own_beside_the_shared_one_is_scored(teams: Teams) -> None:
    """It is other evidence then, so nothing is carried."""
    teams.decide(teams.submit(teams.cast.amina), waits="almost")
    _file(teams.drafts[teams.nia], "artefacts.lesson", "audio", "her own", 200.0)
    case = teams.decide(teams.submit(teams.nia))
    assert lines(case)["waits"] == ("yes", "same")
    assert not TeamFinding.objects.exists()


def test_r24_an_appeal_counts_for_open_cases_and_the_lead_passes_it_on(
    teams: Teams, client: Client
) -> None:
    """It is about one case; a decided teammate's is made better by a lead's click, never worse."""
    gita, amina = teams.cast.gita, teams.cast.amina
    one = teams.decide(teams.submit(amina), waits="almost")
    other = teams.decide(teams.submit(teams.nia))
    third = _third(teams)
    actions.appeal_decision(
        person=amina,
        submission_id=one.submission_id,
        criteria=["waits"],
        words="At two minutes I wait for six seconds.",
    )
    deliver_all()
    teams.lock(teams.take(one, third))
    deliver_all()
    other.refresh_from_db()
    assert lines(other)["waits"] == ("almost", "team"), "nobody decided on hers yet"
    led = queries.cases_led_by(gita)
    assert [each.case_id for each in queries.better_for_teammates(led)] == [other.pk]
    client.force_login(gita)
    page = client.get("/review/lead/").content.decode()
    assert "Better for a teammate" in page
    client.post(f"/review/lead/case/{other.pk}/pass-on/")
    deliver_all()
    other.refresh_from_db()
    assert lines(other)["waits"] == ("yes", "team")
    assert other.decision is not None
    assert other.decision.outcome == "earned"
    assert other.decision.supersedes is not None
    assert list(queries.better_for_teammates(queries.cases_led_by(gita))) == []
    with pytest.raises(actions.Refusal, match="nothing to pass on"):
        actions.pass_on_to_teammate(person=gita, case_id=other.pk)
    with pytest.raises(PermissionDenied):
        actions.pass_on_to_teammate(person=teams.cast.ben, case_id=other.pk)


def test_r24_an_appeal_of_who_took_it_over_is_passed_on_to_where_it_was_scored(
    teams: Teams,
) -> None:
    """Amina's case was scored; Nia, who has it from there, appeals: the lead is told of Amina's."""
    gita = teams.cast.gita
    one = teams.decide(teams.submit(teams.cast.amina), waits="almost")
    other = teams.decide(teams.submit(teams.nia))
    third = _third(teams)
    actions.appeal_decision(
        person=teams.nia,
        submission_id=other.submission_id,
        criteria=["waits"],
        words="At two minutes we wait for six seconds.",
    )
    deliver_all()
    teams.lock(teams.take(other, third))
    deliver_all()
    led = queries.cases_led_by(gita)
    assert [each.case_id for each in queries.better_for_teammates(led)] == [one.pk]
    actions.pass_on_to_teammate(person=gita, case_id=one.pk)
    one.refresh_from_db()
    assert lines(one)["waits"] == ("yes", "team")
    assert list(queries.better_for_teammates(led)) == []


def test_r4_a_teammate_never_assesses(teams: Teams) -> None:
    """Not this, and nothing else of whom she ever shared a piece with."""
    case = teams.submit(teams.cast.amina)
    assert are_connected(ties_of(teams.nia), origin_of(case))
    assert teams.nia.pk in origin_of(case).people
    assert teams.cast.amina.pk in origin_of(teams.submit(teams.nia)).people
    assert teams.cast.femi.pk not in origin_of(case).people


def test_r4_who_becomes_a_teammate_holds_no_seat_at_the_others_work(teams: Teams) -> None:
    """She took it before either knew; it ends for good, and another is offered it."""
    bola = teams.cast.bola
    taken = teams.take(teams.submit(teams.cast.amina), bola)
    piece = _file(teams.drafts[teams.cast.amina], "artefacts.lesson", "audio", "second", 200.0)
    share = Share.objects.create(artefact=piece, person=bola, asked_at=now(), accepted_at=now())
    with transaction.atomic():
        announce(ShareAccepted(share_id=share.pk))
    deliver_all()
    taken.refresh_from_db()
    assert taken.ending == Assessment.Ending.REPLACED
    assert actions.take_next(person=bola) is None


def test_r24_what_came_while_a_case_was_held_settles_it_when_it_goes_on(teams: Teams) -> None:
    """Nobody is offered a case in which nothing is left to score."""
    case, one = teams.submit(teams.nia, ["waits"]), teams.submit(teams.cast.amina)
    actions.hold_for_integrity(submission_id=case.submission_id, why="It is alike.")
    teams.decide(one, waits="almost")
    case.refresh_from_db()
    assert case.state == State.HOLD_INTEGRITY
    actions.release_integrity_hold(
        submission_id=case.submission_id, outcome="cleared", words="All is well."
    )
    case.refresh_from_db()
    assert case.state == State.DECIDED
    assert lines(case)["waits"] == ("almost", "team")


def test_r24_the_assessor_sees_the_team_and_her_own_part_and_no_name(
    teams: Teams, client: Client
) -> None:
    """R5: how many share it, what this teacher did, and that a team reads what is written."""
    case = teams.submit(teams.nia)
    taken = teams.take(case, teams.cast.ben)
    client.force_login(teams.cast.ben)
    page = client.get(f"/review/assess/{taken.pk}/").content.decode()
    assert "Shared by a team of 2" in page
    assert "Score what it shows; her own part is below." in page
    assert OWN in page
    assert page.count("Scored once for a whole team") == 1
    assert "Amina" not in page


def test_r24_the_tracker_says_what_was_scored_once(teams: Teams, client: Client) -> None:
    """A teacher reads in her letter and on her tracker whence that part of it comes."""
    teams.decide(teams.submit(teams.cast.amina), waits="almost")
    case = teams.decide(teams.submit(teams.nia))
    client.force_login(teams.nia)
    page = client.get(f"/review/tracker/{case.submission_id}/").content.decode()
    assert "was scored once for your whole team" in page
    assert "your colleagues read the same words" in page
