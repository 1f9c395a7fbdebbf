"""The workbench: evidence on one side, criteria on the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.review import actions, queries
from lapel.journey.review.forms import ConcludeForm, RecuseForm, ScoreForm
from lapel.journey.review.models import LEVELS, REASONS, Assessment, Seat
from lapel.journey.review.policies import may_open
from lapel.journey.review.views.shared import person_of, refused, render_at_home

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

CONFLICT = 409
UNPROCESSABLE = 422


def _own(request: HttpRequest, assessment_id: UUID) -> Assessment:
    """Find an assessment of hers; for anyone else there is none."""
    found = Assessment.objects.select_related(
        "case__version", "case__submission", "case__portfolio"
    )
    assessment = found.filter(pk=assessment_id).first()
    if assessment is None or not may_open(person_of(request), assessment):
        raise Http404
    return assessment


@login_required
@never_cache
@require_safe
def workbench(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Show an assessment to its assessor while it is hers to score."""
    assessment = _own(request, assessment_id)
    if queries.waits_for_conclusion(assessment):
        return redirect("review:conclude", assessment.pk)
    if not queries.is_open(assessment):
        return render_at_home(request, "review/over.html", {"assessment": assessment})
    return _bench(request, assessment)


def _bench(request: HttpRequest, assessment: Assessment, status: int = 200) -> HttpResponse:
    sheet = _advised(queries.sheet_of(assessment))
    context = {
        "sheet": sheet,
        "assessment": assessment,
        "scored": sum(bool(row.score and row.score.level) for row in sheet.rows),
        "levels": LEVELS,
        "reasons": REASONS,
        "recuse_form": RecuseForm(),
        "adjudicates": assessment.seat == Seat.ADJUDICATOR,
    }
    return render_at_home(request, "review/workbench.html", context, status=status)


def _advised(sheet: queries.Sheet) -> queries.Sheet:
    """Put beside each criterion what its feedback still lacks (R11)."""
    rows = [
        replace(row, advice=queries.advice_on(sheet.assessment, row.score)) for row in sheet.rows
    ]
    return replace(sheet, rows=rows)


@login_required
@require_POST
def keep_score(request: HttpRequest, assessment_id: UUID, criterion: str) -> HttpResponse:
    """Save one criterion: JSON for the page's script, a redirect for a plain form."""
    assessment = _own(request, assessment_id)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        return _not_saved(request, assessment, form.first_error())
    try:
        saved = actions.save_score(
            person=person_of(request),
            assessment_id=assessment_id,
            criterion=criterion,
            **form.score(),
        )
    except actions.Refusal as refusal:
        return _not_saved(request, assessment, str(refusal))
    if _wants_json(request):
        return _saved_json(request, assessment, saved)
    if saved.set_aside:
        return _bench(request, assessment, CONFLICT)
    return _back_to(assessment_id, criterion)


def _back_to(assessment_id: UUID, criterion: str) -> HttpResponse:
    return redirect(f"{reverse('review:assess', args=[assessment_id])}#{criterion}")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _not_saved(request: HttpRequest, assessment: Assessment, sentence: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"sentence": sentence}, status=UNPROCESSABLE)
    messages.error(request, sentence)
    return _bench(request, assessment, UNPROCESSABLE)


def _saved_json(request: HttpRequest, assessment: Assessment, saved: actions.Saved) -> JsonResponse:
    row = queries.row_of(assessment, saved.score)
    row = replace(row, advice=queries.advice_on(assessment, saved.score))
    context = {"row": row, "assessment": assessment, "levels": LEVELS}
    body: dict[str, Any] = {
        "revision": saved.score.revision,
        "at": saved.score.saved_at.isoformat(),
        "places": render_to_string("review/parts/places.html", context, request),
        "advice": render_to_string("review/parts/advice.html", context, request),
    }
    if saved.set_aside:
        body["choice"] = render_to_string("review/parts/set_aside.html", context, request)
    return JsonResponse(body, status=CONFLICT if saved.set_aside else 200)


@login_required
@require_POST
def choose(request: HttpRequest, assessment_id: UUID, set_aside_id: UUID) -> HttpResponse:
    """Choose between what is saved and what was set aside."""
    _own(request, assessment_id)
    try:
        score = actions.settle_set_aside(
            person=person_of(request),
            set_aside_id=set_aside_id,
            use="use" in request.POST,
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:assess", assessment_id)
    return _back_to(assessment_id, score.criterion)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Show all levels and what is missing; lock on POST."""
    assessment = _own(request, assessment_id)
    if request.method == "POST":
        return _lock(request, assessment)
    if not queries.is_open(assessment):
        return redirect("review:assess", assessment_id)
    return _summary(request, assessment)


def _summary(request: HttpRequest, assessment: Assessment, status: int = 200) -> HttpResponse:
    context = {
        "assessment": assessment,
        "rows": queries.sheet_of(assessment).rows,
        "missing": queries.gaps_of(assessment),
    }
    return render_at_home(request, "review/lock.html", context, status=status)


def _lock(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        actions.lock_assessment(person=person_of(request), assessment_id=assessment.pk)
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:lock", assessment.pk)
    if assessment.seat == Seat.ADJUDICATOR:
        return redirect("review:assess", assessment.pk)
    messages.success(request, _("Locked. Thank you for reading closely."))
    return redirect("review:index")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def conclude(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Show both rationales to an adjudicator who locked; take her note."""
    assessment = _own(request, assessment_id)
    form = ConcludeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.conclude_adjudication(
                person=person_of(request), assessment_id=assessment_id, **form.cleaned_data
            )
        except actions.Refusal as refusal:
            return refused(request, refusal, "review:index")
        messages.success(request, _("Decided. The teacher has her letter."))
        return redirect("review:index")
    if not queries.waits_for_conclusion(assessment):
        return redirect("review:assess", assessment_id)
    return _conclusion(request, assessment, form)


def _conclusion(request: HttpRequest, assessment: Assessment, form: ConcludeForm) -> HttpResponse:
    context = {
        "assessment": assessment,
        "form": form,
        "disputes": queries.rationales(assessment),
        "sheet": queries.sheet_of(assessment),
    }
    return render_at_home(request, "review/conclude.html", context)


@login_required
@require_POST
def hand_back(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Put it back in the queue."""
    _own(request, assessment_id)
    try:
        actions.hand_back(person=person_of(request), assessment_id=assessment_id)
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:index")
    messages.info(request, _("It is back in the queue. What you wrote is kept for you alone."))
    return redirect("review:index")


@login_required
@require_POST
def recuse(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Step back for good."""
    _own(request, assessment_id)
    try:
        actions.recuse(
            person=person_of(request),
            assessment_id=assessment_id,
            reason=request.POST.get("reason", "")[:500],
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:assess", assessment_id)
    messages.info(request, _("You stepped back. This one will not come to you again."))
    return redirect("review:index")
