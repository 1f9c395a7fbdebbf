"""What diagnosis shows on the front page: to a teacher, where to begin or go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lapel.journey.diagnosis import queries
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.http import HttpRequest


def front_page(request: HttpRequest, _subject: HttpRequest) -> str:
    """Lead a teacher to her own diagnosis; to nobody else is there anything to say."""
    person = request.user
    if not isinstance(person, Person) or not has_role(person, Role.TEACHER):
        return ""
    context = {
        "open": queries.open_diagnosis(person),
        "last": queries.finished_diagnoses(person).first(),
    }
    if not any(context.values()) and not queries.languages():
        return ""
    return render_to_string("diagnosis/parts/front_page.html", context, request)


PANELS = {"web.home": [front_page]}
