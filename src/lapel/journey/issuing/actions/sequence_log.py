"""Enter what waits in the log: tiles to the disk, then the head, then the public (ADR 11)."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.transparency.appending import append
from lapel.domain.transparency.checkpoint import Checkpoint
from lapel.domain.transparency.entries import Epoch
from lapel.domain.transparency.merkle import Head
from lapel.domain.transparency.note import Note, sign
from lapel.failpoint import failpoint
from lapel.journey.files.queries import storage
from lapel.journey.issuing.actions.keyring import keyring
from lapel.journey.issuing.actions.only_writer import only_writer
from lapel.journey.issuing.actions.open_log import give_key, open_first_log
from lapel.journey.issuing.actions.publish_checkpoint import may_go_on, publish_checkpoint
from lapel.journey.issuing.events import CheckpointSigned
from lapel.journey.issuing.models import Log, LogEntry
from lapel.journey.issuing.queries import (
    StoredLog,
    head_of,
    log_file,
    log_policy,
    open_log,
    verifier_key,
    waiting_entries,
)
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.rows import number_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.domain.transparency.appending import Appended

log = logging.getLogger(__name__)

A_BATCH = 8192


def sequence_log() -> Log:
    """Enter all that waits, in batches, and publish; for the job on `EntriesWaiting`.

    Run twice, or again after a crash anywhere, it goes on where the last head stands. A log that is
    held, or found to be behind or apart from what it published, is left as it is, and held.
    """
    with only_writer():
        found = open_log() or open_first_log()
        if not may_go_on(found):
            return found
        give_key(found)
        while batch := list(waiting_entries()[:A_BATCH]):
            found = _integrate(found, batch)
        publish_checkpoint(found)
    return found


def _integrate(found: Log, rows: Sequence[LogEntry]) -> Log:
    before = head_of(found)
    first = [_beginning(found).entry()] if found.goes_on_from and not before.size else []
    entries = [*first, *(row.entry.encode() for row in rows)]
    appended = append(StoredLog(found.number), head=before, entries=entries)
    _store(found, appended)
    failpoint("issuing.log-tiles")
    note = _signed(found, appended.head)
    failpoint("issuing.log-signed")
    with transaction.atomic():
        _keep(found, before, appended.head, note)
        _place(found, rows, before.size + len(first))
        if log_policy().witnesses:
            announce(CheckpointSigned(log=found.number))
    failpoint("issuing.log-kept")
    found.refresh_from_db()
    return found


def _beginning(found: Log) -> Epoch:
    if found.goes_on_from is None:
        raise ValueError("the first log goes on from none")
    head = Head(found.known_size, bytes.fromhex(found.known_root))
    return Epoch(found.goes_on_from.origin, head, found.reason)


def _store(found: Log, appended: Appended) -> None:
    for path, data in appended.files.items():
        storage().put(log_file(found.number, path), io.BytesIO(data))


def _signed(found: Log, head: Head) -> Note:
    text, key = Checkpoint(found.origin, head).text(), give_key(found).key
    if key is None:
        raise ValueError("a log signs with a key")
    signature = sign(verifier_key(key), text, by=lambda data: keyring().sign(key.key_id, data))
    return Note(text, (signature,))


def _keep(found: Log, before: Head, after: Head, note: Note) -> None:
    """Make the head the log's own, if it still stands where it was appended to."""
    same = Log.objects.filter(
        pk=found.pk, size=before.size, root=before.root.hex(), is_open=True, held_at=None
    )
    changed = same.update(size=after.size, root=after.root.hex(), note=str(note), signed_at=now())
    if not changed:
        raise RuntimeError("The log was changed by somebody else; nothing was entered.")


def _place(found: Log, rows: Iterable[LogEntry], first: int) -> None:
    """Give each entry its position, all at once, as a batch has thousands."""
    places = [(row.pk, at) for at, row in enumerate(rows, start=first)]
    if number_rows(LogEntry, "position", places, of=("log_id", found.pk)) != len(places):
        raise RuntimeError("An entry had a position already; nothing was entered.")
