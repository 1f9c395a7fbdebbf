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
from lapel.journey.people.forms import GrantForm, MemberSearchForm
from lapel.journey.people.models import Membership, Organisation, Person
from lapel.journey.people.queries import (
    has_role,
    invitations_to,
    members_of,
    open_memberships,
    organisations_above,
    organisations_where,
    trees_of,
)
from lapel.journey.people.views.me import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PEOPLE_A_PAGE = 50


def reached(request: HttpRequest, slug: str) -> Organisation:
    """Find an organisation whose members the visitor may see; for anyone else there is none."""
    found = get_object_or_404(Organisation.objects.select_related("parent__parent"), slug=slug)
    if not policies.may_see_members(person_of(request), found):
        raise Http404
    return found


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the tree of organisations the visitor leads."""
    if not has_role(person_of(request), policies.LEADS):
        raise PermissionDenied
    led = organisations_where(person_of(request), policies.LEADS)
    return render(request, "people/index.html", {"trees": trees_of(led)})


@login_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """List who belongs to an organisation and its parts, and who is invited."""
    here = reached(request, slug)
    search = MemberSearchForm(request.GET)
    words = search.cleaned_data if search.is_valid() else {"words": "", "role": ""}
    found = members_of(here, **words)
    person = person_of(request)
    facts = {
        "organisation": here,
        "line": [
            each
            for each in reversed(organisations_above(here)[1:])
            if policies.may_see_members(person, each)
        ],
        "search": search,
        "page": Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "invitations": invitations_to(here)[:PEOPLE_A_PAGE],
        "invitation_count": invitations_to(here).count(),
        "may_manage": policies.may_manage_roles(person, here),
        "grant_form": GrantForm(auto_id="grant_%s"),  # beside the search, which has a role too
    }
    return render(request, "people/organisation.html", facts)


@login_required
@require_POST
def grant(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a role: at once if she has an account, by invitation if not."""
    here = reached(request, slug)
    if not policies.may_manage_roles(person_of(request), here):
        raise PermissionDenied
    form = GrantForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Write an e-mail address and choose a role."))
        return redirect("people:organisation", slug)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    known = Person.objects.filter(email__iexact=email, is_active=True).first()
    if known:
        actions.grant_role(person=person_of(request), to=known, organisation=here, role=role)
        messages.success(request, gettext("%s has the role now.") % known)
    else:
        actions.invite(person=person_of(request), organisation=here, email=email, role=role)
        messages.success(request, gettext("%s is invited.") % email)
    return redirect("people:organisation", slug)


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
