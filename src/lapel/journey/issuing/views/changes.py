"""The officer's page to revoke, suspend or reinstate many awards together."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lapel.journey.issuing import actions
from lapel.journey.issuing.forms import ManyForm, ManyReasonForm, ManyWordsForm
from lapel.journey.issuing.policies import may_issue
from lapel.journey.issuing.queries.changes import Look, look_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_many(request: HttpRequest) -> HttpResponse:
    """Take awards by table or by number, show them, and change them on the officer's word.

    The look comes back with the numbers in it, so that what is changed is what was looked at.
    """
    person = cast("Person", request.user)
    if not may_issue(person):
        raise PermissionDenied
    if request.method == "POST" and "chosen" in request.POST:
        return _change(request, person)
    form = ManyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            lines = form.lines()
        except actions.Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            verb = form.cleaned_data["verb"]
            return _look(request, verb, look_at(person=person, verb=verb, lines=lines))
    status = 422 if form.errors else 200
    return render(request, "issuing/change_many.html", {"form": form}, status=status)


def _look(
    request: HttpRequest, verb: str, look: Look, form: ManyWordsForm | None = None
) -> HttpResponse:
    chosen = "\n".join(str(each.pk) for each in look.good)
    kind = _form_for(verb)
    facts = {
        "form": form or kind(initial={"verb": verb, "chosen": chosen}),
        "verb": verb,
        "good": look.good[:SHOWN],
        "count": len(look.good),
        "bad": look.bad[:SHOWN],
        "shown": SHOWN,
    }
    status = 422 if form else 200
    return render(request, "issuing/change_many_look.html", facts, status=status)


def _form_for(verb: str) -> type[ManyWordsForm]:
    return ManyWordsForm if verb == "reinstate" else ManyReasonForm


def _change(request: HttpRequest, person: Person) -> HttpResponse:
    verb = str(request.POST.get("verb", ""))
    form = _form_for(verb)(request.POST)
    if form.is_valid():
        try:
            changed = actions.change_many(
                person=person,
                verb=form.cleaned_data["verb"],
                award_ids=form.cleaned_data["chosen"],
                reason=form.cleaned_data.get("reason", ""),
                words=form.cleaned_data["words"],
            )
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%s award was changed.", "%s awards were changed.", len(changed))
            messages.success(request, said % len(changed))
            return redirect("issuing:index")
    if "verb" not in form.cleaned_data or "chosen" not in form.cleaned_data:
        return redirect("issuing:change-many")
    lines = [(number, str(each)) for number, each in enumerate(form.cleaned_data["chosen"], 1)]
    return _look(request, verb, look_at(person=person, verb=verb, lines=lines), form)
