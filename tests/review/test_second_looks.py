"""What one assessor decided is scored again (R17), and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cast import belongs
from lapel.domain.rubrics.lifecycle import Look, State
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history
from lapel.journey.review import actions, queries
from lapel.journey.review.models import Case, Decision, Route, SecondLook
from review.routed import draw, measured
from review.stage import adjudicate, enrol, lock, submit

if TYPE_CHECKING:
    from django.test import Client

    from review.stage import Stage

YES = {"plans": "yes", "waits": "yes", "extra": "yes"}
CLEARLY_NOT = {"plans": "not_yet", "waits": "almost", "extra": "yes"}
ALMOST = {"plans": "almost", "waits": "almost", "extra": "yes"}
WHY = "Her scores had drifted when she scored this."


@pytest.fixture(autouse=True)
def _past_the_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no case be among the first ten."""
    monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 0)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def decided_by_ben(stage: Stage, levels: dict[str, str]) -> Case:
    """Give a case that Ben decided alone."""
    measured(stage)
    case = stage.submitted()
    draw(case, low=False)
    lock(stage.cast.ben, levels)
    assert fresh(case).state == State.DECIDED
    return fresh(case)


def looked_at(stage: Stage, first: dict[str, str], second: dict[str, str]) -> Case:
    """Give it after Bola scored it again."""
    case = decided_by_ben(stage, first)
    actions.score_again(case_id=case.pk, why=WHY)
    assert lock(stage.cast.bola, second).case_id == case.pk
    return fresh(case)


def look_at(case: Case) -> SecondLook:
    return SecondLook.objects.get(case=case)


def test_r17_a_single_decision_is_scored_again_by_another_and_stands_meanwhile(
    stage: Stage,
) -> None:
    """It is offered to Bola, never to Ben; the case stays decided, its attempt closed."""
    case = decided_by_ben(stage, YES)
    look = actions.score_again(case_id=case.pk, why=WHY)
    assert actions.score_again(case_id=case.pk, why="Once more.") == look
    assert actions.take_next(person=stage.cast.ben) is None
    hers = actions.take_next(person=stage.cast.bola)
    assert (hers.case_id, hers.seat) == (case.pk, 2)
    assert fresh(case).state == State.DECIDED
    assert fresh(case).submission.state == "closed"
    assert fresh(case).decision == case.decision


def test_r17_the_same_outcome_is_recorded_and_changes_nothing(stage: Stage) -> None:
    """One decision and one letter; the chain tells of the look, and it is over."""
    case = looked_at(stage, YES, YES)
    look = look_at(case)
    assert (look.state, look.outcome, case.look_state) == (Look.SAME, "earned", "")
    assert Decision.objects.filter(case=case).count() == 1
    told = [
        (each.facts["look_from"], each.facts["look_to"])
        for each in history("submission", case.submission_id)
        if "look_to" in each.facts
    ]
    assert told == [("scoring", "same")]
    assert chain_faults() == []
    deliver_all()
    assert queries.reliability_of(stage.microcredential).double_scored == 1


def test_r17_a_difference_goes_to_a_lead_and_a_better_outcome_is_hers_at_once(
    client: Client, stage: Stage
) -> None:
    """A new decision and letter supersede the first, which is kept; her draft is earned."""
    case = looked_at(stage, CLEARLY_NOT, YES)
    first = case.decision
    assert case.look_state == Look.DISCREPANT
    adjudicate(stage.cast.gita, "yes")
    after = fresh(case)
    assert look_at(case).state == Look.BETTER
    assert (after.decision.outcome, after.decision.supersedes) == ("earned", first)
    assert after.submission.outcome == "earned"
    assert not after.submission.reopened
    assert Decision.objects.get(pk=first.pk).letter.parts
    assert after.decision.record["second_look"]["supersedes"] == first.record_hash
    news = OutboxEvent.objects.filter(kind="review.Decided").values_list("payload", flat=True)
    assert [each["outcome"] for each in news] == ["not_yet", "earned"]
    client.force_login(stage.cast.amina)
    page = client.get(reverse("review:tracker", args=[case.submission_id])).content.decode()
    assert "takes the place of the earlier one" in page


