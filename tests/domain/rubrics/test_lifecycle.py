"""The states of a case under review."""

import pytest

from lapel.domain.rubrics.lifecycle import FINAL, HELD, SCORING, State, may_follow

# DOMAIN.md: queued → in_review → agreed | discrepant → adjudication → decided.
ALLOWED = [
    (State.QUEUED, State.IN_REVIEW),
    (State.IN_REVIEW, State.AGREED),
    (State.IN_REVIEW, State.DISCREPANT),
    (State.AGREED, State.DECIDED),
    (State.DISCREPANT, State.ADJUDICATION),
    (State.ADJUDICATION, State.DECIDED),
    (State.IN_REVIEW, State.HOLD_PRIVACY),
    (State.HOLD_JUDGEMENT, State.RETURNED),
]


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_the_ways_of_the_state_machine_are_open(before: State, after: State) -> None:
    """Each arrow of DOMAIN.md's state machine may be gone."""
    assert may_follow(before, after)


@pytest.mark.parametrize("state", [state for state in State if state is not State.DECIDED])
def test_a_decision_follows_only_agreement_or_adjudication(state: State) -> None:
    """No stage is skipped on the way to a decision."""
    allowed = state in (State.AGREED, State.ADJUDICATION)
    assert may_follow(state, State.DECIDED) is allowed


@pytest.mark.parametrize("after", State)
@pytest.mark.parametrize("before", sorted(FINAL))
def test_nothing_follows_a_final_state(before: State, after: State) -> None:
    """What is decided, returned or withdrawn stays so."""
    assert not may_follow(before, after)


def test_every_other_state_may_be_withdrawn() -> None:
    """A teacher may take her work back at any time before it is decided."""
    assert all(may_follow(state, State.WITHDRAWN) for state in State if state not in FINAL)
    assert FINAL.isdisjoint(HELD | SCORING)
