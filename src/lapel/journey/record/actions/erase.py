"""Erase what is free text about people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.record.models import AuditText, Delivery

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


def erase_words(*, aggregate: str, aggregate_id: UUID) -> int:
    """Erase the free text of an aggregate's history; the chain of hashes stays and verifies."""
    texts = AuditText.objects.filter(entry__aggregate=aggregate, entry__aggregate_id=aggregate_id)
    return texts.delete()[0]


def forget_errors(*, about: Collection[UUID], kinds: Collection[str] = ()) -> int:
    """Erase what is kept of failures on events that name one of these ids, or are of these kinds.

    An error quotes what it met, and may so outlive a person's account; that it failed stays known.
    Returns how many were erased.
    """
    names = {str(each) for each in about}
    kept = Delivery.objects.exclude(error="").select_related("event")
    found = [
        each.pk
        for each in kept.iterator()
        if each.event.kind in kinds or names & set(map(str, each.event.payload.values()))
    ]
    return Delivery.objects.filter(pk__in=found).update(error="(erased with an account)")
