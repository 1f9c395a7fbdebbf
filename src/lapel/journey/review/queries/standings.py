"""Where attempts stand, in a few words for lists; all of a teacher's are read at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.evidence.models import Submission
from lapel.journey.review.queries.letters import Verdict
from lapel.journey.review.queries.tracking import next_for_teacher, words_for_teacher

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class Standing:
    """An attempt with where it is, and its outcome once it is decided."""

    submission: Submission
    words: str | _StrPromise
    next_words: str | _StrPromise
    verdict: Verdict | None


def latest_standings(person: Person) -> dict[UUID, Standing]:
    """Give the last attempt of each of a teacher's enrolments, by the enrolment's id."""
    found = _light().filter(person=person).order_by("number")
    return {each.draft.enrolment_id: _standing(each) for each in found}


def standing_of(submission: Submission) -> Standing:
    """Give where one attempt stands."""
    return _standing(_light().get(pk=submission.pk))


def _light() -> QuerySet[Submission]:
    """Read attempts with their cases and outcomes, without any of the long documents."""
    found = Submission.objects.select_related("draft", "case__decision")
    return found.only(
        "number",
        "state",
        "person_id",
        "draft__enrolment_id",
        "case__state",
        "case__decision__outcome",
    )


def _standing(submission: Submission) -> Standing:
    case = getattr(submission, "case", None)
    decision = getattr(case, "decision", None)
    # While something is still open its outcome is not what to say first.
    settled = decision is not None and submission.state != Submission.State.QUEUED
    return Standing(
        submission=submission,
        words=words_for_teacher(submission, case),
        next_words=next_for_teacher(submission, case),
        verdict=Verdict(decision.outcome) if settled and decision else None,
    )
