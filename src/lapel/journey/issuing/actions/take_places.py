"""Give an award its places in the status lists."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING

from django.db.models import F

from lapel.domain.badges.status import MINIMUM_BITS
from lapel.journey.issuing.models import StatusList, StatusPlace
from lapel.journey.issuing.queries import address
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award, IssuerKey

# Random places are found quickly while a list is half empty; then it is closed.
FULL = MINIMUM_BITS // 2


def take_places(*, award: Award, key: IssuerKey) -> None:
    """Give an award one random place per purpose, in its transaction; places are never reused."""
    for purpose in StatusList.Purpose:
        listed = _open_shard(key, purpose)
        StatusPlace.objects.create(
            award=award, status_list=listed, purpose=purpose, index=_free_index(listed)
        )
        StatusList.objects.filter(pk=listed.pk).update(taken=F("taken") + 1)


def _open_shard(key: IssuerKey, purpose: str) -> StatusList:
    wanted = StatusList.objects.select_for_update().filter(
        did=key.did, purpose=purpose, closed_at__isnull=True
    )
    shard = wanted.first()
    if shard is not None and shard.taken < FULL:
        return shard
    wanted.update(closed_at=now())
    name = uuid.uuid4()
    return StatusList.objects.create(
        id=name,
        issuer=key.issuer,
        did=key.did,
        url=address("status", name),
        purpose=purpose,
        length=MINIMUM_BITS,
        made_at=now(),
    )


def _free_index(listed: StatusList) -> int:
    """Draw a place at random, so that it says nothing of when or beside whom it was given."""
    while True:
        index = secrets.randbelow(listed.length)
        if not listed.places.filter(index=index).exists():
            return index
