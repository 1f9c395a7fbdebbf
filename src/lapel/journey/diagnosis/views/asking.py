"""A teacher begins, answers one question a screen, and may stop and go on anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.measurement.sessions import Said
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis import actions, queries
from lapel.journey.diagnosis.forms.own import BeginForm, RatingForm
from lapel.journey.diagnosis.views.shared import own, person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.diagnosis.models import Diagnosis
    from lapel.journey.people.models import Person

CONFLICT = 409
PER_PAGE = 12
# After so many questions the page says that this is a good place to stop.
A_SITTING = 15
LONGEST_NUMBER = 6


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what is open, what was found, and when she may begin again."""
    return _index(request, None)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin, or go on with what is open."""
    person = person_of(request)
    form = _begin_form(person, request)
    if not form.is_valid():
        return _index(request, form)
    try:
        diagnosis = actions.begin_diagnosis(
            person=person,
            language=form.cleaned_data["language"],
            goals=form.cleaned_data["goals"],
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("diagnosis:index")
    return redirect("diagnosis:question", diagnosis.pk)


def _index(request: HttpRequest, form: BeginForm | None) -> HttpResponse:
    person = person_of(request)
    standing = queries.open_diagnosis(person)
    page = Paginator(queries.finished_diagnoses(person), PER_PAGE).get_page(request.GET.get("page"))
    languages = queries.languages()
    context: dict[str, Any] = {
        "open": standing,
        "progress": queries.progress_of(standing) if standing else None,
        "page": page,
        "has_questions": bool(languages),
        "form": None,
    }
    if languages and standing is None:
        codes = Competency.objects.order_by("pk").values_list("pk", flat=True)
        context["again"] = again = queries.again(person, list(codes))
        context["days_after_learning"] = queries.DAYS_AFTER_LEARNING
        context["form"] = (form or _begin_form(person)) if again.today else None
        context["some"] = Competency.objects.filter(pk__in=again.today) if again.all_from else []
    return render(request, "diagnosis/index.html", context)


def _begin_form(person: Person, request: HttpRequest | None = None) -> BeginForm:
    languages = queries.languages()
    languages.sort(key=lambda each: each != person.language)
    return BeginForm(
        request.POST if request else None,
        languages=[(each, _named(each)) for each in languages],
        competencies=Competency.objects.order_by("pk"),
    )


def _named(language: str) -> str:
    try:
        return str(get_language_info(language)["name_local"])
    except KeyError:
        return language


@method_decorator(login_required, name="dispatch")
class Question(View):
    """The question that is open, and what she says to it."""

    def get(self, request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
        """Show it; once all is answered, the result."""
        diagnosis = own(request, diagnosis_id)
        if diagnosis.finished_at is not None:
            return _over(diagnosis)
        return _asked(request, diagnosis)

    def post(self, request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
        """Take a turn; a page that is behind gets 409 and the question that is open now."""
        try:
            actions.answer_question(
                person=person_of(request),
                diagnosis_id=diagnosis_id,
                revision=_number(request, "revision") or 0,
                said=_said(request),
                option=_number(request, "option"),
            )
        except actions.StaleError:
            return self._behind(request, own(request, diagnosis_id))
        except PermissionDenied:
            raise Http404 from None  # another's is not there, as far as she may know
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("diagnosis:question", diagnosis_id)

    def _behind(self, request: HttpRequest, diagnosis: Diagnosis) -> HttpResponse:
        if diagnosis.finished_at is not None:
            messages.info(request, _("You have finished this diagnosis on another page."))
            return _over(diagnosis)
        return _asked(request, diagnosis, status=CONFLICT)


def _asked(request: HttpRequest, diagnosis: Diagnosis, status: int = 200) -> HttpResponse:
    progress = queries.progress_of(diagnosis)
    context = {
        "diagnosis": diagnosis,
        "asked": queries.asked_now(diagnosis),
        "progress": progress,
        "is_behind": status == CONFLICT,
        "counts_from": queries.counts_from(diagnosis),
        "days_again": queries.DAYS_AGAIN,
        "days_after_learning": queries.DAYS_AFTER_LEARNING,
        "may_rest": progress.answers > 0 and progress.answers % A_SITTING == 0,
    }
    return render(request, "diagnosis/question.html", context, status=status)


def _over(diagnosis: Diagnosis) -> HttpResponse:
    if not diagnosis.revision:
        return redirect("diagnosis:index")
    return redirect("diagnosis:result", diagnosis.pk)


def _said(request: HttpRequest) -> Said:
    try:
        return Said(request.POST.get("said", ""))
    except ValueError:
        return Said.ANSWERED


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None


@login_required
@require_POST
def end(request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
    """End it where it stands."""
    diagnosis = own(request, diagnosis_id)
    try:
        diagnosis = actions.end_diagnosis(person=person_of(request), diagnosis_id=diagnosis.pk)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    return _over(diagnosis)


@method_decorator(login_required, name="dispatch")
class OwnView(View):
    """Where she sees herself."""

    def get(self, request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
        """Ask for it."""
        diagnosis = own(request, diagnosis_id)
        if diagnosis.finished_at is not None:
            return _over(diagnosis)
        return self._page(request, diagnosis, self._form(diagnosis))

    def post(self, request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
        """Keep it."""
        diagnosis = own(request, diagnosis_id)
        form = self._form(diagnosis, request)
        if not form.is_valid():
            return self._page(request, diagnosis, form)
        try:
            actions.rate_oneself(
                person=person_of(request), diagnosis_id=diagnosis.pk, places=form.places()
            )
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
            return _over(diagnosis)
        messages.success(request, _("Kept. You see it beside what the questions found."))
        return redirect("diagnosis:question", diagnosis.pk)

    def _form(self, diagnosis: Diagnosis, request: HttpRequest | None = None) -> RatingForm:
        codes = queries.bank_of(diagnosis.parameters_id).competencies
        return RatingForm(
            request.POST if request else None,
            competencies=Competency.objects.filter(pk__in=codes).order_by("pk"),
            ratings=dict(diagnosis.ratings.values_list("competency", "place")),
        )

    def _page(self, request: HttpRequest, diagnosis: Diagnosis, form: RatingForm) -> HttpResponse:
        context = {"diagnosis": diagnosis, "form": form}
        return render(request, "diagnosis/own_view.html", context)
