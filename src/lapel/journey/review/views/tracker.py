"""The teacher's tracker, and her letter."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.journey.evidence.models import Submission
from lapel.journey.review import queries
from lapel.journey.review.policies import may_track
from lapel.journey.review.views.shared import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.review.queries import Comparison


@login_required
@require_safe
def tracker(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show where a submission is; with the letter and all attempts once it is decided."""
    found = Submission.objects.select_related("draft__enrolment__version", "organisation")
    submission = found.filter(pk=submission_id).first()
    if submission is None or not may_track(person_of(request), submission):
        raise Http404
    version = submission.draft.enrolment.version
    attempts = queries.attempts_of(submission.draft)
    track = queries.track_of(submission)
    context: dict[str, Any] = {
        "track": track,
        "to_mend": queries.to_mend(track.case),
        "submission": submission,
        "version": version,
        "letter": queries.letter_of(submission),
        "attempts": attempts,
        "is_last": submission.number == attempts[-1].submission.number,
        "comparisons": _comparisons(attempts, submission, version),
    }
    return render(request, "review/tracker.html", context)


def _comparisons(attempts: list[Any], submission: Submission, version: Any) -> list[Comparison]:
    """Compare each attempt with the one before it, up to this one, the latest first."""
    upto = [each for each in attempts if each.submission.number <= submission.number]
    return [queries.comparison(old, new, version) for old, new in pairwise(upto)][::-1]
