"""What learning says on the catalogue's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lapel.journey.learning.queries import enrolment_of
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential


def enrol_button(request: HttpRequest, microcredential: MicroCredential) -> str:
    """Offer to enrol, or the way to what she is on already."""
    user = request.user
    known = enrolment_of(user, microcredential) if isinstance(user, Person) else None
    context = {"microcredential": microcredential, "enrolment": known}
    return render_to_string("learning/panels/enrol.html", context, request)


PANELS = {"catalogue.actions": [enrol_button]}
