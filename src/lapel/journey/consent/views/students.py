"""One student: what the family answered, and its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.consent import actions, queries
from lapel.journey.consent.forms import STATE_NAMES, LanguageForm, PaperForm, StudentForm
from lapel.journey.consent.models import Scope
from lapel.journey.consent.views.common import hers, person_of, sentence_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.consent.models import Student


@hers
@require_safe
def student(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Show what holds for a student, and all that was answered."""
    found = queries.kept_student_of(person_of(request), student_id)
    if found.removed_at:
        if queries.standing_of(found) is None:
            raise Http404
        return render(request, "consent/removed.html", _common(found))
    return _show(request, found)


def _common(found: Student) -> dict[str, Any]:
    entry = queries.entry_of(found)
    link = queries.open_link(found)
    code = queries.code_of(link.id) if link else ""
    return {
        "student": found,
        "class": found.school_class,
        "entry": entry,
        "standing": queries.standing_of(found),
        "state": STATE_NAMES[entry.state],
        "history": [
            (each, guardian, [Scope(scope).label for scope in each.scopes])
            for each, guardian in queries.history_of(found)
        ],
        "link": link,
        "code": code,
        "address": settings.BASE_URL + reverse("consent:family", args=[code]) if code else "",
    }


def _show(
    request: HttpRequest,
    found: Student,
    paper: PaperForm | None = None,
    change: StudentForm | None = None,
) -> HttpResponse:
    common = _common(found)
    facts = common | {
        "paper": paper or PaperForm(today=queries.today_of(found.school_class)),
        "change": change or StudentForm(entry=common["entry"]),
        "language": LanguageForm(),
    }
    return render(request, "consent/student.html", facts)


@hers
@require_POST
def record(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Enter what came back on paper."""
    person = person_of(request)
    found = queries.student_of(person, student_id)
    form = PaperForm(request.POST, today=queries.today_of(found.school_class))
    if form.is_valid():
        try:
            answer = actions.Answer(**form.cleaned_data)
            actions.record_consent(person=person, student_id=student_id, answer=answer)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("consent:student", student_id)
    return _show(request, found, paper=form)


@hers
@require_POST
def change(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Change how a student is called."""
    person = person_of(request)
    found = queries.student_of(person, student_id)
    form = StudentForm(request.POST, entry=queries.entry_of(found))
    if form.is_valid():
        try:
            actions.change_student(person=person, student_id=student_id, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("label", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("consent:student", student_id)
    return _show(request, found, change=form)


@hers
@require_POST
def withdraw(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Take consent back on the family's word."""
    person = person_of(request)
    found = queries.kept_student_of(person, student_id)
    try:
        actions.withdraw_consent(person=person, student_id=student_id)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, _("Taken back. What shows this student is no longer shown."))
    return (
        redirect("consent:index") if found.removed_at else redirect("consent:student", student_id)
    )


@hers
@require_POST
def link(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Make the family's address anew."""
    actions.make_link(person=person_of(request), student_id=student_id)
    messages.success(request, _("Here is a new address for the family."))
    return redirect(f"{reverse('consent:student', args=[student_id])}#family")


@hers
@require_POST
def remove(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Take a student out of the class."""
    person = person_of(request)
    found = queries.student_of(person, student_id)
    actions.remove_student(person=person, student_id=student_id)
    messages.success(
        request,
        _("Removed, and the name erased. The family can still take back what it allowed."),
    )
    return redirect("consent:class", found.school_class_id)