def test_r17_an_adjudication_may_confirm_the_first_decision(stage: Stage) -> None:
    """Then nothing changes."""
    case = looked_at(stage, YES, ALMOST)
    adjudicate(stage.cast.gita, "yes")
    assert look_at(case).state == Look.SAME
    assert fresh(case).decision == case.decision


def worse(stage: Stage) -> Case:
    case = looked_at(stage, YES, ALMOST)
    adjudicate(stage.cast.gita, "almost")
    return fresh(case)


def test_r17_a_worse_outcome_is_never_taken_from_her_silently(stage: Stage) -> None:
    """It waits for a lead; until then decision, attempt and award are as they were."""
    case = worse(stage)
    assert case.look_state == Look.FOR_A_LEAD
    assert case.decision.outcome == "earned"
    assert case.submission.outcome == "earned"
    with pytest.raises(actions.Refusal, match="why"):
        actions.settle_look(person=stage.cast.gita, case_id=case.pk, keep=True, words=" ")


def test_r17_a_lead_may_let_the_first_decision_stand(stage: Stage) -> None:
    """Her words are kept; the teacher keeps what she was told."""
    case = worse(stage)
    actions.settle_look(
        person=stage.cast.gita, case_id=case.pk, keep=True, words="Both readings hold."
    )
    assert (look_at(case).state, look_at(case).words) == (Look.KEPT, "Both readings hold.")
    assert fresh(case).decision == case.decision
    with pytest.raises(actions.Refusal, match="no longer waits"):
        actions.settle_look(person=stage.cast.gita, case_id=case.pk, keep=True, words="Again.")


def test_r17_a_lower_outcome_comes_with_a_leads_words_and_leaves_the_award(stage: Stage) -> None:
    """A new decision and letter; the award is as it was: only an officer takes it back (R19)."""
    from lapel.journey.issuing.models import Award

    case = worse(stage)
    deliver_all()
    award = Award.objects.get(decision=case.decision)
    actions.settle_look(
        person=stage.cast.gita, case_id=case.pk, keep=False, words="Two follow-ups are missing."
    )
    deliver_all()
    after = fresh(case)
    assert look_at(case).state == Look.WORSE
    assert after.decision.outcome == "almost"
    assert "Two follow-ups are missing." in after.decision.letter.note
    assert (after.submission.outcome, after.submission.reopened) == ("almost", True)
    kept = Award.objects.get(pk=award.pk)
    assert (kept.state, kept.decision) == (award.state, case.decision)
    assert Award.objects.count() == 1


def test_r17_two_below_the_line_need_no_lead(stage: Stage) -> None:
    """Not yet and almost come to the lower (R8), which is what she was told."""
    measured(stage)
    case = stage.submitted()
    draw(case, low=False)
    lock(stage.cast.ben, {"plans": "not_yet", "waits": "not_yet", "extra": "yes"})
    actions.score_again(case_id=case.pk, why=WHY)
    lock(stage.cast.bola, ALMOST)
    assert look_at(case).state == Look.SAME


@pytest.mark.parametrize("who", ["ben", "hana", "elif_", "amina"])
def test_r17_only_a_lead_asks_and_settles(stage: Stage, who: str) -> None:
    """Assessors, officers, programme leads and the teacher may not."""
    other = getattr(stage.cast, who)
    case = worse(stage)
    with pytest.raises(PermissionDenied):
        actions.settle_look(person=other, case_id=case.pk, keep=False, words="No.")
    with pytest.raises(PermissionDenied):
        actions.score_again(case_id=case.pk, why=WHY, person=other)


