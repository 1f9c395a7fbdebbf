"""Where a teacher's submission is, and who acts next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.journey.evidence.models import Submission
from lapel.journey.people.queries import business_days_between, calendar_of
from lapel.journey.record.queries import history, now
from lapel.journey.review.models import STATES, Case
from lapel.journey.review.queries.history import AGGREGATE, timeline
from lapel.journey.review.queries.leading import unjudged_rows

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.utils.functional import _StrPromise

SHOWN_STEPS = ("queued", "in_review", "decided")


@dataclass(frozen=True)
class Track:
    """A submission on its way: its state in words, its clock, who acts next, what happened."""

    submission: Submission
    case: Case | None
    state: str
    words: str | _StrPromise
    who_next: str
    zone: ZoneInfo
    days_used: int
    is_late: bool
    events: list[dict[str, Any]]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will happen to this attempt."""
        return self.state in FINAL

    @property
    def may_revise(self) -> bool:
        """Tell whether the teacher may change her draft because this attempt left it open."""
        withdrawn = self.submission.state == Submission.State.WITHDRAWN
        return withdrawn or self.submission.reopened


def track_of(submission: Submission) -> Track:
    """Give a submission's track, in the zone of the organisation whose clock it runs by."""
    case = Case.objects.filter(submission=submission).select_related("version").first()
    state = _state(submission, case)
    ended = case.ended_at if case and case.ended_at else now()
    return Track(
        submission=submission,
        case=case,
        state=state,
        words=_words(state),
        who_next=_who_next(state, reopened=submission.reopened),
        zone=calendar_of(submission.organisation).zone,
        days_used=business_days_between(submission.organisation, submission.submitted_at, ended),
        is_late=bool(case and case.breached_at and state not in FINAL),
        events=_events(case),
    )


def to_mend(case: Case | None) -> dict[str, Any] | None:
    """Give what could not be judged and what a lead said of it, where a case was sent back."""
    if case is None or case.state != State.RETURNED:
        return None
    entry = history(AGGREGATE, case.submission_id).filter(facts__to=State.RETURNED).last()
    text = getattr(entry, "text", None)
    return {"rows": unjudged_rows(case), "words": text.words if text else ""}


def _state(submission: Submission, case: Case | None) -> str:
    if submission.state == Submission.State.WITHDRAWN:
        return State.WITHDRAWN
    return case.state if case else State.QUEUED


def words_for_teacher(submission: Submission, case: Case | None) -> str | _StrPromise:
    """Say in a few words where a submission is."""
    return _words(_state(submission, case))


def _words(state: str) -> str | _StrPromise:
    """Call a state as a teacher should read it: which of two scores differ is no news to her."""
    if state in (State.DISCREPANT, State.ADJUDICATION, State.AGREED):
        return _("Both assessors are done; a lead assessor takes a last look")
    return STATES[State(state)]


def _who_next(state: str, *, reopened: bool) -> str:
    said = {
        State.QUEUED: _("Two assessors who do not know you or each other."),
        State.IN_REVIEW: _("Two assessors who do not know you or each other."),
        State.AGREED: _("Nobody: the decision is being written."),
        State.DISCREPANT: _("A lead assessor."),
        State.ADJUDICATION: _("A lead assessor."),
        State.HOLD_PRIVACY: _("A lead assessor, within one business day."),
        State.HOLD_JUDGEMENT: _("A lead assessor, within one business day."),
        State.RETURNED: _("You: see what could not be judged, and send it again."),
        State.WITHDRAWN: _("You, whenever you like."),
        State.DECIDED: _("You: read the letter, and revise when you are ready.")
        if reopened
        else _("Nobody: it is yours."),
    }
    return said[State(state)]


def _events(case: Case | None) -> list[dict[str, Any]]:
    """Give the steps a teacher reads, each with its time; a state she need not know is left out."""
    if case is None:
        return []
    return [
        {"words": _words(each["state"]), "at": each["at"]}
        for each in timeline(case)
        if each["state"] != State.AGREED
    ]
