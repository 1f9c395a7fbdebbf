"""Give an award, an endorsement or a program's credential its place in a status list."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING

from django.db.models import F

from lapel.domain.badges.status import MINIMUM_BITS
from lapel.journey.issuing.events import StatusListChanged
from lapel.journey.issuing.models import Chunk, StatusList, StatusPlace
from lapel.journey.issuing.queries import address
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award, Endorsement, IssuerKey, ProgramCredential

# Random places are found quickly while a list is half empty; then it is closed.
FULL = MINIMUM_BITS // 2
_chance = secrets.SystemRandom()


def take_place(*, award: Award, key: IssuerKey) -> StatusPlace:
    """Give an award a random place under a key's DID, in its transaction; none is ever reused.

    The place it had, if any, is given up as it is.
    """
    award.places.filter(given_up_at__isnull=True).update(given_up_at=now())
    listed = _with_room(key)
    (index,) = free_indices(shard=listed, wanted=1)
    return StatusPlace.objects.create(award=award, status_list=listed, index=index)


def place_endorsement(*, endorsement: Endorsement, key: IssuerKey) -> StatusPlace:
    """Give an endorsement its place under a key's DID, in its transaction; it keeps one it has."""
    there = endorsement.places.filter(given_up_at__isnull=True)
    known = there.filter(status_list__did=key.did).first()
    if known is not None:
        return known
    there.update(given_up_at=now())
    listed = _with_room(key)
    (index,) = free_indices(shard=listed, wanted=1)
    return StatusPlace.objects.create(endorsement=endorsement, status_list=listed, index=index)


def place_program_credential(*, signed: ProgramCredential, key: IssuerKey) -> StatusPlace:
    """Give what a program has signed its place under a key's DID, in its transaction."""
    listed = _with_room(key)
    (index,) = free_indices(shard=listed, wanted=1)
    return StatusPlace.objects.create(program_credential=signed, status_list=listed, index=index)


def _with_room(key: IssuerKey) -> StatusList:
    listed = open_shard(key)
    StatusList.objects.filter(pk=listed.pk).update(taken=F("taken") + 1)
    return listed


def set_bit(place: StatusPlace) -> None:
    """Mark a place for good, and have its list signed again."""
    if place.is_set:
        return
    place.is_set = True
    place.save(update_fields=["is_set"])
    StatusList.objects.filter(pk=place.status_list_id).update(revision=F("revision") + 1)
    announce(StatusListChanged(status_list_id=place.status_list_id))


def open_shard(key: IssuerKey, *, wanted: int = 1) -> StatusList:
    """Give the open list of a key's DID that has room for so many, in their transaction."""
    take_turns(f"issuing.shard:{key.did}")  # or two would each open a list where none has room
    open_ = StatusList.objects.select_for_update(no_key=True).filter(
        did=key.did, purpose=StatusList.Purpose.REVOCATION, closed_at__isnull=True
    )
    shard = open_.first()
    if shard is not None and shard.taken + wanted <= FULL:
        return shard
    open_.update(closed_at=now())
    name = uuid.uuid4()
    return StatusList.objects.create(
        id=name,
        issuer=key.issuer,
        did=key.did,
        url=address("status", name),
        purpose=StatusList.Purpose.REVOCATION,
        length=MINIMUM_BITS,
        made_at=now(),
    )


def free_indices(*, shard: StatusList, wanted: int) -> list[int]:
    """Draw places that are neither taken nor set aside; a list is never fuller than half.

    At random, so that a place says nothing of when or beside whom it was given. For whoever holds
    the list, by `open_shard` in the same transaction: nobody else draws from it meanwhile.
    """
    # Read before the places themselves: a chunk that is sealed in between is then in both.
    aside = Chunk.objects.filter(done_at=None, places__list=str(shard.pk))
    taken: set[int] = set()
    for places in aside.values_list("places", flat=True):
        taken.update(places["indices"] if places else ())
    found: list[int] = []
    while len(found) < wanted:
        drawn = {_chance.randrange(shard.length) for _ in range(wanted - len(found))} - taken
        used = shard.places.filter(index__in=drawn).values_list("index", flat=True)
        taken |= drawn
        found += drawn.difference(used)
    _chance.shuffle(found)
    return found
