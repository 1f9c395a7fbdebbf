"""Training sets: brought as documents, looked at, published; and who trains on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.qualification import actions, policies, queries
from lapel.journey.qualification.forms import AdmitForm, BringForm, FurtherTryForm
from lapel.journey.qualification.models import Qualification, Training, TrainingDraft
from lapel.journey.qualification.views.shared import kept, person_of, refused, wanted_language

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential

SETS_A_PAGE = 25
PEOPLE_A_PAGE = 50


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what she keeps, with how far its training set is."""
    person = person_of(request)
    if not policies.may_keep(person):
        raise PermissionDenied
    kept_ = Paginator(queries.kept_microcredentials(person), SETS_A_PAGE)
    page = kept_.get_page(request.GET.get("page"))
    rows = [
        {"microcredential": each, "set": queries.set_of(each.current, each.current.language)}
        for each in page
        if each.current
    ]
    return render(request, "qualification/sets.html", {"rows": rows, "page": page})


@login_required
@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a set with its keys, who trains on it and who is qualified."""
    microcredential = kept(request, slug)
    version = microcredential.current
    assert version is not None
    # One who trains already is found all the same where the form was sent twice.
    offered = queries.admissible(version, wanted_language(request, version))
    form = AdmitForm(candidates=offered)
    return _page(request, microcredential, form)


@login_required
@require_POST
def admit(request: HttpRequest, slug: str) -> HttpResponse:
    """Let an assessor train."""
    microcredential = kept(request, slug)
    if not policies.may_lead(person_of(request), microcredential.organisation):
        raise Http404
    form = AdmitForm(request.POST, candidates=queries.candidates(microcredential.organisation))
    if form.is_valid() and _admitted(request, microcredential, form):
        return _to_set(request, microcredential)
    return _page(request, microcredential, form)


def _to_set(request: HttpRequest, microcredential: MicroCredential) -> HttpResponse:
    """Lead back to the set in the language that was looked at."""
    version = microcredential.current
    assert version is not None
    language = wanted_language(request, version)
    other = f"?language={language}" if language != version.language else ""
    return redirect(reverse("qualification:set", args=[microcredential.slug]) + other)


def _admitted(request: HttpRequest, microcredential: MicroCredential, form: AdmitForm) -> bool:
    version = microcredential.current
    assert version is not None
    try:
        actions.admit_to_training(
            person=person_of(request),
            version=version,
            language=wanted_language(request, version),
            **form.cleaned_data,
        )
    except actions.Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("She can train now; she finds it on her page."))
    return True


def _page(request: HttpRequest, microcredential: MicroCredential, form: AdmitForm) -> HttpResponse:
    version = microcredential.current
    assert version is not None
    leads = policies.may_lead(person_of(request), microcredential.organisation)
    language = wanted_language(request, version)
    held = queries.qualification_of(person_of(request), version, language)
    standings = Paginator(queries.standings_of(version, language), PEOPLE_A_PAGE)
    context = {
        "microcredential": microcredential,
        "language": language,
        "languages": [
            (each, queries.language_name(each)) for each in queries.languages_of(version)
        ],
        "set": queries.set_of(version, language),
        "standings": standings.get_page(request.GET.get("page")),
        "leads": leads,
        "keys": leads or (held is not None and held.founding),
        "form": form,
        "further": FurtherTryForm(),
        "bring": BringForm(),
    }
    return render(request, "qualification/set.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a document in, faults and all."""
    microcredential = kept(request, slug)
    assert microcredential.current is not None
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, form.first_error())
        return redirect("qualification:set", slug)
    try:
        draft = actions.bring_training(
            person=person_of(request),
            version=microcredential.current,
            text=form.cleaned_data["text"],
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:set", slug)
    return redirect("qualification:draft", draft.pk)


def _draft(request: HttpRequest, draft_id: UUID) -> TrainingDraft:
    """Find a document of what she keeps; for anyone else there is none."""
    found = TrainingDraft.objects.select_related("version__microcredential__organisation")
    draft = found.filter(pk=draft_id, discarded_at__isnull=True).first()
    if draft is None:
        raise Http404
    person = person_of(request)
    if not policies.may_keep(person, draft.version.microcredential.organisation):
        raise Http404
    if queries.is_to_be_tried(person, draft.version):
        raise Http404
    return draft


@login_required
@require_safe
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show a document: its faults with their places, or what it would put into use."""
    found = _draft(request, draft_id)
    actions.read_document(person=person_of(request), draft=found)
    context = {
        "draft": found,
        "microcredential": found.version.microcredential,
        "report": queries.report_on(found),
        "bring": BringForm(),
    }
    return render(request, "qualification/draft.html", context)


@login_required
@require_POST
def publish(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put a document into use."""
    found = _draft(request, draft_id)
    try:
        actions.publish_training(person=person_of(request), draft_id=found.pk)
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:draft", found.pk)
    messages.success(request, _("The training set is in use."))
    return redirect("qualification:set", found.version.microcredential.slug)


@login_required
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put a document away."""
    found = _draft(request, draft_id)
    actions.discard_training(person=person_of(request), draft_id=found.pk)
    messages.info(request, _("It is put away."))
    return redirect("qualification:set", found.version.microcredential.slug)


@login_required
@require_POST
def further(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Open one more try for somebody who had hers."""
    training = Training.objects.select_related("version__microcredential__organisation").filter(
        pk=training_id
    )
    found = training.first()
    if found is None or not policies.may_lead(
        person_of(request), found.version.microcredential.organisation
    ):
        raise Http404
    slug = found.version.microcredential.slug
    try:
        actions.open_further_try(
            person=person_of(request),
            training_id=training_id,
            words=request.POST.get("words", "")[:2000],
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:set", slug)
    messages.success(request, _("One more try is open to her."))
    return redirect("qualification:set", slug)


@login_required
@require_POST
def withdraw(request: HttpRequest, qualification_id: UUID) -> HttpResponse:
    """End somebody's qualification before its day, with a reason."""
    found = Qualification.objects.select_related("version__microcredential__organisation").filter(
        pk=qualification_id
    )
    held = found.first()
    if held is None or not policies.may_lead(
        person_of(request), held.version.microcredential.organisation
    ):
        raise Http404
    microcredential = held.version.microcredential
    try:
        actions.withdraw_qualification(
            person=person_of(request),
            qualification_id=qualification_id,
            words=request.POST.get("words", "")[:2000],
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:set", microcredential.slug)
    messages.success(
        request, _("Withdrawn. The issuer officers are asked what becomes of her badge.")
    )
    return redirect("qualification:set", microcredential.slug)
