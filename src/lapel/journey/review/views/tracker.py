"""The teacher's tracker, and her letter."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.models import Submission
from lapel.journey.review import actions, queries
from lapel.journey.review.forms import AppealForm
from lapel.journey.review.policies import may_track
from lapel.journey.review.views.shared import person_of, refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, QueryDict

    from lapel.journey.review.models import Case
    from lapel.journey.review.queries import Comparison


@login_required
@require_safe
def tracker(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show where a submission is; with the letter and all attempts once it is decided."""
    return tracker_page(request, submission_id)


def tracker_page(
    request: HttpRequest,
    submission_id: UUID,
    *,
    appeal_form: AppealForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the tracker, with an appeal as it was sent where it could not be taken."""
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
        **_appeal_facts(track.case, appeal_form),
    }
    return render(request, "review/tracker.html", context, status=status)


@login_required
@require_POST
def rate(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Keep whether the letter helped."""
    try:
        actions.rate_letter(
            person=person_of(request),
            submission_id=submission_id,
            helped=request.POST.get("helped") == "yes",
        )
    except PermissionDenied:
        raise Http404 from None
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:tracker", submission_id)
    messages.success(request, _("Thank you. Only a number of it is ever shown."))
    return redirect(f"{reverse('review:tracker', args=[submission_id])}#useful")


def _appeal_facts(case: Case | None, form: AppealForm | None) -> dict[str, Any]:
    """Give the appeal there is, or the form for one where it may be made."""
    if case is None or case.decision is None:
        return {}
    return {
        "appeal": queries.appeal_of(case.submission) if hasattr(case, "appeal") else None,
        "appeal_form": form or appeal_form_for(case),
        "appeal_until": queries.last_day_to_appeal(case.decision),
    }


def appeal_form_for(case: Case, data: QueryDict | None = None) -> AppealForm | None:
    """Give the form for an appeal; None where the decision cannot be appealed now."""
    allowed = queries.appealable(case)
    titles = [(each["key"], each["title"]) for each in criteria(case.version)]
    choices = [(key, title) for key, title in titles if key in allowed]
    return AppealForm(data, choices=choices) if choices else None


def _comparisons(attempts: list[Any], submission: Submission, version: Any) -> list[Comparison]:
    """Compare each attempt with the one before it, up to this one, the latest first."""
    upto = [each for each in attempts if each.submission.number <= submission.number]
    return [queries.comparison(old, new, version) for old, new in pairwise(upto)][::-1]
