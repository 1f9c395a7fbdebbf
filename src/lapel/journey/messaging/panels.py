"""What messaging shows on the page of a teacher's rhythm: her devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lapel.journey.messaging import queries

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.people.models import Person


def devices(request: HttpRequest, person: Person) -> str:
    """List her devices and offer to let this one in, where the instance sends notifications."""
    if not queries.pushes_are_on():
        return ""
    here = queries.marked(request.COOKIES.get(queries.DEVICE_COOKIE, ""))
    hers = list(queries.devices_of(person))
    context = {
        "devices": [(each, each.pk == here, queries.unpacked(each.error)) for each in hers],
        "is_here": any(each.pk == here for each in hers),
    }
    return render_to_string("messaging/devices.html", context, request)


PANELS = {"learning.rhythm": [devices]}
