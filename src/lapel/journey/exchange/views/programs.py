"""The programs that a holder lets in, and what Lapel asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.exchange import actions, queries

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.people.models import Person


@login_required
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Show which programs a person lets in, and since when."""
    found = queries.programs_let_in(cast("Person", request.user))
    return render(request, "exchange/programs.html", {"programs": found})


@login_required
@require_POST
def end(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """End a program at once."""
    ended = actions.end_program(person=cast("Person", request.user), program_id=program_id)
    if not ended:
        raise Http404
    messages.success(request, _("The program is not let in any more."))
    return redirect("exchange:programs")


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say to those who write programs what they may do here, and what is kept of them."""
    return render(request, "exchange/rules.html")
