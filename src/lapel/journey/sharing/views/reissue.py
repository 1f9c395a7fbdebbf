"""A holder has her badges signed anew for the address that she uses now."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lapel.journey.issuing.actions import Refusal, reissue_own
from lapel.journey.issuing.queries import awards_at_other_address
from lapel.journey.sharing.forms import ReissueForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reissue(request: HttpRequest) -> HttpResponse:
    """Show the badges that are signed for another address; have those she chooses re-issued."""
    person = cast("Person", request.user)
    found = awards_at_other_address(person)
    form = ReissueForm(request.POST if request.method == "POST" else None, awards=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = reissue_own(person=person, award_ids=form.cleaned_data["awards"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext(
                "%s badge is being signed anew for your present address.",
                "%s badges are being signed anew for your present address.",
                made.count,
            )
            messages.success(request, said % made.count)
            return redirect("sharing:index")
    facts = {"form": form, "awards": found, "address": person.email}
    return render(request, "sharing/reissue.html", facts, status=422 if form.errors else 200)
