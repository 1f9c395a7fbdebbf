"""What the demo's teachers appealed: one appeal that changed something, one that is being heard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import intake
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.review import actions as review
from lapel.journey.review.models import Decision

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People


def happen(people: People) -> None:
    """Have each appeal made, and heard where it is told by whom."""
    for told in people.afterwards["appeals"]:
        submission = Submission.objects.get(
            person=people.persons[told["teacher"]],
            draft__enrolment__version__microcredential__slug=told["microcredential"],
        )
        letter = Decision.objects.get(case__submission=submission)
        made = letter.decided_at + timedelta(days=told["days_after"])
        with clock_at(made):
            _make(submission, told)
        if "heard_by" in told:
            with clock_at(made + timedelta(days=told["heard_days_after"])):
                _hear(people, submission, told)


def _make(submission: Submission, told: dict[str, Any]) -> None:
    review.appeal_decision(
        person=submission.person,
        submission_id=submission.pk,
        criteria=told["criteria"],
        words=told["words"],
    )
    deliver_all(leave=intake.MADE_BESIDE)


def _hear(people: People, submission: Submission, told: dict[str, Any]) -> None:
    assessor = people.persons[told["heard_by"]]
    assessment = review.take_next(person=assessor)
    assert assessment is not None
    assert assessment.case.submission_id == submission.pk, told["teacher"]
    for criterion in told["criteria"]:
        review.save_score(
            person=assessor,
            assessment_id=assessment.pk,
            criterion=criterion,
            base_revision=0,
            level=told["level"],
            comment=told["comment"],
            next_step=told["next_step"],
            anchors=_places(submission, told["quote"]),
        )
    review.lock_assessment(person=assessor, assessment_id=assessment.pk)
    deliver_all(leave=intake.MADE_BESIDE)


def _places(submission: Submission, quote: str) -> list[dict[str, Any]]:
    """Find the answer that holds the quote, word for word."""
    return [
        {"source": f"answer:{answer['question']}", "quote": quote}
        for answer in submission.manifest["answers"]
        if quote in answer["text"]
    ]
