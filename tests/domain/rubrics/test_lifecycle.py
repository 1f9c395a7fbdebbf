"""The states of a case under review."""

import pytest

from lapel.domain.rubrics.lifecycle import (
    FINAL,
    HELD,
    LOOK_OVER,
    SCORING,
    STOPPABLE,
    Look,
    State,
    look_may_follow,
    may_follow,
)

# DOMAIN.md: queued → in_review (A1, A2 blind) → agreed | discrepant → adjudication → decided;
# appeal → appeal_decided; side states hold_integrity, hold_privacy, withdrawn. R6, R8: what cannot
# be judged waits for a lead (hold_judgement) or goes back to pre-check (returned). ADR 26: an
# appeal that is taken back leaves the decision; an upheld inquiry closes a case. ADR 24: where one
# scoring does, scored_once comes before the decision. ADR 31: a talk may come before an award.
WAYS = {
    "queued": "in_review hold_integrity withdrawn",
    "in_review": (
        "agreed scored_once discrepant returned hold_privacy hold_judgement hold_integrity "
        "withdrawn"
    ),
    "agreed": "decided hold_viva withdrawn",
    "scored_once": "decided hold_viva withdrawn",
    "discrepant": "adjudication agreed hold_integrity withdrawn",
    "adjudication": "decided discrepant returned hold_privacy hold_viva hold_integrity withdrawn",
    "hold_privacy": "in_review discrepant appeal returned hold_integrity withdrawn",
    "hold_judgement": "in_review returned hold_integrity withdrawn",
    "hold_integrity": (
        "queued in_review discrepant adjudication appeal hold_privacy hold_judgement hold_viva "
        "closed withdrawn"
    ),
    "hold_viva": "decided hold_integrity withdrawn",
    "decided": "appeal",
    "appeal": "appeal_decided decided hold_privacy hold_integrity",
    "appeal_decided": "",
    "returned": "",
    "closed": "",
    "withdrawn": "",
}


@pytest.mark.parametrize("before", State)
def test_exactly_the_ways_of_the_state_machine_are_open(before: State) -> None:
    """Every pair of states, against the table that DOMAIN.md and ADR 26 draw in words."""
    assert {after for after in State if may_follow(before, after)} == {
        State(each) for each in WAYS[before].split()
    }


@pytest.mark.parametrize("state", [state for state in State if state is not State.DECIDED])
def test_a_decision_follows_only_scores_adjudication_or_an_appeal_taken_back(
    state: State,
) -> None:
    """No stage is skipped on the way to a decision; a talk comes only after all is scored."""
    scored = {State.AGREED, State.SCORED_ONCE, State.ADJUDICATION}
    assert may_follow(state, State.DECIDED) is (state in scored | {State.APPEAL, State.HOLD_VIVA})
    assert may_follow(state, State.HOLD_VIVA) is (state in scored | {State.HOLD_INTEGRITY})


def test_r14_an_appeal_is_decided_once_and_for_good() -> None:
    """After `appeal_decided` nothing follows, and only a decision leads to an appeal or a hold."""
    assert not any(may_follow(State.APPEAL_DECIDED, state) for state in State)
    before = {state for state in State if may_follow(state, State.APPEAL)}
    assert before == {State.DECIDED, State.HOLD_PRIVACY, State.HOLD_INTEGRITY}


def test_every_way_leads_to_an_end() -> None:
    """From each state some final state can be reached, so no case is ever lost in a side state."""
    for state in State:
        seen, open_ = {state}, [state]
        while open_:
            here = open_.pop()
            new = {after for after in State if may_follow(here, after)} - seen
            seen |= new
            open_ += new
        assert seen & FINAL


def test_what_is_not_decided_may_be_withdrawn() -> None:
    """A teacher may take her work back at any time before it is decided, never afterwards."""
    never = {*FINAL, State.APPEAL}
    assert {state for state in State if may_follow(state, State.WITHDRAWN)} == {*State} - never
    assert FINAL.isdisjoint(HELD | SCORING | STOPPABLE)


# ADR 24: agreement or a better outcome ends a second look, a difference is adjudicated, and what
# came out worse waits for a lead.
LOOKS = {
    "scoring": "same better for_a_lead discrepant given_up",
    "discrepant": "adjudication given_up",
    "adjudication": "same better for_a_lead discrepant given_up",
    "for_a_lead": "kept worse given_up",
    **dict.fromkeys(("same", "better", "worse", "kept", "given_up"), ""),
}


@pytest.mark.parametrize("before", Look)
def test_exactly_the_ways_of_a_second_look_are_open(before: Look) -> None:
    """Every pair of states of a second look, against the table that ADR 24 gives in words."""
    after = {each for each in Look if look_may_follow(before, each)}
    assert after == {Look(each) for each in LOOKS[before].split()}
    assert (not after) == (before in LOOK_OVER)


def test_r17_a_worse_outcome_is_reached_through_a_lead_alone() -> None:
    """No path of a second look leads to `worse` but the one on which a lead decides."""
    assert {each for each in Look if look_may_follow(each, Look.WORSE)} == {Look.FOR_A_LEAD}
