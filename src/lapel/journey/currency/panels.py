"""What currency says on the catalogue's pages and beside a plan's steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.catalogue.models import Version
from lapel.journey.currency.queries import recognitions_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential, Stack


def what_it_counts_for(request: HttpRequest, microcredential: MicroCredential) -> str:
    """Say who counts a micro-credential for what, with date and source, or that nobody has."""
    context = {"recognitions": list(recognitions_of(microcredential))}
    return render_to_string("currency/panel.html", context, request)


def recognisers(request: HttpRequest, subject: Version | Stack | None) -> str:
    """Name who counts a micro-credential, among the parties behind it, or that nobody has."""
    names: list[str] = []
    if isinstance(subject, Version):
        found = recognitions_of(subject.microcredential)
        names = list(dict.fromkeys(found.values_list("recogniser", flat=True)))
    return render_to_string("currency/party.html", {"recognisers": names}, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "catalogue.microcredential": [what_it_counts_for],
    "issuing.parties": [recognisers],
    "plan.step": [what_it_counts_for],
}
