"""Tell holders some days before their awards end, each once for each end (docs/adr/0019)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Award, Batch
from lapel.journey.messaging.actions.write_batch_letters import (
    A_CHUNK_TAKES,
    A_ROUND,
    PAUSE,
    round_of,
)
from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.events import EndNears, EndsNear
from lapel.journey.messaging.queries.end_letters import end_letter
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

# Time enough to ask for another end; where there is less of it, half of what there is.
BEFORE = timedelta(days=30)


def look_ahead(*, award: Award) -> None:
    """Have the holder told before an award's end, if it has one that is to come."""
    if award.valid_until is not None and award.valid_until > now():
        event = EndNears(award_id=award.pk, valid_until=award.valid_until)
        announce(event, due_at=_told_on(award.valid_until))


def look_ahead_for_many(*, batch_id: UUID, chunk: int) -> None:
    """Have the holders of a chunk told before its end, behind those of the chunks before it."""
    end = Batch.objects.get(pk=batch_id).valid_until
    if end is not None and end > now():
        event = EndsNear(batch_id=batch_id, chunk=chunk, start=0, valid_until=end)
        announce(event, due_at=_told_on(end) + A_CHUNK_TAKES * chunk)


def tell_of_end(*, award_ids: Collection[UUID], valid_until: datetime) -> None:
    """Write to those whose awards are in force and still end then; the rest has other news.

    Who was told of this end is not told again. An end that is over is no news any more.
    """
    if valid_until <= now():
        return
    found = Award.objects.filter(
        pk__in=award_ids, state=Award.State.ISSUED, valid_until=valid_until
    ).select_related("person", "achievement__issuer", "achievement__version__microcredential")
    for award in found.defer("document", "public_document"):
        write_letter(
            key=f"ends:{award.pk}:{valid_until:%Y-%m-%dT%H:%M:%S}",
            kind="award ends",
            words=partial(end_letter, award, valid_until),
            person=award.person,
        )


def tell_of_many_ends(*, batch_id: UUID, chunk: int, start: int, valid_until: datetime) -> None:
    """Write a round of a chunk's letters, and announce the next, if any; for a light job."""
    batch = Batch.objects.get(pk=batch_id)
    names = round_of(batch=batch, chunk=chunk, start=start)
    tell_of_end(award_ids=names, valid_until=valid_until)
    if len(names) == A_ROUND:
        rest = EndsNear(
            batch_id=batch_id, chunk=chunk, start=start + A_ROUND, valid_until=valid_until
        )
        announce(rest, due_at=now() + PAUSE)


def _told_on(end: datetime) -> datetime:
    return max(end - BEFORE, now() + (end - now()) / 2)
