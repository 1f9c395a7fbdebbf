"""The issuer officer's pages: awards, one award, and changing it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from lapel.journey.issuing import actions, queries
from lapel.journey.issuing.forms import (
    ExpireForm,
    KeepForm,
    ReasonForm,
    RefreshForm,
    RevokeForm,
    SearchForm,
    WordsForm,
)
from lapel.journey.issuing.models import Award, Change
from lapel.journey.issuing.policies import may_change_standing, may_issue_for
from lapel.journey.issuing.queries.grounds import awards_without_ground, grounds_of
from lapel.journey.issuing.views.shared import officer
from lapel.journey.issuing.views.verb_words import VERB_WORDS
from lapel.journey.record.queries import history

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

AWARDS_A_PAGE = 50
_DONE_AT_VERIFIERS = _lazy("Done. Verifiers see it as soon as the status list is signed again.")
_SIGNED_ANEW = _lazy("Done. The badge is being signed anew; the holder is told to fetch it.")


def _award(request: HttpRequest, award_id: UUID) -> Award:
    """Find an award the officer may act on; for an officer of elsewhere there is none."""
    person = officer(request)
    try:
        found = queries.award(award_id)
    except Award.DoesNotExist:
        raise Http404 from None
    if not may_issue_for(person, found.achievement.issuer.organisation):
        raise Http404
    return found


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the awards of the officer's organisations, newest first."""
    person = officer(request)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.awards_issued_by(person, queries.Filters(**wanted))
    facts = {
        "form": form,
        "page": Paginator(found, AWARDS_A_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(wanted.values()),
        "to_decide": awards_without_ground(person)[:AWARDS_A_PAGE],
        "losses": queries.stacks_that_lost_ground(person)[:AWARDS_A_PAGE],
    }
    return render(request, "issuing/index.html", facts)


@login_required
@require_safe
def award(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Show one award with its history, its references resolved, and what can be done."""
    found = _award(request, award_id)
    # R5 goes on for a teacher who is an officer too: she never learns who scored her
    is_holder = found.person_id == request.user.pk
    grounds = grounds_of(found)
    facts = {
        "award": found,
        "grounds": grounds,
        "asks": any(each.left is None for each in grounds),
        "standings": found.standings.select_related("by").order_by("-at"),
        "references": [] if is_holder else list(queries.assessor_references(found)),
        "is_holder": is_holder,
        "is_at_other_address": queries.is_at_other_address(found),
        "hides_assessors": is_holder and found.decision_id is not None,
        "place": found.places.select_related("status_list").get(given_up_at__isnull=True),
        "rests_on": queries.issued_awards().filter(carries=found),
        "carries": queries.issued_awards().filter(rests_on=found),
        "history": history("award", found.pk),
    }
    return render(request, "issuing/award.html", facts)


def _revoked(*, by_award: UUID | None, reason: str, **told: Any) -> Award:
    if by_award:
        return actions.supersede(by_award_id=by_award, **told)
    return actions.revoke(reason=reason, **told)


def _signed_anew(*, person: Person, award_id: UUID, verb: str, **told: Any) -> Change:
    terms = actions.Terms(**told)
    return actions.change_one(person=person, verb=verb, award_id=award_id, terms=terms)


_DONE = {
    "revoke": _DONE_AT_VERIFIERS,
    "suspend": _DONE_AT_VERIFIERS,
    "keep": _lazy("Done. The award stays as it is, and asks for no decision any more."),
}
_ACTS: dict[str, tuple[Callable[..., object], type[WordsForm]]] = {
    "revoke": (_revoked, RevokeForm),
    "suspend": (actions.suspend, ReasonForm),
    "keep": (actions.leave_standing, KeepForm),
    "reinstate": (actions.reinstate, WordsForm),
    "expire": (partial(_signed_anew, verb="expire"), ExpireForm),
    "refresh": (partial(_signed_anew, verb="refresh"), RefreshForm),
    "reissue": (partial(_signed_anew, verb="reissue"), WordsForm),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_award(request: HttpRequest, award_id: UUID, verb: str) -> HttpResponse:
    """Ask for what a verb needs, a reason, words or an end, and change an award so."""
    found = _award(request, award_id)
    if not may_change_standing(cast("Person", request.user), found):
        raise PermissionDenied
    act, form_class = _ACTS[verb]
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
        try:
            act(person=cast("Person", request.user), award_id=found.pk, **told)
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _DONE.get(verb, _SIGNED_ANEW))
            return redirect("issuing:award", found.pk)
    return render(
        request,
        "issuing/change.html",
        {"award": found, "form": form, "words": VERB_WORDS[verb]},
        status=422 if form.errors else 200,
    )
