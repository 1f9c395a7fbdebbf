"""The officer's pages for awarding many: a table, its look, its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.issuing import actions
from lapel.journey.issuing.forms import BatchForm, GroundForm
from lapel.journey.issuing.models import Batch
from lapel.journey.issuing.queries.batches import (
    awardable,
    awardable_by,
    batches_of,
    left_out,
)
from lapel.journey.issuing.views.shared import officer
from lapel.journey.people.queries import safe_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.people.models import Person

SHOWN = 50
BATCHES_A_PAGE = 25
EXAMPLE = [["Amina Otieno", "amina@example.org"], ["Chipo Banda", "chipo@example.org"]]


def _batch(request: HttpRequest, batch_id: UUID) -> Batch:
    """Find a batch of the officer's organisations; for an officer of elsewhere there is none."""
    found = batches_of(officer(request)).filter(pk=batch_id).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """List the batches of the officer's organisations, newest first."""
    found = batches_of(officer(request))
    page = Paginator(found, BATCHES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "issuing/batches.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload_batch(request: HttpRequest) -> HttpResponse:
    """Take a table of people; a page that shows what is in it follows, and nobody has anything."""
    person = officer(request)
    form = BatchForm(request.POST or None, request.FILES or None, choices=awardable_by(person))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(person, form)
        except actions.Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("issuing:batch", kept.pk)
    status = 422 if form.errors else 200
    return render(request, "issuing/batch_upload.html", {"form": form}, status=status)


def _kept(person: Person, form: BatchForm) -> Batch:
    subject = awardable(form.cleaned_data["achievement"])
    if subject is None:
        raise actions.Refusal(_("This cannot be awarded any more."))
    data = form.cleaned_data["file"].read()
    return actions.upload_batch(person=person, subject=subject, data=data)


@login_required
@require_safe
def batch_example(request: HttpRequest) -> HttpResponse:
    """Give a table that shows how one looks."""
    officer(request)
    return _file([[_("name"), _("email")], *EXAMPLE], "award-example.csv")


@login_required
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show a batch: what is in its table, or how far it is; it renews itself while it moves."""
    return _shown(request, _batch(request, batch_id), GroundForm())


@login_required
@require_POST
def confirm_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Award to all good lines, on the ground the officer gives."""
    found = _batch(request, batch_id)
    form = GroundForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_batch(
                person=officer(request),
                batch_id=found.pk,
                words=form.cleaned_data["words"],
                valid_until=form.cleaned_data["valid_until"],
            )
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Confirmed. The awards are being signed."))
            return redirect("issuing:batch", found.pk)
    return _shown(request, found, form)


def _shown(request: HttpRequest, found: Batch, form: GroundForm) -> HttpResponse:
    lines = found.recipients.order_by("line").values("line", "name", "email")
    facts = {
        "batch": found,
        "form": form,
        "title": found.subject.title,
        "done": found.issued + found.skipped,
        "good": lines[:SHOWN] if found.state == Batch.State.UPLOADED else [],
        "bad": found.bad[:SHOWN],
        "left_out": left_out(found)[:SHOWN],
        "shown": SHOWN,
        "forgotten_on": actions.forgotten_on(found),
    }
    return render(request, "issuing/batch.html", facts, status=422 if form.errors else 200)


@login_required
@require_safe
def batch_lines(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Give the bad lines with their reasons as a table to mend and upload again."""
    head = [_("line"), _("name"), _("email"), _("reason")]
    rows = [
        [each["line"], each["name"], each["email"], each["reason"]]
        for each in _batch(request, batch_id).bad
    ]
    return _file([head, *rows], "lines-to-mend.csv")


@login_required
@require_POST
def pause_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Stop after the chunk at hand."""
    return _steer(request, batch_id, actions.pause_batch)


@login_required
@require_POST
def resume_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Go on."""
    return _steer(request, batch_id, actions.resume_batch)


@login_required
@require_POST
def cancel_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Award nobody else on this table."""
    return _steer(request, batch_id, actions.cancel_batch)


def _steer(request: HttpRequest, batch_id: UUID, act: Callable[..., Batch]) -> HttpResponse:
    found = _batch(request, batch_id)
    try:
        act(person=officer(request), batch_id=found.pk)
    except actions.Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("issuing:batch", found.pk)


def _file(rows: Iterable[Iterable[object]], name: str) -> HttpResponse:
    response = HttpResponse(safe_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
