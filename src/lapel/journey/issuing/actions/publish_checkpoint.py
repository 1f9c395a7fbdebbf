"""Publish the log's last head once its witnesses suffice; hold a log that has gone back."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.transparency.checkpoint import open_checkpoint
from lapel.domain.transparency.errors import TransparencyError
from lapel.domain.transparency.standing import Standing, standing
from lapel.domain.transparency.tiles import CHECKPOINT, WIDTH, edge
from lapel.failpoint import failpoint
from lapel.journey.files.queries import storage
from lapel.journey.issuing.models import Award, Log, LogEntry
from lapel.journey.issuing.queries import StoredLog, head_of, known, log_file, log_policy
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.domain.transparency.merkle import Head

log = logging.getLogger(__name__)


def publish_checkpoint(found: Log) -> None:
    """Serve the last head, if there is a new one and the policy's witnesses cosigned it.

    Whoever calls it holds the log's lock. A run that was cut off is finished by the next.
    """
    if found.note and found.note != found.published_note and _suffices(found):
        _make_public(found)
        failpoint("issuing.log-published")
    if found.published_note:
        _put_beside_tiles(found)


def _suffices(found: Log) -> bool:
    policy = log_policy()
    signed = open_checkpoint(found.note.encode(), log=known(found), witnesses=policy.witnesses)
    return policy.quorum.satisfied_by({each.key for each in signed.witnesses})


def _make_public(found: Log) -> None:
    moment, before = now(), found.published_size
    found.published_size, found.published_note = found.size, found.note
    found.published_at = moment
    with transaction.atomic():
        found.save(update_fields=["published_size", "published_note", "published_at"])
        new = LogEntry.objects.filter(
            log=found, position__gte=before, position__lt=found.size, kind=LogEntry.Kind.AWARD
        )
        Award.objects.filter(pk__in=new.values("award"), included_at=None).update(
            included_at=moment
        )
    _drop_partial_tiles(found, before)


def _put_beside_tiles(found: Log) -> None:
    note = found.published_note.encode()
    if StoredLog(found.number).read(CHECKPOINT) != note:
        storage().put(log_file(found.number, CHECKPOINT), io.BytesIO(note))


def _drop_partial_tiles(found: Log, before: int) -> None:
    """Remove the narrower forms of tiles that have become full; tlog-tiles says readers know."""
    for tile in edge(before):
        if (found.published_size >> 8 * tile.level) // WIDTH > tile.index:
            _drop(found, f"{tile.whole.path}.p/")
            if tile.level == 0:
                _drop(found, f"tile/entries{tile.whole.path.removeprefix('tile/0')}.p/")


def _drop(found: Log, prefix: str) -> None:
    for key in list(storage().keys(log_file(found.number, prefix))):
        storage().delete(key)


def may_go_on(found: Log) -> bool:
    """Tell whether a log may grow; hold it where what it published is ahead of it, or another."""
    if found.held_at is not None:
        return False
    written = StoredLog(found.number).read(CHECKPOINT)
    if written is None or written == found.published_note.encode():
        return True
    where = _standing(found, written)
    if where in (Standing.LEVEL, Standing.AHEAD):
        return True
    log.error("the log is %s what it published; it is held for a person", where)
    hold_log(found)
    return False


def _standing(found: Log, written: bytes) -> Standing:
    try:
        published = open_checkpoint(written, log=known(found)).checkpoint.head
    except TransparencyError:
        return Standing.APART
    return standing_of(found, published=published)


def standing_of(found: Log, *, published: Head) -> Standing:
    """Compare our log with a head that was published; TileError where our own files are broken."""
    return standing(StoredLog(found.number), stored=head_of(found), published=published)


def hold_log(found: Log) -> None:
    """Let nothing be signed or entered until a person has looked."""
    Log.objects.filter(pk=found.pk, held_at=None).update(held_at=now())
    found.held_at = now()
