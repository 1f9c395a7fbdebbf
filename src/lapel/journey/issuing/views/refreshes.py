"""A holder's page on the version that came after her award."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lapel.journey.issuing import actions, queries
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.policies import is_holder

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.people.models import Person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def newer(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Show what a newer version changed and what she would show; begin it when she wants to."""
    found = _own(request, award_id)
    if request.method == "POST":
        try:
            draft = actions.begin_refresh(person=cast("Person", request.user), award_id=found.pk)
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("issuing:newer", award_id)
        return redirect("evidence:draft", draft.pk)
    newer = queries.newer_than(found)
    facts = {
        "award": found,
        "newer": newer,
        "changes": queries.told_changes(newer) if newer else [],
        "rewordings": queries.told_rewordings(newer) if newer else [],
    }
    return render(request, "issuing/newer.html", facts)


def _own(request: HttpRequest, award_id: UUID) -> Award:
    try:
        found = queries.award(award_id)
    except Award.DoesNotExist:
        raise Http404 from None
    if not is_holder(request.user, found):
        raise Http404
    return found
