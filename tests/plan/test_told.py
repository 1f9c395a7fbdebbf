"""What later rooms tell a plan: awards by issuing, enrolments by learning, answers by diagnosis."""

from __future__ import annotations

import pytest

from diagnosis.asking import answer_all, begin, fill_bank
from issuing.earning import earned
from lapel.journey.issuing.actions import revoke
from lapel.journey.learning.actions import enrol, leave
from lapel.journey.plan import queries
from lapel.journey.plan.models import Known
from plan.shelf import offer, planned, work
from review.stage import Stage


def kinds():
    return list(Known.objects.order_by("kind").values_list("kind", "microcredential__slug"))


def test_an_award_is_held_from_issuing_to_revocation(cast):
    """Earned by two assessors' scores, and issued by jobs; nobody writes into the plan by hand."""
    stage = Stage(cast)
    award = earned(stage)
    slug = stage.microcredential.slug
    assert queries.held_by(cast.amina) == {slug}
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
