"""The rules of assessment by their names (DOMAIN.md), each played through once."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cast import belongs, person
from evidence.desk import CONTEXT, Desk
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence import actions as evidence
from lapel.journey.evidence import queries as attempts
from lapel.journey.evidence.models import MentorMeeting
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at, deliver_all, erase_words
from lapel.journey.record.models import AuditEntry
from lapel.journey.record.queries import chain_faults, history, now, sha256_of
from lapel.journey.review import actions, queries
from lapel.journey.review.models import Case, Decision
from lapel.journey.review.policies import are_connected
from lapel.journey.review.queries.connections import origin_of, ties_of
from review.stage import (
    COMMENT,
    STEP,
    adjudicate,
    enrol,
    finish,
    lock,
    publish,
    quote,
    score,
    submit,
)

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from review.stage import Stage

YES = {"plans": "yes", "waits": "yes", "extra": "yes"}


def with_(**change: str) -> dict[str, str]:
    """Give levels that are yes but for these."""
    return YES | change


def decided(stage: Stage, first: dict[str, str], second: dict[str, str]) -> Decision | None:
    """Give what two scorings come to at once; None where somebody else is asked."""
    case = stage.submitted()
    lock(stage.cast.ben, first)
    lock(stage.cast.bola, second)
    return Case.objects.get(pk=case.pk).decision


def test_r1_submitting_freezes_a_manifest_and_an_edit_is_a_new_attempt(cast: Cast) -> None:
    """Hashes of files, version and rubric, disclosure and consent; nothing later changes it."""
    desk = Desk(cast)
    desk.fill()
    frozen = desk.submit()
    manifest = frozen.manifest
    assert manifest["content_hash"] == desk.version.content_hash
    assert manifest["rubric_hash"] == desk.version.rubric_hash
    assert all(len(each["sha256"]) == 64 for each in manifest["artefacts"])
    assert {"ai_use"} <= manifest["artefacts"][0].keys()
    assert manifest["consent"]["statements"]
    assert sha256_of(manifest) == frozen.manifest_hash
    evidence.withdraw_submission(person=cast.amina, submission_id=frozen.pk)
    desk.write("overview.context", f"{CONTEXT} And one more.")
    desk.attest()
    again = desk.submit(key="again")
    frozen.refresh_from_db()
    assert (frozen.manifest, again.number) == (manifest, 2)
    assert again.manifest_hash != frozen.manifest_hash


def test_r2_a_submission_in_flight_stays_on_its_version(stage: Stage) -> None:
    """A new version is published meanwhile; the case is scored and decided on the old rubric."""
    case = stage.submitted()
    old = stage.version
    newer = type(old).objects.create(
        **{
            field.attname: getattr(old, field.attname)
            for field in old._meta.concrete_fields
            if field.name not in ("id", "number", "rubric_hash")
        },
        number=2,
        rubric_hash="0" * 64,
    )
    stage.microcredential.current = newer
    stage.microcredential.save()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    decision = Case.objects.get(pk=case.pk).decision
    assert decision.record["version"] == str(old.pk)
    assert decision.record["rubric_hash"] == old.rubric_hash


def test_r3_the_pre_check_counts_no_attempt_and_says_nothing_on_competency(cast: Cast) -> None:
    """What is missing is told with its place, at once; there is no submission and no case."""
    desk = Desk(cast)
    desk.write("overview.context", "Too short.")
    with pytest.raises(evidence.IncompleteError) as refused:
        desk.submit()
    said = " ".join(each.sentence for each in refused.value.findings)
    assert "at least" in said
    assert not [word for word in ("Yes", "Almost", "Not yet", "competen") if word in said]
    assert attempts.attempts_that_count(desk.draft) == 0
    assert not Case.objects.exists()


def test_r4_the_oldest_clock_goes_first_under_a_lease_of_eight_hours(stage: Stage) -> None:
    """After it the seat is free again; her unfinished scores stay hers and count for nothing."""
    older = stage.submitted()
    other = person("Sana")
    belongs(other, stage.cast.elsewhere, Role.TEACHER)
    with clock_at(now() + timedelta(minutes=5)):
        submit(enrol(other, stage.version, stage.cast.elsewhere))
    mine = actions.take_next(person=stage.cast.ben)
    assert mine.case_id == older.pk
    assert mine.lease_until - mine.taken_at == pytest.approx(
        timedelta(hours=8), abs=timedelta(seconds=1)
    )
    score(mine, "not_yet")
    with clock_at(now() + timedelta(hours=8, minutes=1)):
        deliver_all()
        mine.refresh_from_db()
        assert mine.ending == "lapsed"
        assert mine.scores.count() == 3
        lock(stage.cast.bola, "yes")
        assert older.assessments.filter(locked_at__isnull=False).count() == 1


def test_r5_neither_assessor_learns_of_the_other_until_both_are_locked(
    client: Client, stage: Stage
) -> None:
    """Bola's page is free of Ben's words and level, whatever she asks for of his."""
    stage.submitted()
    his = lock(stage.cast.ben, "not_yet", comment="Quite alone: no pause is ever planned here.")
    hers = actions.take_next(person=stage.cast.bola)
    client.force_login(stage.cast.bola)
    page = client.get(reverse("review:assess", args=[hers.pk])).content.decode()
    assert "Quite alone" not in page
    for name in ("assess", "lock", "conclude"):
        found = client.get(reverse(f"review:{name}", args=[his.pk]))
        assert found.status_code == 404


@pytest.mark.parametrize(
    ("reason", "state"),
    [("language", State.IN_REVIEW), ("unreadable", State.RETURNED)],
)
def test_r6_cannot_judge_for_language_asks_another_else_it_goes_back_to_pre_check(
    stage: Stage, reason: str, state: State
) -> None:
    """Both said so; what went back is no counted attempt."""
    case = stage.submitted()
    for assessor in (stage.cast.ben, stage.cast.bola):
        lock(assessor, with_(waits=f"cannot_judge/{reason}"))
    case.refresh_from_db()
    assert case.state == state
    counted = attempts.attempts_that_count(case.submission.draft)
    assert counted == (1 if state is State.IN_REVIEW else 0)


@pytest.mark.parametrize(
    ("levels", "outcome"),
    [
        (with_(), "earned"),
        (with_(extra="not_yet"), "earned"),
        (with_(waits="almost"), "almost"),
        (with_(plans="not_yet", waits="almost"), "not_yet"),
    ],
)
def test_r7_the_lowest_required_criterion_decides_and_an_optional_one_never_blocks(
    stage: Stage, levels: dict[str, str], outcome: str
) -> None:
    """No averaging: two yes do not make up for one not yet."""
    assert decided(stage, levels, levels).outcome == outcome


def test_r8_both_below_the_line_come_to_the_lower_with_both_comments(stage: Stage) -> None:
    """Almost and not yet make not yet, and the letter holds what each of them wrote."""
    case = stage.submitted()
    lock(stage.cast.ben, with_(waits="almost"), comment="The second pause is half a second long.")
    lock(stage.cast.bola, with_(waits="not_yet"), comment="No pause follows the first question.")
    letter = Case.objects.get(pk=case.pk).decision.letter
    part = next(each for each in letter.parts if each["criterion"] == "waits")
    assert part["level"] == "not_yet"
    assert len(part["comments"]) == 2


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("yes", "almost", State.DISCREPANT),
        ("yes", "not_yet", State.DISCREPANT),
        ("yes", "cannot_judge/too_short", State.HOLD_JUDGEMENT),
        ("yes", "yes", State.DECIDED),
    ],
)
def test_r8_across_the_line_is_adjudicated_and_one_cannot_judge_asks_a_lead(
    stage: Stage, first: str, second: str, state: State
) -> None:
    """Each pair on one required criterion, the others yes."""
    case = stage.submitted()
    lock(stage.cast.ben, with_(waits=first))
    lock(stage.cast.bola, with_(waits=second))
    case.refresh_from_db()
    assert case.state == state


def test_r8_what_is_settled_without_it_is_not_adjudicated(stage: Stage) -> None:
    """Another criterion holds the outcome below in any case, so yes against almost is no matter."""
    found = decided(
        stage, with_(plans="not_yet", waits="yes"), with_(plans="not_yet", waits="almost")
    )
    assert found.outcome == "not_yet"


def test_r9_the_adjudicator_scores_before_she_reads_and_never_learns_who_said_what(
    stage: Stage,
) -> None:
    """Rationales come after her lock, the lower first, whoever gave it; her level stands."""
    case = stage.submitted()
    lock(stage.cast.ben, with_(waits="yes"))
    lock(stage.cast.bola, with_(waits="not_yet"))
    hers = actions.take_adjudication(person=stage.cast.gita)
    assert queries.rationales(hers) == []
    finish(hers, "almost")
    (dispute,) = queries.rationales(hers)
    assert [str(each["level"]) for each in dispute["said"]] == ["Not yet", "Yes"]
    assert {*dispute["said"][0]} == {"level", "comment", "next_step", "places"}
    actions.conclude_adjudication(person=stage.cast.gita, assessment_id=hers.pk)
    assert Case.objects.get(pk=case.pk).decision.outcome == "almost"


@pytest.mark.parametrize("lacking", ["comment", "next_step", "anchors"])
def test_r11_below_the_line_needs_words_a_place_and_a_next_step(stage: Stage, lacking: str) -> None:
    """Without one of them nothing is locked."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    score(mine, "yes")
    whole = {"comment": COMMENT, "next_step": STEP, "anchors": [quote(mine)]}
    whole[lacking] = [] if lacking == "anchors" else ""
    actions.save_score(
        person=stage.cast.ben,
        assessment_id=mine.pk,
        criterion="waits",
        base_revision=1,
        level="almost",
        **whole,
    )
    with pytest.raises(actions.Refusal, match="missing"):
        actions.lock_assessment(person=stage.cast.ben, assessment_id=mine.pk)


