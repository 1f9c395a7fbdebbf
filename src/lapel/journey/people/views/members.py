"""Organisations and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.people import actions, policies
from lapel.journey.people.forms import GrantForm, MemberSearchForm, OrganisationSearchForm
from lapel.journey.people.models import Membership, Person, Role
from lapel.journey.people.queries import (
    has_role,
    invitations_to,
    members_of,
    open_memberships,
    organisations_where,
    trees_of,
)
from lapel.journey.people.views.me import person_of
from lapel.journey.people.views.shared import placed, reached

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Organisation

PEOPLE_A_PAGE = 50


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the tree of organisations the visitor leads, or what of it fits some words."""
    person = person_of(request)
    if not has_role(person, policies.LEADS):
        raise PermissionDenied
    search = OrganisationSearchForm(request.GET)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    led = organisations_where(person, policies.LEADS)
    facts = {
        "trees": trees_of(led, words=words),
        "search": search,
        "words": words,
        "count": led.count(),
        "may_found": has_role(person, Role.ADMINISTRATOR),
    }
    return render(request, "people/index.html", facts)


@login_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """List who belongs to an organisation and its parts, and who is invited."""
    here = reached(request, slug)
    return _show(request, here, GrantForm(auto_id="grant_%s", organisation=here))


def _show(request: HttpRequest, here: Organisation, grant_form: GrantForm) -> HttpResponse:
    search = MemberSearchForm(request.GET)
    words = search.cleaned_data if search.is_valid() else {"words": "", "role": ""}
    found = members_of(here, **words)
    facts = {
        **placed(request, here, "people"),
        "search": search,
        "is_searched": any(words.values()),
        "page": Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "invitations": invitations_to(here)[:PEOPLE_A_PAGE],
        "invitation_count": invitations_to(here).count(),
        "parts": here.parts.order_by("name"),
        "may_manage": policies.may_manage_roles(person_of(request), here),
        "grant_form": grant_form,
    }
    return render(request, "people/organisation.html", facts)


@login_required
@require_POST
def grant(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a role: at once if she belongs here, by invitation if not."""
    here = reached(request, slug)
    if not policies.may_manage_roles(person_of(request), here):
        raise PermissionDenied
    form = GrantForm(request.POST, auto_id="grant_%s", organisation=here)
    if form.is_valid():
        try:
            messages.success(request, _given(request, here, **form.cleaned_data))
            return redirect("people:organisation", slug)
        except actions.Refusal as refusal:
            form.add_error("email", str(refusal))
    return _show(request, here, form)


def _given(request: HttpRequest, here: Organisation, *, email: str, role: str) -> str:
    """Give or offer a role, and say which of both it was.

    Given at once to who belongs to what this administrator leads, and whom she sees there already.
    All others are invited, with an account or without: else any address could be tried for one,
    and for the name that stands on it.
    """
    led = organisations_where(person_of(request), Role.ADMINISTRATOR)
    near = open_memberships().filter(organisation__in=led, person__email__iexact=email)
    known = Person.objects.filter(pk__in=near.values("person"), is_active=True).first()
    if known:
        actions.grant_role(person=person_of(request), to=known, organisation=here, role=role)
        return gettext("%s has the role now.") % known
    actions.invite(person=person_of(request), organisation=here, email=email, role=role)
    return gettext("%s is invited.") % email


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership: her own, or one an administrator ends."""
    held = open_memberships().select_related("organisation", "person")
    membership = get_object_or_404(held, pk=pk)
    if not _knows(request, membership):
        raise Http404
    try:
        actions.end_membership(person=person_of(request), membership=membership)
        messages.success(
            request,
            gettext("%(person)s no longer belongs to %(organisation)s as %(role)s.")
            % {
                "person": membership.person,
                "organisation": membership.organisation,
                "role": membership.get_role_display(),
            },
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    if membership.person_id == person_of(request).id:
        return redirect("people:account")
    return redirect("people:organisation", membership.organisation.slug)


def _knows(request: HttpRequest, membership: Membership) -> bool:
    own = membership.person_id == person_of(request).id
    return own or policies.may_see_members(person_of(request), membership.organisation)
