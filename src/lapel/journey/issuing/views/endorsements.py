"""Pages of endorsements: what waits for whom, asking, answering, and the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.issuing import actions, policies, queries
from lapel.journey.issuing.forms import (
    AcceptForm,
    AskForAwardForm,
    AskForm,
    RejectForm,
    RevokeEndorsementForm,
)
from lapel.journey.issuing.models import Award, Endorsement

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

A_PAGE = 50


def _person(request: HttpRequest) -> Person:
    return cast("Person", request.user)


def _found(request: HttpRequest, endorsement_id: UUID) -> Endorsement:
    """Find a request that concerns this person; for anybody else there is none."""
    try:
        found = queries.endorsement(endorsement_id)
    except Endorsement.DoesNotExist:
        raise Http404 from None
    if not policies.may_look(request.user, found):
        raise Http404
    return found


@login_required
@require_safe
def endorsements(request: HttpRequest) -> HttpResponse:
    """List what waits for her answer, what was said on her side, and what she has asked for."""
    person = _person(request)
    facts = {
        "waiting": queries.waiting_for(person),
        "bodies": queries.bodies_waiting(person),
        "given": _page_of(request, "given", queries.given_by(person)),
        "page": _page_of(request, "page", queries.asked_by(person)),
        "may_ask": bool(queries.endorsable(person)),
    }
    return render(request, "issuing/endorsements.html", facts)


def _page_of(request: HttpRequest, name: str, listed: QuerySet[Endorsement]) -> Page[Endorsement]:
    """Give the page of a list that the address names; each list of a page has its own name."""
    return Paginator(listed, A_PAGE).get_page(request.GET.get(name))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_endorsement(request: HttpRequest) -> HttpResponse:
    """Ask for an endorsement of something of one's organisation."""
    person = _person(request)
    if not queries.endorsable(person):
        raise PermissionDenied
    form = AskForm(request.POST or None, person=person, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("subject", "endorser", "words")}
        asked = _tried(form, lambda: actions.ask_endorsement(person=person, **told))
        if asked:
            return _to(request, asked, _("Asked. You get a letter when it is answered."))
    facts = {"form": form}
    return render(
        request, "issuing/ask_endorsement.html", facts, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_award_endorsement(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Ask for an endorsement of one's own award."""
    person = _person(request)
    award = _own(person, award_id)
    form = AskForAwardForm(request.POST or None, award=award)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("endorser", "words")}
        asked = _tried(
            form,
            lambda: actions.ask_award_endorsement(person=person, award_id=award.pk, **told),
        )
        if asked:
            return _to(request, asked, _("Asked. You get a letter when it is answered."))
    facts = {"form": form, "award": award}
    return render(
        request, "issuing/ask_endorsement.html", facts, status=422 if form.errors else 200
    )


def _own(person: Person, award_id: UUID) -> Award:
    try:
        found = queries.award(award_id)
    except Award.DoesNotExist:
        raise Http404 from None
    if found.person_id != person.pk:
        raise Http404
    if not policies.may_ask_for_award(person, found):
        raise PermissionDenied
    return found


def _tried(form: forms.Form, act: Callable[[], Endorsement]) -> Endorsement | None:
    """Do it, or put the reason why not on the form."""
    try:
        return act()
    except actions.Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _to(request: HttpRequest, found: Endorsement, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("issuing:endorsement", found.pk)


@login_required
@require_safe
def endorsement(request: HttpRequest, endorsement_id: UUID) -> HttpResponse:
    """Show one request with all that was said, and what this person can do."""
    return _page(request, _found(request, endorsement_id), {})


def _page(
    request: HttpRequest, found: Endorsement, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    person = request.user
    may_answer = policies.may_answer(person, found)
    may_let_in = policies.may_let_in(person, found)
    facts: dict[str, Any] = {
        "endorsement": found,
        "subject_url": queries.subject_address(found),
        "may_read": policies.may_read(person, found),
        "may_answer": may_answer,
        "may_let_in": may_let_in,
        "may_take_back": policies.may_take_back(person, found),
        "may_revoke": policies.may_revoke(person, found),
        "is_giving": found.asked_by_id != person.pk,
        "address": queries.address("endorsement", found.pk),
        "accept_form": bound.get("accept") or AcceptForm(prefix="accept"),
        "reject_form": bound.get("reject") or RejectForm(prefix="reject"),
        "revoke_form": bound.get("revoke") or RevokeEndorsementForm(prefix="revoke"),
    }
    return render(request, "issuing/endorsement.html", facts, status=status)


@login_required
@require_POST
def accept_endorsement(request: HttpRequest, endorsement_id: UUID) -> HttpResponse:
    """Accept, in the words that are signed."""
    found = _found(request, endorsement_id)
    if not policies.may_answer(request.user, found):
        raise PermissionDenied
    form = AcceptForm(request.POST, prefix="accept")
    said = _("Accepted. It is being signed, and is public in a moment.")
    return _answer(request, found, ("accept", form), actions.accept_endorsement, said)


@login_required
@require_POST
def reject_endorsement(request: HttpRequest, endorsement_id: UUID) -> HttpResponse:
    """Reject, with words to whoever asked."""
    found = _found(request, endorsement_id)
    person = request.user
    if not (policies.may_answer(person, found) or policies.may_let_in(person, found)):
        raise PermissionDenied
    form = RejectForm(request.POST, prefix="reject")
    said = _("Rejected. Whoever asked is told your words.")
    return _answer(request, found, ("reject", form), actions.reject_endorsement, said)


@login_required
@require_POST
def revoke_endorsement(request: HttpRequest, endorsement_id: UUID) -> HttpResponse:
    """Revoke for good, in plain words."""
    found = _found(request, endorsement_id)
    if not policies.may_revoke(request.user, found):
        raise PermissionDenied
    form = RevokeEndorsementForm(request.POST, prefix="revoke")
    said = _("Revoked. Verifiers see it as soon as the status list is signed again.")
    return _answer(request, found, ("revoke", form), actions.revoke_endorsement, said)


def _answer(
    request: HttpRequest,
    found: Endorsement,
    bound: tuple[str, forms.Form],
    act: Callable[..., Endorsement],
    said: str,
) -> HttpResponse:
    name, form = bound
    if form.is_valid():
        told = {key: each for key, each in form.cleaned_data.items() if key != "sure"}
        whose = {"person": _person(request), "endorsement_id": found.pk}
        if _tried(form, lambda: act(**whose, **told)):
            return _to(request, found, said)
    return _page(request, found, {name: form}, status=422)


@login_required
@require_POST
def withdraw_request(request: HttpRequest, endorsement_id: UUID) -> HttpResponse:
    """Take back a request."""
    found = _found(request, endorsement_id)
    actions.withdraw_request(person=_person(request), endorsement_id=found.pk)
    return _to(request, found, _("Withdrawn."))


@login_required
@require_POST
def let_body_in(request: HttpRequest, endorsement_id: UUID) -> HttpResponse:
    """Bring the body that is asked, and have its officer invited."""
    found = _found(request, endorsement_id)
    if not policies.may_let_in(request.user, found):
        raise PermissionDenied
    try:
        actions.let_body_in(person=_person(request), endorsement_id=found.pk)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("issuing:endorsement", found.pk)
    # From here the request is the two sides' own: she could not open its page any more.
    messages.success(request, _("Let in. Its officer is invited, and told what she is asked."))
    return redirect("issuing:endorsements")
