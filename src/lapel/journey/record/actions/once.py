"""Answer once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lapel.journey.record import queries
from lapel.journey.record.models import GivenReply
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


def once(*, owner: UUID, key: str, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Act once for this owner and key; a repeat gets the first reply and changes nothing.

    `act` runs inside the transaction that keeps its reply, which must be plain JSON.
    """
    known = GivenReply.objects.filter(owner=owner, key=key)
    given = known.first()
    if given is None:
        with transaction.atomic():
            take_turns(f"record.once:{owner}:{key}")
            # Whoever was first meanwhile has answered by now.
            given = known.first() or known.create(
                owner=owner, key=key, reply=act(), given_at=queries.now()
            )
    kept: dict[str, Any] = given.reply
    return kept
