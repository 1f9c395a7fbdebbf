"""A teacher's classes and the students in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.consent import actions, queries
from lapel.journey.consent.forms import (
    STATE_NAMES,
    ClassForm,
    LanguageForm,
    SearchForm,
    StudentsForm,
)
from lapel.journey.consent.views.common import hers, person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.consent.models import SchoolClass

STUDENTS_A_PAGE = 40
CLASSES_A_PAGE = 20


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List her classes, and open one."""
    person = person_of(request)
    form = ClassForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            made = actions.open_class(person=person, organisation=form.place, name=name)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            return redirect("consent:class", made.id)
    removed = Paginator(queries.removed_students_of(person), STUDENTS_A_PAGE)
    classes = Paginator(queries.classes_of(person), CLASSES_A_PAGE)
    facts = {
        "classes": classes.get_page(request.GET.get("classes")),
        "form": form,
        "removed": removed.get_page(request.GET.get("page")),
    }
    return render(request, "consent/index.html", facts)


@hers
@require_safe
def school_class(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """List the students of a class with what holds for each."""
    found = queries.class_of(person_of(request), class_id)
    return _show(request, found, StudentsForm())


def _show(request: HttpRequest, found: SchoolClass, form: StudentsForm) -> HttpResponse:
    search = SearchForm(request.GET)
    asked = search.cleaned_data if search.is_valid() else {"words": "", "state": ""}
    entries = queries.ledger(found)
    fitting = queries.found_in(entries, **asked)
    facts = {
        "class": found,
        "count": len(entries),
        "unanswered": sum(each.state == "none" for each in entries),
        "unnamed": sum(not each.name for each in entries),
        "search": search,
        "is_searched": any(asked.values()),
        "page": Paginator(fitting, STUDENTS_A_PAGE).get_page(request.GET.get("page")),
        "states": STATE_NAMES,
        "form": form,
        "language": LanguageForm(),
    }
    return render(request, "consent/class.html", facts)


@hers
@require_POST
def add(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Bring students from a list that was pasted."""
    person = person_of(request)
    found = queries.class_of(person, class_id)
    form = StudentsForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    lines = form.cleaned_data["lines"]
    brought = actions.add_students(person=person, class_id=class_id, lines=lines)
    _tell(request, brought)
    return redirect("consent:class", class_id)


def _tell(request: HttpRequest, brought: actions.Brought) -> None:
    if brought.added:
        words = ngettext("%s student added.", "%s students added.", brought.added)
        messages.success(request, words % brought.added)
    if brought.known:
        labels = ", ".join(brought.known[:8])
        messages.info(request, _("Here already, and left as they are: %s") % labels)
    for label, fault in brought.refused[:5]:
        told = {"label": label, "fault": fault}
        messages.error(request, _("%(label)s: %(fault)s") % told)


@hers
@require_POST
def forms(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Give forms as a PDF: for one student, for those without an answer, or a blank one."""
    person = person_of(request)
    found = queries.class_of(person, class_id)
    asked = LanguageForm(request.POST)
    language = asked.cleaned_data["language"] if asked.is_valid() else "en"
    whom = request.POST.get("whom", "")
    chosen = [
        each.student.id
        for each in queries.ledger(found)
        if whom == str(each.student.id) or (whom == "unanswered" and each.state == "none")
    ]
    content = actions.print_forms(
        person=person, class_id=class_id, student_ids=chosen, language=language
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"consent-{slugify(found.name) or 'class'}-{language}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Ask whether she means it, and close the class."""
    person = person_of(request)
    found = queries.class_of(person, class_id)
    if request.method != "POST":
        count = len(queries.ledger(found))
        return render(request, "consent/close.html", {"class": found, "count": count})
    actions.close_class(person=person, class_id=class_id)
    messages.success(request, _("The class is closed, and the names of its students are erased."))
    return redirect("consent:index")
