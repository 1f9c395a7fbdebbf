"""Licensure's pages: an officer's list, one teacher's record, and a teacher's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.licensure import actions, policies, queries
from lapel.journey.licensure.forms import IdentityForm
from lapel.journey.people.models import Organisation, Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List on what a licence hangs and who waits to be seen."""
    person = _person(request)
    if not policies.may_keep_identities(person):
        raise PermissionDenied
    whole = set(
        queries.open_licensings()
        .filter(microcredential=None)
        .values_list("organisation", flat=True)
    )
    context = {
        "waiting": queries.waiting(person),
        "licensable": queries.licensable(person),
        "organisations": [(each, each.pk in whole) for each in queries.kept_organisations(person)],
    }
    return render(request, "licensure/index.html", context)


def _kept(request: HttpRequest, slug: str) -> Organisation:
    """Find an organisation whose identities she keeps; for anyone else there is none."""
    return get_object_or_404(queries.kept_organisations(_person(request)), slug=slug)


@login_required
@require_POST
def switch(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a licence hangs on a micro-credential, or that none does any more."""
    found = MicroCredential.objects.select_related("organisation").filter(slug=slug).first()
    if found is None or not policies.may_keep_identities(_person(request), found.organisation):
        raise Http404
    return _switch(request, found.organisation, found)


@login_required
@require_POST
def switch_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Say the same of all that an organisation issues."""
    return _switch(request, _kept(request, slug), None)


def _switch(
    request: HttpRequest, organisation: Organisation, microcredential: MicroCredential | None
) -> HttpResponse:
    act = actions.end_licensing if "end" in request.POST else actions.begin_licensing
    act(person=_person(request), organisation=organisation, microcredential=microcredential)
    messages.success(request, _("Saved."))
    return redirect("licensure:index")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, slug: str, person_id: UUID) -> HttpResponse:
    """Show and record who a teacher is."""
    organisation = _kept(request, slug)
    listed = {each.person.pk: each.person for each in queries.waiting(_person(request))}
    if person_id not in listed:
        raise Http404
    teacher = listed[person_id]
    if request.method == "POST":
        return _record(request, organisation, teacher)
    known = actions.read_identity(
        person=_person(request), organisation=organisation, teacher=teacher
    )
    initial = {name: getattr(known, name) for name in IdentityForm.base_fields} if known else {}
    return _page(request, teacher, organisation, IdentityForm(initial=initial))


def _record(request: HttpRequest, organisation: Organisation, teacher: Person) -> HttpResponse:
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, teacher, organisation, form, 422)
    try:
        actions.record_identity(
            person=_person(request),
            organisation=organisation,
            teacher=teacher,
            **form.cleaned_data,
        )
    except actions.Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, teacher, organisation, form, 422)
    messages.success(request, _("Recorded. She can submit now."))
    return redirect("licensure:index")


def _page(
    request: HttpRequest,
    teacher: Person,
    organisation: Organisation,
    form: IdentityForm,
    status: int = 200,
) -> HttpResponse:
    context = {"teacher": teacher, "organisation": organisation, "form": form}
    return render(request, "licensure/identity.html", context, status=status)


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show a person what is recorded of her, by whom and since when."""
    found = queries.identities_of(_person(request))
    return render(request, "licensure/mine.html", {"identities": found})
