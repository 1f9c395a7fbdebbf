"""End an attempt: withdrawn by the teacher, or closed by review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.events import SubmissionWithdrawn
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def withdraw_submission(*, person: Person, submission_id: UUID) -> Submission:
    """Take an attempt back before it is decided; the draft can be changed again."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(id=submission_id, person=person)
        if submission.state == Submission.State.QUEUED and submission.outcome:
            raise ValidationError(_("This attempt is decided; take your appeal back instead."))
        if submission.state != Submission.State.QUEUED:
            raise ValidationError(_("This attempt has ended already."))
        submission.state = Submission.State.WITHDRAWN
        submission.withdrawn_at = now()
        submission.save()
        note(
            aggregate="submission",
            aggregate_id=submission.id,
            action="withdrawn",
            actor=person.pk,
        )
        announce(SubmissionWithdrawn(submission_id=submission.id))
    return submission


def take_up_again(*, submission_id: UUID) -> None:
    """Put a decided attempt in flight again while its appeal is heard; called by review.

    Its outcome stays meanwhile, so it is no attempt that can be withdrawn; nothing else can be
    submitted until it is closed again.
    """
    below = [Submission.Outcome.ALMOST, Submission.Outcome.NOT_YET]
    taken = Submission.objects.filter(
        id=submission_id, state=Submission.State.CLOSED, outcome__in=below
    ).update(state=Submission.State.QUEUED)
    if not taken:
        raise ValidationError(_("This attempt cannot be taken up again."))


def close_submission(
    *, submission_id: UUID, outcome: Submission.Outcome, open_criteria: list[str]
) -> None:
    """End an attempt in flight; called by review, inside its transaction.

    Unless it is earned the draft may be revised; `open_criteria` are those not yet 'yes' (R12); an
    attempt sent back because it could not be judged does not count among the three.
    """
    closed = Submission.objects.filter(id=submission_id, state=Submission.State.QUEUED).update(
        state=Submission.State.CLOSED,
        closed_at=now(),
        outcome=outcome,
        left_open=open_criteria,
    )
    if not closed:
        raise ValidationError(_("This attempt has ended already."))


def amend_outcome(
    *, submission_id: UUID, outcome: Submission.Outcome, open_criteria: list[str]
) -> None:
    """Correct what a closed attempt came to; called by review where it decided anew."""
    amended = Submission.objects.filter(id=submission_id, state=Submission.State.CLOSED).update(
        outcome=outcome, left_open=open_criteria
    )
    if not amended:
        raise ValidationError(_("This attempt has not ended."))
