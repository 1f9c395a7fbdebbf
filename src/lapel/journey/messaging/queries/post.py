"""Letters that wait for the post, and letters nobody could deliver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.messaging.models import Message

if TYPE_CHECKING:
    from django.db.models import QuerySet


def is_written(key: str) -> bool:
    """Tell whether there is a letter under this key, wherever it has got to."""
    return Message.objects.filter(key=key).exists()


def waiting_letters() -> QuerySet[Message]:
    """Give letters yet to be handed over, the one due first at the head."""
    return Message.objects.filter(sent_at__isnull=True, gave_up_at__isnull=True).order_by("try_at")


def failed_letters() -> QuerySet[Message]:
    """Give letters the post gave up on, newest first, for a person to look at."""
    return Message.objects.filter(gave_up_at__isnull=False).order_by("-gave_up_at")
