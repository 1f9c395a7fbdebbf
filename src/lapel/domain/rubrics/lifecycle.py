"""The states of a case under review, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands; the names are those of DOMAIN.md's state machine."""

    QUEUED = "queued"
    IN_REVIEW = "in_review"
    AGREED = "agreed"
    DISCREPANT = "discrepant"
    ADJUDICATION = "adjudication"
    HOLD_PRIVACY = "hold_privacy"
    HOLD_JUDGEMENT = "hold_judgement"
    DECIDED = "decided"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


FINAL = frozenset({State.DECIDED, State.RETURNED, State.WITHDRAWN})
HELD = frozenset({State.HOLD_PRIVACY, State.HOLD_JUDGEMENT})
SCORING = frozenset({State.QUEUED, State.IN_REVIEW})

_FOLLOWS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.AGREED, State.DISCREPANT, State.RETURNED, *HELD}),
    State.AGREED: frozenset({State.DECIDED}),
    State.DISCREPANT: frozenset({State.ADJUDICATION}),
    State.ADJUDICATION: frozenset(
        {State.DECIDED, State.DISCREPANT, State.RETURNED, State.HOLD_PRIVACY}
    ),
    State.HOLD_PRIVACY: frozenset({State.IN_REVIEW, State.DISCREPANT, State.RETURNED}),
    State.HOLD_JUDGEMENT: frozenset({State.IN_REVIEW, State.RETURNED}),
}


def may_follow(before: State, after: State) -> bool:
    """Tell whether a case may go from one state to another in one step.

    Every state that is not final may be left by the teacher's withdrawal.
    """
    if before in FINAL:
        return False
    return after is State.WITHDRAWN or after in _FOLLOWS[before]
