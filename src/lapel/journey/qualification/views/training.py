"""An assessor's way: what she is qualified for, the module, the rubric, and what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.catalogue.queries import rubric_lines
from lapel.journey.qualification import actions, policies, queries
from lapel.journey.qualification.views.shared import (
    own_training,
    person_of,
    refused,
    wanted_language,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.qualification.models import Training

ROWS_A_PAGE = 20
TRAININGS_A_PAGE = 8


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what she is qualified for, her trainings, and what she may train for."""
    person = person_of(request)
    if not policies.may_train(person):
        raise PermissionDenied
    held = queries.open_qualifications().filter(person=person)
    held = held.select_related("version").order_by("until", "pk")
    qualified = Paginator(held, ROWS_A_PAGE).get_page(request.GET.get("page"))
    begun = Paginator(queries.trainings_of(person), TRAININGS_A_PAGE)
    trainings = begun.get_page(request.GET.get("trainings"))
    may_begin = Paginator(queries.trainable(person), ROWS_A_PAGE).get_page(request.GET.get("begin"))
    context = {
        "qualified": qualified,
        "qualifications": [(each, queries.language_name(each.language)) for each in qualified],
        "begun": trainings,
        "trainings": [queries.way_of(each) for each in trainings],
        "may_begin": may_begin,
        "trainable": [
            (each, language, queries.language_name(language)) for each, language in may_begin
        ],
        "renewal": queries.RENEWAL.days,
    }
    return render(request, "qualification/index.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to train for what she holds herself."""
    microcredential = get_object_or_404(MicroCredential, slug=slug, current__isnull=False)
    version = microcredential.current
    assert version is not None
    if not queries.assesses_for(person_of(request), microcredential.organisation):
        raise Http404
    try:
        training = actions.begin_training(
            person=person_of(request), version=version, language=wanted_language(request, version)
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:index")
    return redirect("qualification:training", training.pk)


@login_required
@never_cache
@require_safe
def training(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Show how far she is, step by step."""
    found = own_training(request, training_id)
    context = {
        "training": found,
        "way": queries.way_of(found),
        "language": queries.language_name(found.language),
    }
    return render(request, "qualification/training.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def bias(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Show the module on how assessors err; take and explain her answers."""
    found = own_training(request, training_id)
    if request.method == "POST":
        return _answers(request, found)
    topics = [
        {"topic": topic, "chosen": chosen, "answer": _answer(topic, chosen)}
        for topic in queries.TOPICS
        for chosen in [found.bias_answers.get(topic.key)]
    ]
    context = {"training": found, "topics": topics, "answered": bool(found.bias_answers)}
    return render(request, "qualification/bias.html", context)


def _answer(topic: queries.Topic, chosen: int | None) -> object:
    return topic.options[chosen] if chosen is not None else None


def _answers(request: HttpRequest, found: Training) -> HttpResponse:
    written = {topic.key: request.POST.get(topic.key, "") for topic in queries.TOPICS}
    answers = {key: int(text) for key, text in written.items() if text.isdecimal()}
    _training, right = actions.answer_bias(
        person=person_of(request), training_id=found.pk, answers=answers
    )
    if right:
        messages.success(request, _("That is the module. The rubric comes next."))
        return redirect("qualification:training", found.pk)
    messages.info(request, _("Read what is said of your answers, and choose again."))
    return redirect("qualification:bias", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def rubric(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Walk through the criteria with their exemplars at each level."""
    found = own_training(request, training_id)
    if request.method == "POST":
        actions.finish_rubric(person=person_of(request), training_id=found.pk)
        return redirect("qualification:training", found.pk)
    context = {"training": found, "lines": rubric_lines(found.version)}
    return render(request, "qualification/rubric.html", context)
