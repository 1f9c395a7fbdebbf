"""Put a framework's competencies onto the shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import check_framework
from lapel.journey.catalogue.actions.refusal import Refusal
from lapel.journey.catalogue.models import Competency
from lapel.journey.record.queries import now

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
        loaded = [_loaded(item) for item in items]
    return sorted(loaded, key=lambda competency: competency.code)


def _loaded(item: dict[str, Any]) -> Competency:
    """Write one; its date moves only when its words do, since readers compare by it."""
    words = {
        "title": item["title"],
        "statement": item["statement"],
        "prerequisites": item.get("prerequisites", []),
        "crosswalk": item.get("crosswalk", []),
    }
    known = Competency.objects.filter(code=item["code"]).first()
    if known is not None and all(getattr(known, name) == told for name, told in words.items()):
        return known
    values = {**words, "changed_at": now()}
    return Competency.objects.update_or_create(code=item["code"], defaults=values)[0]
