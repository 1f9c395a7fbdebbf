"""Stacks: awarded by themselves, once, on what stands, and looked at when that falls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from issuing.earning import earned, staged
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.catalogue.actions import publish_stack
from lapel.journey.issuing.actions import award_stacks, revoke
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import address, stacks_that_lost_ground, verdict_on
from lapel.journey.record.actions import deliver_all

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.catalogue.models import Stack
    from review.stage import Stage

DOCUMENT = {
    "format": "lapel/stack@1",
    "slug": "talk",
    "title": "Talk",
    "summary": "Two proofs about talk.",
    "level": "Proficient",
    "category": "assessment strategies",
    "statement": "The holder leads talk in which students think.",
    "requires": {"all": ["waiting", "asking"]},
}


def two_and_a_stack(cast: Cast, stage: Stage) -> tuple[Stage, Stack]:
    other = staged(cast, "asking", "Asking openly")
    return other, publish_stack(person=cast.dara, organisation=cast.college, content=DOCUMENT)


def stack_awards() -> list[Award]:
    return list(Award.objects.filter(achievement__stack__isnull=False))


def test_the_last_award_of_a_stack_awards_the_stack(cast: Cast, stage: Stage) -> None:
    """It names what it rests on by id and digest, verifies, and comes once however often asked."""
    other, _stack = two_and_a_stack(cast, stage)
    first = earned(stage)
    assert stack_awards() == []
    second = earned(other)
    (stack,) = stack_awards()
    assert stack.state == Award.State.ISSUED
    assert set(stack.rests_on.all()) == {first, second}
    named = {piece["id"] for piece in json.loads(stack.document)["evidence"]}
    assert named == {address("award", first.pk), address("award", second.pk)}
    assert verdict_on(stack).outcome is Outcome.VALID
    award_stacks(award_id=second.pk)
    deliver_all()
    assert stack_awards() == [stack]


def test_a_revoked_award_does_not_count_towards_a_stack(cast: Cast, stage: Stage) -> None:
    """Only awards in force count on the day the stack is asked for."""
    other, _stack = two_and_a_stack(cast, stage)
    first = earned(stage)
    revoke(person=cast.hana, award_id=first.pk, reason="issued_in_error", words="Twice issued.")
    earned(other)
    assert stack_awards() == []


def test_two_teachers_do_not_complete_a_stack_together(cast: Cast, stage: Stage) -> None:
    """A stack is earned by one person's awards."""
    other, _stack = two_and_a_stack(cast, stage)
    earned(stage)
    earned(other, cast.chipo)
    assert stack_awards() == []


def test_a_stack_stays_when_a_member_is_revoked_and_its_officer_is_told(
    cast: Cast, stage: Stage
) -> None:
    """What it was awarded for was true that day: a person decides, no cascade does."""
    other, _stack = two_and_a_stack(cast, stage)
    first = earned(stage)
    earned(other)
    (stack,) = stack_awards()
    assert list(stacks_that_lost_ground(cast.hana)) == []
    revoke(person=cast.hana, award_id=first.pk, reason="integrity", words="Not her lesson.")
    deliver_all()
    stack.refresh_from_db()
    assert stack.state == Award.State.ISSUED
    assert list(stacks_that_lost_ground(cast.hana)) == [stack]
    assert list(stacks_that_lost_ground(cast.emre)) == []
