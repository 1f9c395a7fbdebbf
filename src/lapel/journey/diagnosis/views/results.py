"""What she found out: the picture, the table, on paper, and question by question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from lapel.domain.measurement.items import FEWEST_ANSWERS
from lapel.journey.diagnosis import queries
from lapel.journey.diagnosis.queries.held_against import held_against
from lapel.journey.diagnosis.views.shared import own, own_result, person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.diagnosis.models import Diagnosis


@login_required
@require_safe
def result(request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
    """Show where she stands; of one that is open, its question."""
    diagnosis = own(request, diagnosis_id)
    if diagnosis.finished_at is None:
        return redirect("diagnosis:question", diagnosis.pk)
    if not diagnosis.revision:
        raise Http404
    context = _found(diagnosis)
    context["against"] = held_against(person_of(request), context["found"])
    return render(request, "diagnosis/result.html", context)


@login_required
@require_safe
def on_paper(request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
    """Show the same to be printed, without the shell."""
    return render(request, "diagnosis/print.html", _found(own_result(request, diagnosis_id)))


@login_required
@require_safe
def picture(request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
    """Give the picture by itself, to be kept."""
    diagnosis = own_result(request, diagnosis_id)
    drawn = queries.standings_svg(diagnosis, queries.standings(diagnosis))
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Content-Disposition"] = 'attachment; filename="where-i-stand.svg"'
    return response


@login_required
@require_safe
def steps(request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
    """Show each question, why it was asked, what she chose and why it is worth so much."""
    diagnosis = own_result(request, diagnosis_id)
    looked = queries.looked_at(diagnosis)
    context = {
        "diagnosis": diagnosis,
        "looked": looked,
        "all_agree": len(looked) == diagnosis.revision
        and all(each.audited.agrees for each in looked),
    }
    return render(request, "diagnosis/steps.html", context)


@login_required
@require_safe
def record(request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
    """Give all that a replay needs."""
    response = JsonResponse(queries.as_record(own_result(request, diagnosis_id)))
    response["Content-Disposition"] = 'attachment; filename="diagnosis.json"'
    return response


def _found(diagnosis: Diagnosis) -> dict[str, Any]:
    found = queries.standings(diagnosis)
    return {
        "diagnosis": diagnosis,
        "found": found,
        "rows": [(each, queries.said_of(each.word)) for each in found.rows],
        "picture": mark_safe(queries.standings_svg(diagnosis, found)),  # noqa: S308 (we drew it)
        "progress": queries.progress_of(diagnosis),
        "fewest_needed": FEWEST_ANSWERS,
        "has_ratings": any(each.rating for each in found.rows),
        "results": [result for each in found.rows for result in each.results],
    }
