"""Put a framework's competencies onto the shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import check_framework
from lapel.journey.catalogue.actions.refusal import Refusal
from lapel.journey.catalogue.models import Competency

if TYPE_CHECKING:
    from collections.abc import Sequence


def load_framework(*, items: Sequence[dict[str, Any]]) -> list[Competency]:
    """Write every competency of a framework document, new or anew, and give them by code.

    It belongs to the instance's own setup: no page leads here, so there is no person to ask.
    Competencies that the document no longer names stay, since versions point at them.
    """
    problems = check_framework(list(items))
    if problems:
        raise Refusal(_("This framework cannot be loaded yet."), problems)
    with transaction.atomic():
        loaded = [
            Competency.objects.update_or_create(
                code=item["code"],
                defaults={
                    "title": item["title"],
                    "statement": item["statement"],
                    "prerequisites": item.get("prerequisites", []),
                    "crosswalk": item.get("crosswalk", []),
                },
            )[0]
            for item in items
        ]
    return sorted(loaded, key=lambda competency: competency.code)
