"""What qualification's views share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from lapel.journey.people.models import Person
from lapel.journey.qualification import policies, queries
from lapel.journey.qualification.models import Training

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.catalogue.models import MicroCredential, Version
    from lapel.journey.qualification.actions import Refusal


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person; the views' decorators see to it that there is one."""
    assert isinstance(request.user, Person)
    return request.user


def refused(request: HttpRequest, refusal: Refusal, *address: object) -> HttpResponse:
    """Say no in a sentence and lead on to a page."""
    messages.error(request, str(refusal))
    return redirect(*address)  # type: ignore[call-overload, no-any-return]  # a name and its parts


def own_training(request: HttpRequest, training_id: UUID) -> Training:
    """Find a training of hers; for anyone else there is none."""
    found = Training.objects.select_related("version__microcredential", "person")
    training = found.filter(pk=training_id).first()
    if training is None or not policies.may_open(person_of(request), training):
        raise Http404
    return training


def kept(request: HttpRequest, slug: str) -> MicroCredential:
    """Find a micro-credential whose training set she keeps; for anyone else there is none."""
    if not policies.may_keep(person_of(request)):
        raise Http404
    return get_object_or_404(queries.kept_microcredentials(person_of(request)), slug=slug)


def wanted_language(request: HttpRequest, version: Version) -> str:
    """Give the language of evidence that a page is asked for; the version's own where none is."""
    wanted = request.POST.get("language") or request.GET.get("language", "")
    return wanted if wanted in queries.languages_of(version) else version.language
