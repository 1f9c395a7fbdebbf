"""What later rooms tell a plan: awards by issuing, enrolments by learning, answers by diagnosis."""

from __future__ import annotations

from datetime import timedelta

import pytest

from diagnosis.asking import answer_all, begin, fill_bank
from issuing.earning import earned
from lapel.journey.diagnosis.models import Diagnosis, LaterResult
from lapel.journey.diagnosis.queries import results_between
from lapel.journey.issuing.actions import Terms, change_one, revoke
from lapel.journey.learning.actions import enrol, leave
from lapel.journey.plan import queries
from lapel.journey.plan.actions import note_found, settle_proposal
from lapel.journey.plan.models import Known, Plan, Proposal
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from plan.shelf import offer, planned, work
from review.stage import Stage


def posterior_counts(cast):
    """Count the decisions that move what is known of her now."""
    return len(results_between(cast.amina.pk, None, None))


def kinds():
    return list(Known.objects.order_by("kind").values_list("kind", "microcredential__slug"))


def test_an_award_is_held_from_issuing_to_revocation(cast):
    """Earned by two assessors' scores, and issued by jobs; nobody writes into the plan by hand.

    And no longer than until the end that it is given: neither it nor what was decided for it.
    """
    stage = Stage(cast)
    award = earned(stage)
    slug = stage.microcredential.slug
    assert queries.held_by(cast.amina) == {slug}
    end = now() + timedelta(days=90)
    terms = Terms(words="For a while.", reason="policy", valid_until=end)
    change_one(person=cast.hana, verb="expire", award_id=award.pk, terms=terms)
    work()
    assert Known.objects.get(source=award.pk).ends_at == end
    assert {each.ends_at for each in LaterResult.objects.all()} == {end}
    assert posterior_counts(cast) > 0
    with clock_at(end + timedelta(hours=1)):
        assert queries.held_by(cast.amina) == frozenset()
        assert posterior_counts(cast) == 0
    revoke(person=cast.hana, award_id=award.pk, reason="issued_in_error", words="A wrong file.")
    work()
    assert queries.held_by(cast.amina) == frozenset()


def test_an_enrolment_is_begun_until_she_leaves(cast):
    """A plan marks what she is on."""
    version = offer(cast)["ask-more"]
    enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
    work()
    assert kinds() == [("begun", "ask-more")]
    leave(person=cast.amina, enrolment=enrolment)
    work()
    assert kinds() == []


@pytest.mark.parametrize("option", [1, 0], ids=["well", "badly"])
def test_her_answers_move_the_plan(cast, option):
    """Before them she is anybody; after them less is in doubt, and the page is told of news."""
    offer(cast)
    fill_bank(cast)
    before = queries.beliefs_of(cast.amina)
    plan = planned(cast)
    answer_all(cast, begin(cast), iter([option] * 99))
    after = queries.beliefs_of(cast.amina)
    assert (before.is_diagnosed, after.is_diagnosed) == (False, True)
    assert after.by_code["T01"].sd < before.by_code["T01"].sd
    assert (after.by_code["T01"].mean > before.by_code["T01"].mean) is (option == 1)
    assert plan.known != queries.rounded(after)
    assert after.is_provisional


@pytest.mark.parametrize("option", [1, 0], ids=["well", "badly"])
def test_an_ended_diagnosis_has_the_best_plan_worked_out_and_shown_as_a_difference(cast, option):
    """What was found changes no step by itself: it is proposed, and hers to take or leave."""
    offer(cast)
    fill_bank(cast)
    planned(cast, weeks=60)
    work()
    Plan.objects.update(steps=["share-it"])
    answer_all(cast, begin(cast), iter([option] * 99))
    work()
    plan = queries.own_plan(cast.amina)
    assert plan.steps == ["share-it"]
    assert plan.proposal.because == "known"
    told = queries.shown_of(plan).proposal
    assert told["came"]
    assert all(each.why for each in told["came"])
    taken = settle_proposal(person=cast.amina, proposal_id=plan.proposal.pk, take=True)
    assert taken.steps == plan.proposal.steps
    assert taken.known == queries.rounded(queries.beliefs_of(cast.amina))


def test_a_diagnosis_that_leaves_the_best_plan_as_it_is_proposes_nothing(cast, monkeypatch):
    """And what was found is no news for the plan any more: its page does not offer it again."""
    offer(cast)
    fill_bank(cast)
    planned(cast, weeks=200)
    work()
    before = Plan.objects.get()
    monkeypatch.setattr("lapel.journey.plan.actions.propose.ENOUGH", 1e9)
    answer_all(cast, begin(cast), iter([0] * 99))
    assert Plan.objects.get().known == before.known
    work()
    after = Plan.objects.get()
    assert (after.steps, after.is_being_worked_out) == (before.steps, False)
    assert not Proposal.objects.exists()
    assert after.known == queries.rounded(queries.beliefs_of(cast.amina))


def test_a_diagnosis_without_an_answer_or_without_a_plan_asks_for_nothing(cast):
    """Nothing was found; or there is no plan to look at."""
    offer(cast)
    fill_bank(cast)
    answer_all(cast, begin(cast))
    work()
    assert not Plan.objects.exists()
    planned(cast)
    work()
    was = Plan.objects.get().revision
    empty = Diagnosis.objects.get()
    Diagnosis.objects.filter(pk=empty.pk).update(revision=0)
    note_found(diagnosis_id=empty.pk)
    assert Plan.objects.get().revision == was


def test_the_result_of_a_diagnosis_leads_to_what_is_next(cast, client):
    """A first plan, what is proposed, or the plan as it stands; and whether it is worked out."""
    offer(cast)
    fill_bank(cast)
    done = answer_all(cast, begin(cast), iter([0] * 99))
    client.force_login(cast.amina)
    address = f"/diagnosis/{done.pk}/"
    assert "Make a plan" in client.get(address).text
    planned(cast, weeks=60)
    assert "being worked out anew" in client.get(address).text
    work()
    assert "Your plan rests on what is known" in client.get(address).text
    Plan.objects.update(known={})
    assert "has changed since your plan was made" in client.get(address).text
    Plan.objects.update(steps=["share-it"])
    note_found(diagnosis_id=done.pk)
    work()
    assert "Look at what would change" in client.get(address).text
