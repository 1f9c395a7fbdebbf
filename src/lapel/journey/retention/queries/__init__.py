"""Reads: what is kept how long, until when, and why longer."""

from lapel.journey.retention.queries.plans import (
    MOST_PUT_OFF,
    WARNING,
    Plan,
    Step,
    can_put_off,
    is_named,
    plan_of,
    plans_of,
)
from lapel.journey.retention.queries.resting import rests_on
from lapel.journey.retention.queries.times import (
    TimesChange,
    changes_of,
    open_holds,
    organisations_kept,
    standing_hold,
    times_of,
)

__all__ = [
    "MOST_PUT_OFF",
    "WARNING",
    "Plan",
    "Step",
    "TimesChange",
    "can_put_off",
    "changes_of",
    "is_named",
    "open_holds",
    "organisations_kept",
    "plan_of",
    "plans_of",
    "rests_on",
    "standing_hold",
    "times_of",
]