def test_r17_a_lead_who_is_the_teacher_settles_nothing_of_hers(stage: Stage) -> None:
    """Nobody decides on her own work."""
    belongs(stage.cast.amina, stage.cast.college, Role.LEAD_ASSESSOR)
    case = worse(stage)
    with pytest.raises(PermissionDenied):
        actions.settle_look(person=stage.cast.amina, case_id=case.pk, keep=True, words="Mine.")


def test_r17_what_two_scored_or_nobody_decided_is_not_scored_again(stage: Stage) -> None:
    """Each with a sentence."""
    case = stage.submitted()
    with pytest.raises(actions.Refusal, match="Only a decided case"):
        actions.score_again(case_id=case.pk, why=WHY)
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    with pytest.raises(actions.Refusal, match="Two assessors"):
        actions.score_again(case_id=case.pk, why=WHY)
    with pytest.raises(actions.Refusal, match="why"):
        actions.score_again(case_id=case.pk, why="")


def test_r17_a_later_attempt_takes_the_place_of_a_look(stage: Stage) -> None:
    """It is scored by two in any case; an open look ends without a result."""
    measured(stage)
    draft = enrol(stage.cast.amina, stage.version, stage.cast.school)
    case = submit(draft)
    draw(case, low=False)
    lock(stage.cast.ben, CLEARLY_NOT)
    look = actions.score_again(case_id=case.pk, why=WHY)
    mine = actions.take_next(person=stage.cast.bola)
    assert mine.case_id == case.pk
    submit(draft, open_criteria=["plans", "waits"])
    from review.stage import finish

    finish(mine, YES)
    look.refresh_from_db()
    assert look.state == Look.GIVEN_UP
    assert fresh(case).decision.outcome == "not_yet"
    with pytest.raises(actions.Refusal, match="later attempt"):
        actions.score_again(case_id=case.pk, why=WHY)


def test_r14_an_appeal_ends_a_second_look(stage: Stage) -> None:
    """The teacher's own word goes first; who scored again meanwhile is set free."""
    case = decided_by_ben(stage, CLEARLY_NOT)
    actions.score_again(case_id=case.pk, why=WHY)
    actions.take_next(person=stage.cast.bola)
    actions.appeal_decision(
        person=stage.cast.amina,
        submission_id=case.submission_id,
        criteria=["plans"],
        words="The second question is open.",
    )
    assert look_at(case).state == Look.GIVEN_UP
    assert fresh(case).state == State.APPEAL
    assert queries.open_assessment(stage.cast.bola) is None


def test_r17_who_cannot_judge_is_followed_by_another(stage: Stage) -> None:
    """The first scoring stays, the look goes on."""
    from cast import person

    case = decided_by_ben(stage, YES)
    nia = person("Nia")
    belongs(nia, stage.cast.college, Role.ASSESSOR)
    stage.appoint(nia)
    actions.score_again(case_id=case.pk, why=WHY)
    lock(stage.cast.bola, {**YES, "waits": "cannot_judge/unreadable"})
    assert fresh(case).look_state == Look.SCORING
    assert actions.take_next(person=nia).seat == 2


def test_r17_an_adjudicator_who_lapses_leaves_the_look_waiting_for_a_lead(stage: Stage) -> None:
    """Handed back, it is discrepant again and another lead may take it."""
    case = looked_at(stage, YES, ALMOST)
    mine = actions.take_adjudication(person=stage.cast.gita)
    assert fresh(case).look_state == Look.ADJUDICATION
    actions.hand_back(person=stage.cast.gita, assessment_id=mine.pk)
    assert fresh(case).look_state == Look.DISCREPANT


