"""Where a teacher's submission is, and who acts next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.journey.evidence.models import Submission
from lapel.journey.people.queries import business_days_between, calendar_of
from lapel.journey.record.queries import history, now
from lapel.journey.review.models import STATES, Case, IntegrityHold
from lapel.journey.review.queries.history import AGGREGATE, timeline
from lapel.journey.review.queries.leading import unjudged_rows
from lapel.journey.review.queries.scorers import for_two, scored_by

if TYPE_CHECKING:
    from datetime import datetime
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
    scored_by: str
    zone: ZoneInfo
    days_used: int
    is_late: bool
    events: list[dict[str, Any]]
    finding: str = ""

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
    case = (
        Case.objects.filter(submission=submission)
        .select_related("version", "appeal", "submission__draft", "decision__letter")
        .first()
    )
    state = _state(submission, case)
    ended = case.ended_at if case and case.ended_at else now()
    return Track(
        submission=submission,
        case=case,
        state=state,
        words=_words(state),
        who_next=_who_next(state, reopened=submission.reopened, two=case is None or for_two(case)),
        scored_by=scored_by(case) if case else "",
        zone=calendar_of(submission.organisation).zone,
        days_used=business_days_between(submission.organisation, _begun(submission, case), ended),
        is_late=bool(case and case.breached_at and state not in FINAL),
        events=_events(case),
        finding=_finding(case),
    )


def _finding(case: Case | None) -> str:
    """Give what people found in the last inquiry that is over, in their words."""
    if case is None:
        return ""
    over = IntegrityHold.objects.filter(case=case, released_at__isnull=False)
    words = over.order_by("-released_at").values_list("words", flat=True).first()
    return words or ""


def _begun(submission: Submission, case: Case | None) -> datetime:
    """Give when the clock began that runs now, or ran last: with the appeal, where there is one."""
    appeal = getattr(case, "appeal", None)
    return appeal.opened_at if appeal else submission.submitted_at


def to_mend(case: Case | None) -> dict[str, Any] | None:
    """Give what could not be judged and what a lead said of it, where a case was sent back."""
    if case is None or case.state != State.RETURNED:
        return None
    entry = history(AGGREGATE, case.chain).filter(facts__to=State.RETURNED).last()
    text = getattr(entry, "text", None)
    return {"rows": unjudged_rows(case), "words": text.words if text else ""}


def _state(submission: Submission, case: Case | None) -> str:
    if submission.state == Submission.State.WITHDRAWN:
        return State.WITHDRAWN
    return case.state if case else State.QUEUED


def words_for_teacher(submission: Submission, case: Case | None) -> str | _StrPromise:
    """Say in a few words where a submission is."""
    return _words(_state(submission, case))


def next_for_teacher(submission: Submission, case: Case | None) -> str | _StrPromise:
    """Say what comes next where it may be hers to do it; "" while others are at it."""
    said = {
        State.HOLD_VIVA: _("Next: five minutes about your work; see whose turn it is."),
        State.HOLD_INTEGRITY: _("Next: a question about your work; see what you are asked."),
    }
    return said.get(State(_state(submission, case)), "")


def _words(state: str) -> str | _StrPromise:
    """Call a state as a teacher should read it: which of two scores differ is no news to her."""
    if state in (State.DISCREPANT, State.ADJUDICATION, State.AGREED, State.SCORED_ONCE):
        return _("Both assessors are done; a lead assessor takes a last look")
    return STATES[State(state)]


def _who_next(state: str, *, reopened: bool, two: bool) -> str:
    assessors = (
        _("Two assessors who do not know you or each other.")
        if two
        else _("An assessor who does not know you, and a second one where it is drawn or close.")
    )
    said = {
        State.QUEUED: assessors,
        State.IN_REVIEW: assessors,
        State.AGREED: _("Nobody: the decision is being written."),
        State.SCORED_ONCE: _("Nobody: the decision is being written."),
        State.DISCREPANT: _("A lead assessor."),
        State.ADJUDICATION: _("A lead assessor."),
        State.HOLD_PRIVACY: _("A lead assessor, within one business day."),
        State.HOLD_JUDGEMENT: _("A lead assessor, within one business day."),
        State.HOLD_VIVA: _("You, or the assessor who hears you: the notice above says who."),
        State.HOLD_INTEGRITY: _("Those who look into it; you hear from them, and can answer."),
        State.APPEAL: _("A third assessor, who does not know you or the first two."),
        State.CLOSED: _("You: read what was found; you may send another attempt."),
        State.RETURNED: _("You: see what could not be judged, and send it again."),
        State.WITHDRAWN: _("You, whenever you like."),
    }
    decided = (
        _("You: read the letter, and revise when you are ready.")
        if reopened
        else _("Nobody: it is yours.")
    )
    return said.get(State(state), decided)


def _events(case: Case | None) -> list[dict[str, Any]]:
    """Give the steps a teacher reads, each with its time; a state she need not know is left out."""
    if case is None:
        return []
    return [
        {"words": _words(each["state"]), "at": each["at"]}
        for each in timeline(case)
        if each["state"] not in (State.AGREED, State.SCORED_ONCE)
    ]
