"""What retention says on the page of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lapel.journey.retention.models import Notice

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.evidence.models import Draft


def deletion_ahead(request: HttpRequest, draft: Draft) -> str:
    """Say what of this draft is deleted soon, and where to keep it longer."""
    told = Notice.objects.filter(clock=draft.pk, ended_at=None).order_by("on").first()
    if told is None:
        return ""
    return render_to_string("retention/panels/ahead.html", {"told": told}, request)


PANELS = {"evidence.draft": [deletion_ahead]}
