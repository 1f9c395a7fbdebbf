"""Portfolios scored: practice with the key afterwards, anchors without; and what came of a try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.qualification import actions, policies, queries
from lapel.journey.qualification.models import LEVELS, Scoring, Trial
from lapel.journey.qualification.views.shared import own_training, person_of, refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

UNPROCESSABLE = 422


def _own(request: HttpRequest, scoring_id: UUID) -> Scoring:
    """Find a scoring of hers; for anyone else there is none."""
    found = Scoring.objects.select_related(
        "training__version", "trial", "portfolio__version__microcredential"
    )
    scoring = found.filter(pk=scoring_id).first()
    if scoring is None or not policies.may_open(person_of(request), scoring.training):
        raise Http404
    return scoring


def _own_trial(request: HttpRequest, trial_id: UUID) -> Trial:
    trial = Trial.objects.select_related("training__version").filter(pk=trial_id).first()
    if trial is None or not policies.may_open(person_of(request), trial.training):
        raise Http404
    return trial


@login_required
@require_POST
def practise(request: HttpRequest, training_id: UUID, portfolio_id: UUID) -> HttpResponse:
    """Open a practice portfolio."""
    own_training(request, training_id)
    try:
        scoring = actions.begin_practice(
            person=person_of(request), training_id=training_id, portfolio_id=portfolio_id
        )
    except PermissionDenied:
        raise Http404 from None
    return redirect("qualification:scoring", scoring.pk)


@login_required
@require_POST
def begin_try(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Begin a try on the anchors, or go on with it."""
    own_training(request, training_id)
    try:
        trial = actions.begin_trial(person=person_of(request), training_id=training_id)
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:training", training_id)
    return redirect("qualification:trial", trial.pk)


@login_required
@never_cache
@require_safe
def trial(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Show a try: its anchors while it lasts, what came of it afterwards."""
    found = _own_trial(request, trial_id)
    context: dict[str, object] = {"trial": found, "training": found.training}
    if found.finished_at is None:
        steps = queries.steps_of(found)
        context |= {"steps": steps, "done": sum(each.is_done for each in steps)}
        return render(request, "qualification/trial.html", context)
    context |= {"told": queries.told_of(found), "left": queries.tries_left(found.training)}
    return render(request, "qualification/result.html", context)


@login_required
@require_POST
def anchor(request: HttpRequest, trial_id: UUID, portfolio_id: UUID) -> HttpResponse:
    """Open an anchor of her try."""
    _own_trial(request, trial_id)
    try:
        scoring = actions.begin_anchor(
            person=person_of(request), trial_id=trial_id, portfolio_id=portfolio_id
        )
    except PermissionDenied:
        raise Http404 from None
    return redirect("qualification:scoring", scoring.pk)


@login_required
@never_cache
@require_safe
def scoring(request: HttpRequest, scoring_id: UUID) -> HttpResponse:
    """Show a portfolio to be scored, or a practised one beside its key."""
    found = _own(request, scoring_id)
    if found.trial is not None and found.locked_at:
        return redirect("qualification:trial", found.trial.pk)
    return _bench(request, found)


def _bench(request: HttpRequest, found: Scoring, status: int = 200) -> HttpResponse:
    bench = queries.bench_of(found)
    context = {
        "bench": bench,
        "scoring": found,
        "training": found.training,
        "levels": LEVELS,
        "number": _number(found),
    }
    template = "qualification/compared.html" if found.locked_at else "qualification/scoring.html"
    return render(request, template, context, status=status)


def _number(found: Scoring) -> int:
    """Give the portfolio's place on her way: anchors have no other name for her."""
    if found.trial is not None:
        return int(found.trial.anchors.index(str(found.portfolio_id))) + 1
    way = queries.way_of(found.training)
    own = [each.number for each in way.practice if each.portfolio.pk == found.portfolio_id]
    return own[0] if own else 1


@login_required
@require_POST
def mark(request: HttpRequest, scoring_id: UUID, criterion: str) -> HttpResponse:
    """Keep a level: JSON for the page's script, a redirect for a plain form."""
    found = _own(request, scoring_id)
    try:
        actions.save_mark(
            person=person_of(request),
            scoring_id=scoring_id,
            criterion=criterion,
            level=request.POST.get("level", ""),
        )
    except actions.Refusal as refusal:
        if _wants_json(request):
            return JsonResponse({"sentence": str(refusal)}, status=UNPROCESSABLE)
        messages.error(request, str(refusal))
        return _bench(request, found, UNPROCESSABLE)
    if _wants_json(request):
        return JsonResponse({"scored": found.marks.count()})
    return redirect(f"{reverse('qualification:scoring', args=[scoring_id])}#{criterion}")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


@login_required
@require_POST
def lock(request: HttpRequest, scoring_id: UUID) -> HttpResponse:
    """Lock a portfolio: practice shows its key, the last anchor ends the try."""
    found = _own(request, scoring_id)
    try:
        actions.lock_scoring(person=person_of(request), scoring_id=scoring_id)
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:scoring", scoring_id)
    if found.trial is None:
        return redirect("qualification:scoring", scoring_id)
    found.trial.refresh_from_db()
    if found.trial.finished_at is None:
        messages.success(request, _("Locked. The next one waits below."))
    return redirect("qualification:trial", found.trial.pk)
