"""Inviting many people with a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.people import actions, policies
from lapel.journey.people.forms import UploadForm
from lapel.journey.people.models import InvitationSheet, Role
from lapel.journey.people.queries import (
    has_role,
    open_invitations,
    organisations_where,
    safe_csv,
)
from lapel.journey.people.views.me import person_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest

SHOWN = 100
EXAMPLE = [
    ["Amina Otieno", "amina@example.org", "Harbour School", "teacher"],
    ["Chipo Banda", "chipo@example.org", "Harbour School", "mentor"],
]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a table of people; a page that shows what is in it follows, and nothing is sent yet."""
    person = person_of(request)
    if not has_role(person, policies.LEADS):
        raise PermissionDenied
    led = organisations_where(person, policies.LEADS).filter(closed_at__isnull=True)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        organisations=led.order_by("kind", "name"),
        initial={"organisation": led.filter(slug=request.GET.get("for", "")).first()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.upload_invitations(
                person=person,
                organisation=form.cleaned_data["organisation"],
                data=form.cleaned_data["file"].read(),
            )
        except actions.Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("people:sheet", kept.id)
    return render(request, "people/invite.html", {"form": form})


def _own_sheet(request: HttpRequest, pk: UUID) -> InvitationSheet:
    sheets = InvitationSheet.objects.filter(uploaded_by=person_of(request))
    found = get_object_or_404(sheets.select_related("organisation"), pk=pk)
    if not policies.may_invite(person_of(request), found.organisation):
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is good and bad in her table; a POST confirms the good lines."""
    kept = _own_sheet(request, pk)
    if request.method == "POST":
        actions.invite_from_csv(person=person_of(request), sheet_id=kept.id)
        messages.success(request, gettext("%s invitations are on their way.") % len(kept.good))
        return redirect("people:sheet", pk)
    facts = {
        "sheet": kept,
        "good": [line | {"role_name": Role(line["role"]).label} for line in kept.good[:SHOWN]],
        "bad": kept.bad[:SHOWN],
        "shown": SHOWN,
        "forgotten_at": actions.forgotten_at(kept),
    }
    return render(request, "people/sheet.html", facts)


def _file(rows: Iterable[Iterable[object]], name: str) -> HttpResponse:
    response = HttpResponse(safe_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_safe
def bad_lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the bad lines with their reasons as a table to mend and upload again."""
    columns = ["line", "name", "email", "school", "role", "reason"]
    rows = [[line.get(column, "") for column in columns] for line in _own_sheet(request, pk).bad]
    named = {**actions.column_names(), "line": gettext("line"), "reason": gettext("reason")}
    head = [named[column] for column in columns]
    return _file([head, *rows], "lines-to-mend.csv")


@login_required
@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """Give a table that shows how one looks."""
    if not has_role(person_of(request), policies.LEADS):
        raise PermissionDenied
    head = list(actions.column_names().values())
    return _file([head, *[list(row) for row in EXAMPLE]], "invite-example.csv")


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back an invitation."""
    waiting = open_invitations().select_related("organisation")
    invitation = get_object_or_404(waiting, pk=pk)
    if not policies.may_see_members(person_of(request), invitation.organisation):
        raise Http404
    actions.withdraw_invitation(person=person_of(request), invitation_id=invitation.id)
    messages.success(request, gettext("The invitation of %s is taken back.") % invitation.email)
    return redirect("people:organisation", invitation.organisation.slug)
