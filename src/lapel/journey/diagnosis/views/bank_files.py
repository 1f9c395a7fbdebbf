"""Questions brought in as a file, and taken away as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_safe

from lapel.journey.diagnosis.actions.bank_bring import bring_questions
from lapel.journey.diagnosis.forms.bank import BringForm
from lapel.journey.diagnosis.queries import bank as queries
from lapel.journey.diagnosis.queries.bank_faults import faults_in
from lapel.journey.diagnosis.queries.bank_files import file_of
from lapel.journey.diagnosis.views.bank import asked_for, keeper

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_TOLD = 200


@method_decorator(login_required, name="dispatch")
class Bring(View):
    """Take a file's questions in as drafts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        return self._page(request, BringForm(person=keeper(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it in, and tell what became of everything in it."""
        person = keeper(request)
        form = BringForm(request.POST, request.FILES, person=person)
        if not form.is_valid():
            return self._page(request, form, 422)
        told = form.cleaned_data
        done = bring_questions(
            person=person,
            organisation=form.chosen,
            questions=told["read"].questions,
            competency=told["competency"],
            language=told["language"],
        )
        drafts = [(each, len(faults_in(each))) for each in done.drafts]
        remarks = told["read"].remarks
        context = {
            "drafts": drafts,
            "known": done.known,
            "left_out": done.left_out,
            "remarks": remarks[:MOST_TOLD],
            "more": max(0, len(remarks) - MOST_TOLD),
        }
        return render(request, "diagnosis/bank/brought.html", context)

    def _page(self, request: HttpRequest, form: BringForm, status: int = 200) -> HttpResponse:
        return render(request, "diagnosis/bank/bring.html", {"form": form}, status=status)


@login_required
@require_safe
def bank_export(request: HttpRequest) -> HttpResponse:
    """Give the chosen questions as a file, or all that the list is narrowed to."""
    chosen = request.GET.getlist("item")[:1000]
    items = list(queries.bank_items(keeper(request), **asked_for(request)))
    if chosen:
        items = [each for each in items if str(each.pk) in set(chosen)]
    kind = "qti" if request.GET.get("as") == "qti" else "json"
    written = file_of(queries.exported_wordings(items), kind)
    if written.left_out:
        said = ngettext(
            "%d question is left out of the file: it still has faults.",
            "%d questions are left out of the file: they still have faults.",
            written.left_out,
        )
        messages.warning(request, said % written.left_out)
    if written.left_out == len(items):
        messages.error(request, _("There is nothing to take away yet."))
        return redirect("diagnosis:bank")
    response = HttpResponse(written.body, content_type=written.kind)
    disposition = content_disposition_header(as_attachment=True, filename=written.name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
