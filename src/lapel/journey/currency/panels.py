"""What currency says on the catalogue's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lapel.journey.currency.queries import recognitions_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential


def what_it_counts_for(request: HttpRequest, microcredential: MicroCredential) -> str:
    """Say who counts a micro-credential for what, with date and source, or that nobody has."""
    context = {"recognitions": list(recognitions_of(microcredential))}
    return render_to_string("currency/panel.html", context, request)


PANELS = {"catalogue.microcredential": [what_it_counts_for]}
