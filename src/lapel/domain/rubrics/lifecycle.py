"""The states of a case under review, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands; the names are those of DOMAIN.md's state machine."""

    QUEUED = "queued"
    IN_REVIEW = "in_review"
    AGREED = "agreed"
    SCORED_ONCE = "scored_once"
    DISCREPANT = "discrepant"
    ADJUDICATION = "adjudication"
    HOLD_PRIVACY = "hold_privacy"
    HOLD_JUDGEMENT = "hold_judgement"
    HOLD_INTEGRITY = "hold_integrity"
    HOLD_VIVA = "hold_viva"
    DECIDED = "decided"
    APPEAL = "appeal"
    APPEAL_DECIDED = "appeal_decided"
    RETURNED = "returned"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


FINAL = frozenset(
    {State.DECIDED, State.APPEAL_DECIDED, State.RETURNED, State.CLOSED, State.WITHDRAWN}
)
# A lead decides on these; an inquiry is decided by those who hold it.
HELD = frozenset({State.HOLD_PRIVACY, State.HOLD_JUDGEMENT})
SCORING = frozenset({State.QUEUED, State.IN_REVIEW})
# An inquiry into integrity may stop a case here, and it comes back to where it was.
STOPPABLE = frozenset(
    {
        *(State.QUEUED, State.IN_REVIEW, State.DISCREPANT, State.ADJUDICATION, State.APPEAL),
        *HELD,
        State.HOLD_VIVA,
    }
)

_FOLLOWS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset(
        {State.AGREED, State.SCORED_ONCE, State.DISCREPANT, State.RETURNED, *HELD}
    ),
    State.AGREED: frozenset({State.DECIDED, State.HOLD_VIVA}),
    State.SCORED_ONCE: frozenset({State.DECIDED, State.HOLD_VIVA}),
    # `agreed`: what was in dispute has been scored for a teammate meanwhile (R24).
    State.DISCREPANT: frozenset({State.ADJUDICATION, State.AGREED}),
    State.ADJUDICATION: frozenset(
        {
            *(State.DECIDED, State.DISCREPANT, State.RETURNED),
            *(State.HOLD_PRIVACY, State.HOLD_VIVA),
        }
    ),
    # All is scored, and a talk comes before the award.
    State.HOLD_VIVA: frozenset({State.DECIDED}),
    State.HOLD_PRIVACY: frozenset(
        {State.IN_REVIEW, State.DISCREPANT, State.APPEAL, State.RETURNED}
    ),
    State.HOLD_JUDGEMENT: frozenset({State.IN_REVIEW, State.RETURNED}),
    State.HOLD_INTEGRITY: frozenset({*STOPPABLE, State.CLOSED}),
    # `decided` again: the teacher took her appeal back.
    State.APPEAL: frozenset({State.APPEAL_DECIDED, State.DECIDED, State.HOLD_PRIVACY}),
    State.DECIDED: frozenset({State.APPEAL}),
}
# What is decided can no longer be withdrawn, only the appeal can be taken back.
_NEVER_WITHDRAWN = frozenset({*FINAL, State.APPEAL})


def may_follow(before: State, after: State) -> bool:
    """Tell whether a case may go from one state to another in one step.

    A case that is not decided may be left by the teacher's withdrawal; an open one may be stopped
    by an inquiry.
    """
    if after is State.WITHDRAWN:
        return before not in _NEVER_WITHDRAWN
    if after is State.HOLD_INTEGRITY:
        return before in STOPPABLE
    return after in _FOLLOWS.get(before, frozenset())


class Look(StrEnum):
    """Where a second look at a decided case stands (R17); the case itself stays decided."""

    SCORING = "scoring"
    DISCREPANT = "discrepant"
    ADJUDICATION = "adjudication"
    FOR_A_LEAD = "for_a_lead"
    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    KEPT = "kept"
    GIVEN_UP = "given_up"


LOOK_OVER = frozenset({Look.SAME, Look.BETTER, Look.WORSE, Look.KEPT, Look.GIVEN_UP})
_LOOK_FOLLOWS: dict[Look, frozenset[Look]] = {
    Look.SCORING: frozenset({Look.SAME, Look.BETTER, Look.FOR_A_LEAD, Look.DISCREPANT}),
    Look.DISCREPANT: frozenset({Look.ADJUDICATION}),
    Look.ADJUDICATION: frozenset({Look.SAME, Look.BETTER, Look.FOR_A_LEAD, Look.DISCREPANT}),
    Look.FOR_A_LEAD: frozenset({Look.KEPT, Look.WORSE}),
}


def look_may_follow(before: Look, after: Look) -> bool:
    """Tell whether a second look may go from one state to another in one step.

    One that is not over may be given up: the case was appealed, or nobody could judge the work.
    What came out worse waits for a lead; no step leads to it without her.
    """
    if before in LOOK_OVER:
        return False
    return after is Look.GIVEN_UP or after in _LOOK_FOLLOWS[before]
