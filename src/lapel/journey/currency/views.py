"""Where recognisers write down what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from lapel.journey.currency import actions, queries
from lapel.journey.currency.forms import RecognitionForm
from lapel.journey.currency.policies import may_record
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _recorder(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person) or not may_record(request.user):
        raise PermissionDenied
    return request.user


@method_decorator(login_required, name="dispatch")
class Index(View):
    """What is recorded, and a form to record more."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both."""
        person = _recorder(request)
        return self._show(request, person, RecognitionForm(person=person))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Record a statement."""
        person = _recorder(request)
        form = RecognitionForm(request.POST, person=person)
        if form.is_valid():
            try:
                actions.record_recognition(person=person, **form.cleaned_data)
            except actions.Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Recorded; the catalogue shows it now."))
                return redirect("currency:index")
        return self._show(request, person, form, status=422)

    def _show(
        self, request: HttpRequest, person: Person, form: RecognitionForm, status: int = 200
    ) -> HttpResponse:
        context = {"recognitions": queries.recorded_for(person), "form": form}
        return render(request, "currency/index.html", context, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, recognition_id: UUID) -> HttpResponse:
    """Take a recognition back."""
    person = _recorder(request)
    found = queries.recognition_of(person, recognition_id)
    if found is None:
        raise Http404
    actions.withdraw_recognition(person=person, recognition=found)
    messages.success(request, _("Withdrawn; the catalogue no longer shows it."))
    return redirect("currency:index")
