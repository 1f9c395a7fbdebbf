"""An organisation's holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.people import actions
from lapel.journey.people.forms import HolidayForm, HolidayLinesForm
from lapel.journey.people.queries import inherited_holidays, periods_of
from lapel.journey.people.views.me import person_of
from lapel.journey.people.views.shared import changeable, placed, reached

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Organisation
    from lapel.journey.people.queries import Period


def _show(request: HttpRequest, here: Organisation, **forms: Any) -> HttpResponse:
    facts = placed(request, here, "calendar")
    day = facts["day"]
    own = periods_of(here)
    above = [
        (each, [period for period in periods if period.last >= day])
        for each, periods in inherited_holidays(here)
    ]
    facts |= {
        "coming": [each for each in own if each.last >= day],
        "past": [each for each in own if each.last < day],
        "inherited": [(each, periods) for each, periods in above if periods],
        "form": HolidayForm(auto_id="one_%s"),
        "lines_form": HolidayLinesForm(auto_id="many_%s"),
        **forms,
    }
    return render(request, "people/calendar.html", facts)


@login_required
@require_safe
def holidays(request: HttpRequest, slug: str) -> HttpResponse:
    """List the days on which the clock does not run; those above count here too."""
    return _show(request, reached(request, slug))


@login_required
@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add one holiday, or the lines somebody pasted; a wrong line leaves all as it was typed."""
    here = changeable(request, slug)
    if "lines" in request.POST:
        many = HolidayLinesForm(request.POST, auto_id="many_%s")
        if many.is_valid() and _added(request, here, many, "lines", many.cleaned_data["lines"]):
            return redirect("people:holidays", slug)
        return _show(request, here, lines_form=many)
    one = HolidayForm(request.POST, auto_id="one_%s")
    if one.is_valid() and _added(request, here, one, None, [one.cleaned_data["period"]]):
        return redirect("people:holidays", slug)
    return _show(request, here, form=one)


def _added(
    request: HttpRequest,
    here: Organisation,
    form: HolidayForm | HolidayLinesForm,
    field: str | None,
    periods: list[Period],
) -> bool:
    try:
        new = actions.add_holidays(person=person_of(request), organisation=here, periods=periods)
    except actions.LinesRefusal as refusal:
        for reason in refusal.reasons:
            form.add_error(field, reason)
        return False
    said = ngettext("%s day was added.", "%s days were added.", new) % new
    messages.success(request, said if new else gettext("These days are there already."))
    return True


@login_required
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a holiday out again."""
    here = changeable(request, slug)
    form = HolidayForm(request.POST)
    if form.is_valid():
        period = form.cleaned_data["period"]
        try:
            actions.remove_holidays(person=person_of(request), organisation=here, period=period)
            messages.success(request, gettext("%s is taken out.") % period.name)
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("people:holidays", slug)
