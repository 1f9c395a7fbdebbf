"""The issuance log: a page in plain words for everybody, and one for who must let it go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.issuing import actions, queries
from lapel.journey.issuing.forms import EpochForm, ReconcileForm
from lapel.journey.issuing.policies import may_tend_log

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

# two forms on one page ask for a checkpoint
EPOCH_IDS = "epoch_%s"


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Say what the log is, how far it reaches, who cosigns it, and how to audit it."""
    epochs = list(queries.logs())
    current = epochs[0] if epochs else None
    witness = queries.witness_key()
    facts = {
        "epochs": [(each, queries.log_address(each)) for each in epochs],
        "log": current,
        "address": queries.log_address(current) if current else "",
        "key": queries.verifier_key(current.key) if current and current.key else "",
        "witnesses": queries.witnesses_of(current) if current else [],
        "own_witness": queries.verifier_key(witness) if witness else "",
        "witness_address": f"{settings.BASE_URL}/log/witness",
        "may_tend": may_tend_log(request.user),
    }
    return render(request, "issuing/log.html", facts)


def _administrator(request: HttpRequest) -> Person:
    person = cast("Person", request.user)
    if not may_tend_log(person):
        raise PermissionDenied
    return person


@login_required
@require_safe
def tend_log(request: HttpRequest) -> HttpResponse:
    """Show whether the log is held, what waits, and the two ways on."""
    _administrator(request)
    return _tending(request, ReconcileForm(), EpochForm(auto_id=EPOCH_IDS))


def _tending(
    request: HttpRequest, reconciling: Form, opening: Form, *, status: int = 200
) -> HttpResponse:
    found = queries.open_log()
    facts = {
        "log": found,
        "reconciling": reconciling,
        "opening": opening,
        "waiting": queries.waiting_entries().count(),
        "witnesses": queries.witnesses_of(found) if found else [],
    }
    return render(request, "issuing/tend_log.html", facts, status=status)


@login_required
@require_POST
def reconcile(request: HttpRequest) -> HttpResponse:
    """Hold the log against a published checkpoint, and let it go on if it may."""
    person = _administrator(request)
    form = ReconcileForm(request.POST)
    if form.is_valid():
        try:
            actions.reconcile_log(person=person, checkpoint=form.checkpoint_bytes())
        except actions.Refusal as refusal:
            form.add_error("checkpoint", str(refusal))
        else:
            messages.success(request, _("The log goes on. What was refused is being done now."))
            return redirect("issuing:log")
    return _tending(request, form, EpochForm(auto_id=EPOCH_IDS), status=422)


@login_required
@require_POST
def open_epoch(request: HttpRequest) -> HttpResponse:
    """Close the log and open the next, with a reason that everybody reads for ever."""
    person = _administrator(request)
    form = EpochForm(request.POST, auto_id=EPOCH_IDS)
    if form.is_valid():
        try:
            actions.open_epoch(
                person=person,
                reason=form.cleaned_data["reason"],
                checkpoint=form.cleaned_data["checkpoint"].encode(),
            )
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("A new epoch is open. What waited is entered in a few seconds.")
            )
            return redirect("issuing:log")
    return _tending(request, ReconcileForm(), form, status=422)
