"""Take the next chunk of a batch under a lease, with places in a status list set aside for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from lapel.journey.issuing.actions.take_place import free_indices, open_shard
from lapel.journey.issuing.models import Batch, Chunk, StatusList
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.issuing.models import IssuerKey

LEASE = timedelta(minutes=2)


def claim_chunk(*, batch: Batch, key: IssuerKey, holder: str) -> Chunk | None:
    """Give the first chunk that nobody holds, or None where none is left or the batch stands still.

    Two who ask at once never get the same: the lease is taken by a conditional update.
    """
    moment = now()
    free = free_chunks(batch).filter(batch__state=Batch.State.RUNNING)
    for pk in free.order_by("number").values_list("pk", flat=True)[:8]:
        with transaction.atomic():
            held = Chunk.objects.filter(
                Q(lease_until=None) | Q(lease_until__lte=moment), pk=pk, done_at=None
            )
            if held.update(held_by=holder, lease_until=moment + LEASE):
                chunk = Chunk.objects.get(pk=pk)
                _set_places_aside(batch, chunk, key)
                return chunk
    return None


def free_chunks(batch: Batch) -> QuerySet[Chunk]:
    """Give what is left of a batch and held by nobody, or by one whose lease lapsed."""
    return batch.chunks.filter(Q(lease_until=None) | Q(lease_until__lte=now()), done_at=None)


def release_chunks(*, holder_prefix: str) -> int:
    """Offer at once what somebody held who is known to be dead."""
    held = Chunk.objects.filter(held_by__startswith=holder_prefix, done_at=None)
    return held.exclude(held_by="").update(held_by="", lease_until=None)


def hand_back(chunk: Chunk, *, holder: str) -> None:
    """Give a chunk back undone, with its places, which nobody saw used; it is done afresh."""
    held = Chunk.objects.filter(pk=chunk.pk, held_by=holder, done_at=None)
    held.update(held_by="", lease_until=None, places=None)


def _set_places_aside(batch: Batch, chunk: Chunk, key: IssuerKey) -> None:
    """Draw a random free place for each recipient; those set aside before are used again."""
    listed = _listed(chunk)
    if listed is not None and listed.did == key.did and listed.closed_at is None:
        return
    wanted = batch.recipients.filter(chunk=chunk.number).count()
    shard = open_shard(key, wanted=wanted)
    StatusList.objects.filter(pk=shard.pk).update(taken=F("taken") + wanted)
    chunk.places = {"list": str(shard.pk), "indices": free_indices(shard=shard, wanted=wanted)}
    chunk.save(update_fields=["places"])


def _listed(chunk: Chunk) -> StatusList | None:
    return StatusList.objects.filter(pk=chunk.places["list"]).first() if chunk.places else None
