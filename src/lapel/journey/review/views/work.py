"""What an assessor has done, month by month, for her and for whoever pays her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lapel.journey.people.queries import safe_csv
from lapel.journey.review import policies
from lapel.journey.review.queries.work_done import work_done
from lapel.journey.review.views.shared import person_of, render_at_home

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show her own ledger, and nobody else's."""
    person = person_of(request)
    if not policies.may_assess(person):
        raise PermissionDenied
    return render_at_home(request, "review/work.html", {"lines": work_done(person)})


@login_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Give her own ledger as CSV."""
    person = person_of(request)
    if not policies.may_assess(person):
        raise PermissionDenied
    head = [
        *(_("Month"), _("For"), _("Scored"), _("Disputes settled")),
        *(_("Stepped back"), _("Talks heard")),
    ]
    rows = [
        [f"{each.month:%Y-%m}", each.organisation.name]
        + [str(count) for count in (each.scored, each.settled, each.stepped_back, each.heard)]
        for each in work_done(person)
    ]
    response = HttpResponse(safe_csv([head, *rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="lapel-work.csv"'
    return response