def test_r12_three_attempts_are_free_and_a_meeting_opens_the_fourth(cast: Cast) -> None:
    """Criteria that are yes carry over meanwhile."""
    desk = Desk(cast)
    desk.fill()
    for number in (1, 2, 3):
        desk.decided("opens", number=number)
    assert attempts.needs_meeting(desk.fresh())
    MentorMeeting.objects.create(
        draft=desk.draft, mentor=cast.chipo, asked_at=now(), logged_at=now()
    )
    assert not attempts.needs_meeting(desk.fresh())
    desk.attest()
    fourth = desk.submit(key="fourth")
    assert (fourth.number, fourth.open_criteria) == (4, ["opens"])


def test_r13_a_resubmission_goes_to_one_first_assessor_and_one_new_one(stage: Stage) -> None:
    """Ben keeps the first seat; of Bola, who scored it too, nothing is asked; Nia is new."""
    draft = enrol(stage.cast.amina, stage.version, stage.cast.school)
    submit(draft)
    lock(stage.cast.ben, "not_yet")
    lock(stage.cast.bola, "not_yet")
    again = submit(draft, open_criteria=["plans", "waits"])
    nia = person("Nia")
    belongs(nia, stage.cast.college, Role.ASSESSOR)
    stage.appoint(nia)
    assert actions.take_next(person=stage.cast.ben).seat == 1
    assert actions.take_next(person=stage.cast.bola) is None
    new = actions.take_next(person=nia)
    assert (new.case_id, new.seat) == (again.pk, 2)


