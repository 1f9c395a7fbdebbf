"""Growth over time: hers, on paper and as a picture, and a mentor's by her leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.measurement.items import FEWEST_ANSWERS
from lapel.journey.diagnosis import actions, policies
from lapel.journey.diagnosis.models import GrowthReader
from lapel.journey.diagnosis.queries import aims, growth, said_of
from lapel.journey.diagnosis.queries.growth_pictures import growth_svg
from lapel.journey.diagnosis.views.shared import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.diagnosis.queries.growth import Growth

GROWTH_WORDS = gettext_lazy(
    "I let this mentor see my growth: where I stood in each competency, when that changed, and"
    " which criteria I reached. My answers, my own ratings and what I did not reach stay mine. I"
    " can take this back any day."
)
READERS_A_PAGE, MOST_DIGITS = 25, 6


def _number(request: HttpRequest) -> int | None:
    """Read which moment is asked for, counted from 1 in the address."""
    said = request.GET.get("at", "")
    return int(said) - 1 if said.isdecimal() and len(said) <= MOST_DIGITS else None


def _own(request: HttpRequest) -> Growth | None:
    person = person_of(request)
    target = aims.target_named(person, request.GET.get("aim", ""))
    return growth.growth_of(person, _number(request), target)


def _context(found: Growth | None, name: str = "") -> dict[str, Any]:
    if found is None:
        return {"growth": None}
    return {
        "growth": found,
        "picture": mark_safe(growth_svg(found, name)),  # noqa: S308 (we drew it)
        "ways": [(each, said_of(each.now.word)) for each in found.ways],
        "at": found.number + 1,
        "enough": FEWEST_ANSWERS,
    }


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show her growth up to a moment, beside an aim if she chose one."""
    person = person_of(request)
    context = _context(_own(request))
    context |= {
        "targets": aims.targets_for(person),
        "readers": Paginator(growth.growth_readers(person), READERS_A_PAGE).get_page(1),
        "mentors": growth.mentors_to_ask(person),
        "words": GROWTH_WORDS,
    }
    return render(request, "diagnosis/growth.html", context)


@login_required
@never_cache
@require_safe
def on_paper(request: HttpRequest) -> HttpResponse:
    """Show the same to be printed, without the shell."""
    found = _own(request)
    if found is None:
        raise Http404
    return render(request, "diagnosis/growth_print.html", _context(found))


@login_required
@never_cache
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Give the picture by itself, to be kept."""
    found = _own(request)
    if found is None:
        raise Http404
    response = HttpResponse(growth_svg(found), content_type="image/svg+xml")
    response["Content-Disposition"] = 'attachment; filename="my-growth.svg"'
    return response


@login_required
@require_POST
def let_see(request: HttpRequest) -> HttpResponse:
    """Let a mentor see it."""
    said = request.POST.get("mentor", "")
    try:
        mentor = UUID(said)
    except ValueError:
        mentor = UUID(int=0)
    try:
        actions.let_see_growth(person=person_of(request), mentor_id=mentor, words=str(GROWTH_WORDS))
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("She can see your growth from now on."))
    return redirect("diagnosis:growth")


@login_required
@require_POST
def end_reading(request: HttpRequest, reader_id: UUID) -> HttpResponse:
    """Take it back."""
    try:
        actions.end_growth_reading(person=person_of(request), reader_id=reader_id)
    except GrowthReader.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("She sees nothing of it any more."))
    return redirect("diagnosis:growth")


@login_required
@never_cache
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """List for a mentor who lets her see their growth."""
    if not policies.may_be_shown_growth(request.user):
        raise PermissionDenied
    leaves = growth.growth_shown_to(person_of(request))
    page = Paginator(leaves, READERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "diagnosis/growth_shown.html", {"page": page})


@login_required
@never_cache
@require_safe
def of(request: HttpRequest, reader_id: UUID) -> HttpResponse:
    """Show a mentor the growth of somebody who lets her see it, beside no aim."""
    leave = growth.growth_shown_to(person_of(request)).filter(pk=reader_id).first()
    if leave is None:
        raise Http404
    name = leave.person.shown_name
    context = _context(growth.growth_of(leave.person, _number(request), None), name)
    return render(request, "diagnosis/growth_of.html", context | {"leave": leave, "name": name})
