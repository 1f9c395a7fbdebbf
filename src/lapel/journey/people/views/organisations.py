"""Founding, changing and closing organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lapel.journey.people import actions, policies
from lapel.journey.people.forms import FoundForm, OrganisationForm
from lapel.journey.people.models import Organisation, Role
from lapel.journey.people.queries import has_role, organisations_where
from lapel.journey.people.views.me import person_of
from lapel.journey.people.views.shared import CONFLICT, changeable, placed

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


def _parents(request: HttpRequest) -> QuerySet[Organisation]:
    """Give what the visitor may found parts of, the widest first."""
    person = person_of(request)
    if not has_role(person, Role.ADMINISTRATOR):
        raise PermissionDenied
    places = organisations_where(person, Role.ADMINISTRATOR).filter(closed_at__isnull=True)
    return places.exclude(kind=Organisation.Kind.SCHOOL).order_by("parent__name", "name")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found an organisation; `?under=` proposes what it is part of."""
    parents = _parents(request)
    wanted = parents.filter(slug=request.GET.get("under", "")).first()
    top = parents.filter(parent__isnull=True).first()
    parent = wanted or top or parents.first()
    if parent is None:
        return render(request, "people/found.html", {"form": None})
    form = FoundForm(request.POST or None, parents=parents, parent=parent)
    if request.method == "POST" and form.is_valid():
        made = _founded(request, form)
        if made is not None:
            messages.success(request, gettext("%s is founded. Now bring its people.") % made)
            return redirect("people:organisation", made.slug)
    return render(request, "people/found.html", {"form": form, "parent": parent})


def _founded(request: HttpRequest, form: FoundForm) -> Organisation | None:
    given = form.cleaned_data
    try:
        return actions.found_organisation(
            person=person_of(request),
            parent=given["parent"],
            name=given["name"],
            kind=given["kind"],
            zone=given["zone"] or given["parent"].zone,
            holidays=actions.days_of(given["holidays"]),
        )
    except actions.Refusal as refusal:
        form.add_error("name", str(refusal))
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation's name and zone, and keep changed ones."""
    here = changeable(request, slug)
    first = {"name": here.name, "zone": here.zone, "revision": here.revision}
    form = OrganisationForm(request.POST or None, initial=first)
    if request.method != "POST" or not form.is_valid():
        return _settings(request, here, form)
    try:
        actions.change_organisation(
            person=person_of(request),
            organisation_id=here.pk,
            name=form.cleaned_data["name"],
            zone=form.cleaned_data["zone"],
            base_revision=form.cleaned_data["revision"],
        )
    except actions.ChangedMeanwhileError as meanwhile:
        return _conflict(request, meanwhile.organisation)
    except actions.Refusal as refusal:
        form.add_error("name", str(refusal))
        return _settings(request, here, form)
    messages.success(request, gettext("Saved."))
    return redirect("people:settings", slug)


def _conflict(request: HttpRequest, standing: Organisation) -> HttpResponse:
    """Show what stands now beside what she wrote; saving again puts hers in its place."""
    typed = request.POST.copy()
    typed["revision"] = str(standing.revision)
    form = OrganisationForm(typed)
    return _settings(request, standing, form, meanwhile=True, status=CONFLICT)


def _settings(
    request: HttpRequest,
    here: Organisation,
    form: OrganisationForm,
    *,
    meanwhile: bool = False,
    status: int = 200,
) -> HttpResponse:
    facts = {**placed(request, here, "settings"), "form": form, "meanwhile": meanwhile}
    return render(request, "people/settings.html", facts, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once, then close an organisation; or say what keeps it open."""
    here = changeable(request, slug)
    if not policies.may_close(person_of(request), here):
        raise PermissionDenied
    if request.method == "POST":
        try:
            actions.close_organisation(person=person_of(request), organisation_id=here.pk)
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("%s is closed.") % here)
            return redirect("people:organisation", slug)
    facts = {**placed(request, here, "settings"), "hindrances": actions.hindrances(here)}
    return render(request, "people/close.html", facts)


@login_required
@require_POST
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a closed organisation again."""
    here = changeable(request, slug)
    try:
        actions.reopen_organisation(person=person_of(request), organisation_id=here.pk)
        messages.success(request, gettext("%s is open again.") % here)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:organisation", slug)