def test_r15_the_clock_runs_in_business_days_of_the_organisation(stage: Stage) -> None:
    """Ten business days, by the school's zone and without week-ends; then it is breached, once."""
    case = stage.submitted()
    zone = ZoneInfo(case.organisation.zone)
    assert case.breach_at.astimezone(zone).time().isoformat() == "00:00:00"
    assert case.target_day.weekday() < 5
    assert case.breach_day.weekday() < 5
    assert (case.breach_at - now()) > timedelta(days=11)
    with clock_at(case.breach_at + timedelta(minutes=1)):
        deliver_all()
        deliver_all()
    case.refresh_from_db()
    assert case.breached_at is not None
    told = [each.action for each in history("submission", case.submission_id)]
    assert told.count("clock breached") == 1


def test_r21_every_change_of_state_is_chained_exported_and_its_words_can_be_erased(
    client: Client, stage: Stage
) -> None:
    """Each entry has actor, time and action; the words stand outside, under a salted hash."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    actions.recuse(person=stage.cast.ben, assessment_id=mine.pk, reason="I know this class.")
    lock(stage.cast.bola, YES)
    chain = list(history("submission", case.submission_id))
    assert [each.position for each in chain] == [*range(1, len(chain) + 1)]
    assert all(each.previous == before.digest for before, each in pairwise(chain))
    left = next(each for each in chain if each.text_hash)
    assert (left.actor, left.text.words) == (stage.cast.ben.pk, "I know this class.")
    assert "I know" not in str(left.facts)
    client.force_login(stage.cast.gita)
    exported = client.get(reverse("review:history", args=[case.pk])).json()
    assert exported["format"] == "lapel/case-history@1"
    assert {"at", "action", "actor"} <= exported["entries"][0].keys()
    erase_words(aggregate="submission", aggregate_id=case.submission_id)
    assert chain_faults() == []
    AuditEntry.objects.filter(pk=left.pk).update(action="seat kept")
    assert chain_faults() != []


def test_r22_who_read_a_draft_does_not_assess_its_teacher_for_twelve_months(stage: Stage) -> None:
    """A seat she holds meanwhile is taken from her; a year after the leave ended she may again."""
    amina, ben = stage.cast.amina, stage.cast.ben
    belongs(ben, stage.cast.state, Role.MENTOR)  # no tie by place: above schools and districts
    case = stage.submitted()
    held = actions.take_next(person=ben)
    draft = case.submission.draft
    reader = evidence.let_in(person=amina, draft_id=draft.pk, mentor_id=ben.pk)
    deliver_all()
    held.refresh_from_db()
    assert held.ending == "replaced"
    other = publish(stage.cast.college, stage.cast.dara, slug="another")
    actions.appoint_assessor(
        person=stage.cast.gita, microcredential=other.microcredential, assessor=ben
    )
    again = submit(enrol(amina, other, stage.cast.school))
    assert not list(queries.free_seats_at(again.pk, ben))
    evidence.end_reading(person=amina, reader_id=reader.pk)
    assert not list(queries.free_seats_at(again.pk, ben))
    for days, tied in ((364, True), (366, False)):
        with clock_at(now() + timedelta(days=days)):
            assert are_connected(ties_of(ben), origin_of(again)) is tied


def test_r22_a_seat_kept_for_a_first_assessor_is_free_once_she_mentors(stage: Stage) -> None:
    """R13 gives Ben the first seat of a resubmission; he reads her draft, so Nia may take it."""
    draft = enrol(stage.cast.amina, stage.version, stage.cast.school)
    submit(draft)
    lock(stage.cast.ben, "not_yet")
    lock(stage.cast.bola, "not_yet")
    for first in (stage.cast.ben, stage.cast.bola):
        belongs(first, stage.cast.state, Role.MENTOR)
        evidence.let_in(person=stage.cast.amina, draft_id=draft.pk, mentor_id=first.pk)
    again = submit(draft, open_criteria=["plans", "waits"])
    nia = person("Nia")
    belongs(nia, stage.cast.college, Role.ASSESSOR)
    stage.appoint(nia)
    assert actions.take_next(person=stage.cast.ben) is None
    taken = actions.take_next(person=nia)
    assert (taken.case_id, taken.seat) == (again.pk, 1)


def test_r23_no_machine_reads_evidence_before_both_are_locked_nor_changes_a_result(
    stage: Stage,
) -> None:
    """There is no machine reading in the record of a decision: people's levels alone made it."""
    case = stage.submitted()
    lock(stage.cast.ben, with_(waits="yes"))
    lock(stage.cast.bola, with_(waits="almost"))
    adjudicate(stage.cast.gita, "yes")
    found = Case.objects.get(pk=case.pk).decision
    people = {str(each.assessor_id) for each in case.assessments.all()}
    assert len(people) == len(found.record["judgements"]) == 3
    actors = {each.actor for each in history("submission", case.submission_id) if each.actor}
    assert {str(each) for each in actors} == people | {str(stage.cast.amina.pk)}
    locks = [
        each
        for each in history("submission", case.submission_id)
        if each.action == "assessment locked"
    ]
    assert all(each.actor for each in locks)
