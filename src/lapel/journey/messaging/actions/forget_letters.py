"""Erase the letters to a person who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.messaging.models import Message

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


def forget_letters(*, person_id: UUID, invitation_ids: Collection[UUID]) -> None:
    """Erase what was written to her, handed over or not, and the invitations she had accepted."""
    invited = [f"invited:{each}" for each in invitation_ids]
    Message.objects.filter(Q(person=person_id) | Q(key__in=invited)).delete()
