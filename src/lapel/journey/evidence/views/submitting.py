"""Give one's word, submit, look at an attempt, take it back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import AiUse, Submission
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.views.common import her_draft, hers, person_of, refused, sentence_of
from lapel.journey.evidence.views.drafts import precheck_facts
from lapel.journey.people.queries import calendar_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.evidence.models import Draft


@hers
@require_POST
def attest(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take her word on the draft as it stands."""
    try:
        actions.attest_draft(
            person=person_of(request), draft_id=draft_id, keys=request.POST.getlist("statement")
        )
    except ValidationError as error:
        messages.error(request, sentence_of(error))
        return redirect(f"{reverse('evidence:draft', args=[draft_id])}#attest")
    messages.success(request, _("Confirmed. Any later change asks you to confirm again."))
    return redirect(f"{reverse('evidence:draft', args=[draft_id])}#precheck")


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show what will be frozen, and freeze it."""
    found = her_draft(request, draft_id)
    if request.method != "POST":
        return _summary(request, found)
    try:
        submission = actions.submit_evidence(
            person=person_of(request),
            draft_id=draft_id,
            key=request.POST.get("key", "")[:60],
            language=request.POST.get("language", ""),
        )
    except actions.IncompleteError:
        return _summary(request, found, status=409)
    except ValidationError as error:
        last = queries.last_attempt(found)
        if last and last.state == Submission.State.QUEUED:
            return redirect("evidence:attempt", last.id)
        return refused(request, draft_id, error)
    messages.success(request, _("Submitted. Your assessors will not learn who you are."))
    return redirect("evidence:attempt", submission.id)


def _summary(request: HttpRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    last = queries.last_attempt(draft)
    if last is not None and not is_open(draft):
        return redirect("evidence:attempt", last.id)
    every = criteria(draft.enrolment.version)
    scored = queries.to_score(draft, queries.to_freeze(draft))
    facts = {
        "draft": draft,
        "version": draft.enrolment.version,
        "parts": queries.draft_sheet(draft),
        "number": (last.number if last else 0) + 1,
        "key": uuid4().hex,
        "scored": [each for each in every if each["key"] in scored],
        "carried": [each for each in every if each["key"] not in scored],
        **precheck_facts(draft),
    }
    return render(request, "evidence/submit.html", facts, status=status)


def _attempt_facts(submission: Submission) -> dict[str, Any]:
    enrolment = submission.draft.enrolment
    return {
        "submission": submission,
        "draft": submission.draft,
        "version": enrolment.version,
        "zone": calendar_of(enrolment.organisation).zone,
        "is_newest": queries.last_attempt(submission.draft) == submission,
    }


@hers
@require_safe
def attempt(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show a frozen attempt to the teacher whose it is."""
    submission = queries.attempt_of(person_of(request), submission_id)
    titles = {key: slot.title for key, slot in queries.slots_asked(_version(submission)).items()}
    frozen = queries.frozen(submission)
    carried = set(submission.manifest["carried"])
    facts = {
        **_attempt_facts(submission),
        "answers": frozen.answers,
        "artefacts": [
            (each, titles.get(each.slot, ""), AiUse(each.ai_use).label) for each in frozen.artefacts
        ],
        "consent": submission.manifest["consent"],
        "carried": [each for each in criteria(_version(submission)) if each["key"] in carried],
    }
    return render(request, "evidence/attempt.html", facts)


def _version(submission: Submission) -> Any:
    return submission.draft.enrolment.version


@hers
@require_safe
def manifest(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Give her the manifest of an attempt as a JSON file, with its own hash beside it."""
    submission = queries.attempt_of(person_of(request), submission_id)
    body = {
        "manifest": submission.manifest,
        "manifest_hash": submission.manifest_hash,
        "hashed": "SHA-256 over the manifest as JSON, keys sorted, no spaces, ASCII",
    }
    response = HttpResponse(json.dumps(body, indent=2), content_type="application/json")
    name = f"lapel-attempt-{submission.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Ask whether she means it, and take the attempt back."""
    submission = queries.attempt_of(person_of(request), submission_id)
    if request.method != "POST":
        if submission.state != Submission.State.QUEUED or submission.outcome:
            return redirect("evidence:attempt", submission_id)
        return render(request, "evidence/withdraw.html", _attempt_facts(submission))
    try:
        actions.withdraw_submission(person=person_of(request), submission_id=submission_id)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
        return redirect("evidence:attempt", submission_id)
    messages.success(request, _("Withdrawn. Your draft is open again, with all that is in it."))
    return redirect("evidence:draft", submission.draft_id)
