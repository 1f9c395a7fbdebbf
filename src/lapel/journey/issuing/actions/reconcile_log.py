"""Let a log that was held go on, once it is held against what was published (ADR 11)."""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.transparency.audit import audit
from lapel.domain.transparency.checkpoint import SignedCheckpoint, open_checkpoint
from lapel.domain.transparency.errors import TransparencyError
from lapel.domain.transparency.merkle import leaf_hash
from lapel.domain.transparency.policy import NOBODY, Policy
from lapel.domain.transparency.standing import Standing
from lapel.domain.transparency.tiles import (
    CHECKPOINT,
    ENTRIES,
    HEIGHT,
    WIDTH,
    Tile,
    pack,
    read_entries,
    read_hashes,
    width_at,
)
from lapel.domain.transparency.tree import Tree
from lapel.journey.files.queries import storage
from lapel.journey.issuing.actions.enter_in_log import wake_sequencer
from lapel.journey.issuing.actions.only_writer import only_writer
from lapel.journey.issuing.actions.publish_checkpoint import standing_of
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import LogResumed
from lapel.journey.issuing.models import Log, LogEntry
from lapel.journey.issuing.policies import may_tend_log
from lapel.journey.issuing.queries import (
    StoredLog,
    head_of,
    known,
    log_file,
    open_log,
    waiting_entries,
)
from lapel.journey.record.actions import announce, note, offer_again
from lapel.journey.record.queries import now, parked_deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.domain.transparency.merkle import Head
    from lapel.domain.transparency.tiles import Reader
    from lapel.journey.people.models import Person


def reconcile_log(
    *, person: Person | None, checkpoint: bytes, copy: Reader | None = None
) -> Standing:
    """Hold our log against the last checkpoint that was published, and let it go on if it may.

    For an administrator (None: whoever is at the machine itself), who brings the checkpoint from
    outside: an auditor's, a witness's, a mirror's. Level or ahead, the log goes on. Behind, the
    published entries are taken over from `copy`, or from the files that came with the backup, and
    their positions stay used. Refuses, with the way on, where neither holds them all, where another
    history was published, and a checkpoint that our key did not sign.
    """
    if person is not None and not may_tend_log(person):
        raise PermissionDenied
    with only_writer():
        found = open_log()
        if found is None:
            raise Refusal(_("There is no log yet."))
        published = opened(found, checkpoint=checkpoint).checkpoint.head
        where = _standing(found, published)
        if where is Standing.APART:
            raise Refusal(
                _("Another history of this log was published. Open a new epoch, with the reason.")
            )
        if where is Standing.BEHIND:
            _take_over(found, published, copy)
        with transaction.atomic():
            _let_go_on(found, person, where)
    return where


def opened(found: Log, *, checkpoint: bytes) -> SignedCheckpoint:
    """Read a checkpoint of a log of ours; refuses one that its key did not sign."""
    try:
        return open_checkpoint(checkpoint, log=known(found))
    except TransparencyError as error:
        said = _("That is no checkpoint that this log signed: %s")
        raise Refusal(said % error) from error


def _standing(found: Log, published: Head) -> Standing:
    try:
        return standing_of(found, published=published)
    except TransparencyError as error:
        said = _("The log's own files are damaged (%s). Bring them back, or open a new epoch.")
        raise Refusal(said % error) from error


def _let_go_on(found: Log, person: Person | None, where: Standing) -> None:
    Log.objects.filter(pk=found.pk).update(held_at=None)
    note(
        aggregate="log",
        aggregate_id=uuid.uuid5(uuid.NAMESPACE_URL, found.origin),
        action="reconciled",
        actor=person.pk if person else None,
        facts={"log": found.pk, "standing": str(where)},
    )
    wake_sequencer()
    announce(LogResumed(log=found.pk))


def _take_over(found: Log, published: Head, copy: Reader | None) -> None:
    for reader in filter(None, (copy, StoredLog(found.number))):
        head = _usable(found, reader, published)
        if head is not None:
            _adopt(found, reader, head)
            return
    raise Refusal(
        _(
            "Entries that were published are missing here. Bring a whole copy of the log that "
            "holds them, or open a new epoch, with the reason."
        )
    )


def _usable(found: Log, reader: Reader, published: Head) -> Head | None:
    """Give the head of a copy that is whole, signed by us, extends us and reaches `published`."""
    said = audit(reader, policy=Policy((known(found),), {}, NOBODY))
    if not said.sound or said.origin != found.origin or said.head.size < published.size:
        return None
    tree = Tree(reader, said.head.size)
    ours = head_of(found)
    extends = tree.head_at(ours.size) == ours and tree.head_at(published.size) == published
    return said.head if extends else None


def _adopt(found: Log, reader: Reader, head: Head) -> None:
    before = found.size
    _store(found, reader, before, head.size)
    tree = Tree(reader, head.size)
    at = {tree.leaf(each): each for each in range(before, head.size)}
    with transaction.atomic():
        Log.objects.filter(pk=found.pk).update(
            size=head.size,
            root=head.root.hex(),
            note=(reader.read(CHECKPOINT) or b"").decode(),
            signed_at=now(),
        )
        for row in waiting_entries().iterator():
            position = at.get(leaf_hash(row.entry.encode()))
            if position is not None:
                LogEntry.objects.filter(pk=row.pk).update(log=found, position=position)
    found.refresh_from_db()


def _store(found: Log, reader: Reader, before: int, after: int) -> None:
    for tile in _tiles(before, after):
        if tile.level == ENTRIES:
            data = pack(read_entries(reader, tile))
        else:
            data = b"".join(read_hashes(reader, tile))
        storage().put(log_file(found.number, tile.path), io.BytesIO(data))


def _tiles(before: int, after: int) -> Iterator[Tile]:
    """Yield every tile and bundle that a log of `after` entries has beyond one of `before`."""
    for level in (ENTRIES, *range((after.bit_length() + HEIGHT - 1) // HEIGHT)):
        shift = HEIGHT * max(level, 0)
        for index in range((before >> shift) // WIDTH, -(-(after >> shift) // WIDTH)):
            yield Tile(level, index, width_at(after, level, index))


def resume_jobs() -> int:
    """Offer again what issuing refused while the log was held; returns how many jobs."""
    parked = [each.pk for each in parked_deliveries().filter(receiver__startswith="issuing.")]
    for delivery_id in parked:
        offer_again(delivery_id=delivery_id)
    return len(parked)