def test_r5_a_second_look_is_never_scored_by_a_lead_and_looks_like_any_other(
    client: Client, stage: Stage
) -> None:
    """Leads know how it was decided; to an assessor the pages are those of any case."""
    from django.db import transaction

    from review.test_blindness import everything_ben_receives

    stage.appoint(stage.cast.gita)
    found = []
    for again in (False, True):
        with transaction.atomic():
            if again:
                measured(stage)
                case = stage.submitted()
                draw(case, low=False)
                lock(stage.cast.bola, CLEARLY_NOT)
                actions.score_again(case_id=case.pk, why=WHY)
                assert actions.take_next(person=stage.cast.gita) is None
            else:
                stage.submitted()
            found.append(everything_ben_receives(client, stage))
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_r17_a_route_says_why_it_was_single_even_after_a_second_look(stage: Stage) -> None:
    """How it was routed stays as it was recorded."""
    case = looked_at(stage, YES, YES)
    assert Route.objects.get(case=case).is_single
    assert case.decision.record["routing"]["second_why"] == []


def test_r17_a_lead_has_it_scored_again_and_settles_on_her_pages(
    client: Client, stage: Stage
) -> None:
    """From the list of decided cases to the lower outcome, by plain forms; no outcome is listed."""
    case = decided_by_ben(stage, YES)
    client.force_login(stage.cast.gita)
    listed = client.get(reverse("review:decided")).content.decode()
    assert ">one<" in listed
    assert "Earned" not in listed
    page = reverse("review:case", args=[case.pk])
    assert "Decided by one assessor" in client.get(page).content.decode()
    refused = client.post(reverse("review:again", args=[case.pk]), {"why": ""}, follow=True)
    assert "Say in a sentence why." in refused.content.decode()
    asked = client.post(reverse("review:again", args=[case.pk]), {"why": WHY}, follow=True)
    assert "Another assessor is asked" in asked.content.decode()
    assert "being scored again" in client.get(reverse("review:decided")).content.decode()
    lock(stage.cast.bola, ALMOST)
    assert "Take this dispute" in client.get(page).content.decode()
    adjudicate(stage.cast.gita, "almost")
    assert "with a lower outcome" in client.get(reverse("review:lead")).content.decode()
    lower = client.get(page).content.decode()
    assert "The teacher was told: Earned" in lower
    assert "Yes, now Almost" in lower
    settle = reverse("review:settle_look", args=[case.pk])
    assert "Choose what is to happen" in client.post(settle, follow=True).content.decode()
    done = client.post(settle, {"keep": "keep", "words": "Both readings hold."}, follow=True)
    assert "The first decision stands, as a lead assessor decided" in done.content.decode()
    again = client.post(settle, {"keep": "keep", "words": "Again."}, follow=True)
    assert "no longer waits" in again.content.decode()


def test_r17_the_teacher_is_told_of_a_look_when_something_came_of_it(
    client: Client, stage: Stage
) -> None:
    """While a lower outcome waits nothing is said; afterwards what stands, and by whom."""
    case = worse(stage)
    client.force_login(stage.cast.amina)
    address = reverse("review:tracker", args=[case.submission_id])
    assert "One assessor." in client.get(address).content.decode()
    assert "lead assessor scored" not in client.get(address).content.decode()
    actions.settle_look(
        person=stage.cast.gita, case_id=case.pk, keep=True, words="Both readings hold."
    )
    assert "As a check it was scored again" in client.get(address).content.decode()


def test_r19_an_officer_reads_on_the_award_that_its_decision_came_out_lower(
    client: Client, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The award is untouched, and hers to take back or not."""
    from lapel.journey.issuing.models import Award

    monkeypatch.setattr("lapel.journey.people.policies.TWO_FACTOR_ROLES", ())
    case = worse(stage)
    deliver_all()
    address = reverse("issuing:award", args=[Award.objects.get(decision=case.decision).pk])
    client.force_login(stage.cast.hana)
    assert "was scored again" not in client.get(address).content.decode()
    actions.settle_look(
        person=stage.cast.gita, case_id=case.pk, keep=False, words="Two follow-ups are missing."
    )
    assert "was scored again" in client.get(address).content.decode()
