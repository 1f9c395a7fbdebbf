"""Who may do what with evidence: only the teacher whose it is, and only while nothing is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.evidence.models import Submission

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person


def owns(person: Person, draft: Draft) -> bool:
    """Tell whether this draft is hers."""
    return draft.enrolment.person_id == person.pk


def is_open(draft: Draft) -> bool:
    """Tell whether the draft may be changed: no attempt in flight, none earned."""
    last = draft.submissions.order_by("-number").first()
    if last is None or last.state == Submission.State.WITHDRAWN:
        return True
    return last.state == Submission.State.CLOSED and last.reopened
