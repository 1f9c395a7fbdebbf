"""Open the first log, or a new epoch of it with a reason."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.transparency.checkpoint import parse_checkpoint
from lapel.domain.transparency.entries import Epoch, origin_of
from lapel.domain.transparency.errors import EntryError, NoteError
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.tiles import CHECKPOINT
from lapel.journey.files.queries import storage
from lapel.journey.issuing.actions.enter_in_log import wake_sequencer
from lapel.journey.issuing.actions.keyring import keyring
from lapel.journey.issuing.actions.only_writer import only_writer
from lapel.journey.issuing.actions.reconcile_log import opened
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import LogResumed
from lapel.journey.issuing.models import Log, LogKey
from lapel.journey.issuing.policies import may_tend_log
from lapel.journey.issuing.queries import StoredLog, head_of, open_log
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import instance_kind, now

if TYPE_CHECKING:
    from lapel.domain.transparency.merkle import Head
    from lapel.journey.people.models import Person


def open_first_log() -> Log:
    """Open log 1; whoever writes the log holds its lock.

    In a real instance whose files hold a log that its database does not know, it is held at once:
    the database was lost, and only a person may go on. A demo's log begins again with its data.
    """
    is_left_over = _is_used(1)
    if is_left_over and instance_kind() != "real":
        for key in list(storage().keys("log/")):
            storage().delete(key)
        is_left_over = False
    held_at = now() if is_left_over else None
    return Log.objects.create(number=1, origin=_origin(1), opened_at=now(), held_at=held_at)


def give_key(found: Log) -> Log:
    """Make the key of a log that has none, for whoever signs its first head.

    A crash before the row leaves a key in the keyring that nobody names.
    """
    if found.key is None:
        public = keyring().create(f"log-{found.number}")
        with transaction.atomic():
            found.key = LogKey.objects.create(
                name=found.origin, key_id=public.id, public_key=public.raw.hex(), made_at=now()
            )
            found.save(update_fields=["key"])
    return found


def make_log_key() -> LogKey:
    """Give the open log's key, and make it where there is none yet; for the command line."""
    with only_writer():
        found = give_key(open_log() or open_first_log())
    if found.key is None:
        raise ValueError("a key was just given")
    return found.key


def open_epoch(*, person: Person | None, reason: str, checkpoint: bytes = b"") -> Log:
    """Close the log and open the next, whose first entry says why, in clear and for ever.

    For an administrator (None: whoever is at the machine itself). `checkpoint` is the last that is
    known to have been published. What was signed but never published is entered anew. Refuses
    without a reason of one line.
    """
    if person is not None and not may_tend_log(person):
        raise PermissionDenied
    with only_writer():
        old = open_log() or open_first_log()
        head = _last_known(old, checkpoint)
        try:
            Epoch(old.origin, head, reason.strip())
        except EntryError as error:
            raise Refusal(_("Say in one line, of up to 500 characters, why.")) from error
        number = _free_number(old, checkpoint)
        with transaction.atomic():
            _close(old)
            new = Log.objects.create(
                number=number,
                origin=_origin(number),
                opened_at=now(),
                opened_by=person,
                goes_on_from=old,
                known_size=head.size,
                known_root=head.root.hex(),
                reason=reason.strip(),
            )
            _note(new, person)
            wake_sequencer()
            announce(LogResumed(log=new.number))
    return new


def _last_known(old: Log, checkpoint: bytes) -> Head:
    """Give the larger of our own head and the published one; of another epoch it says nothing."""
    ours = head_of(old)
    if not checkpoint or _named(checkpoint) != old.origin:
        return ours
    published = opened(old, checkpoint=checkpoint).checkpoint.head
    return max(ours, published, key=lambda head: head.size)


def _named(checkpoint: bytes) -> str:
    try:
        return parse_checkpoint(parse_note(checkpoint).text).origin
    except NoteError as error:
        raise Refusal(_("That is no signed checkpoint: %s") % error) from error


def _free_number(old: Log, checkpoint: bytes) -> int:
    """Give a number that no epoch had, nor one that a restore made us forget."""
    number = old.number + 1
    if checkpoint:
        host, _slash, last = _named(checkpoint).rpartition("/")
        if _origin(0).rpartition("/")[0] == host and last.isdecimal():
            number = max(number, int(last) + 1)
    while _is_used(number):
        number += 1
    return number


def _is_used(number: int) -> bool:
    return StoredLog(number).read(CHECKPOINT) is not None


def _close(old: Log) -> None:
    Log.objects.filter(pk=old.pk).update(is_open=False, closed_at=now(), held_at=None)
    unpublished = old.entries.filter(position__gte=old.published_size)
    unpublished.update(log=None, position=None)


def _note(new: Log, person: Person | None) -> None:
    note(
        aggregate="log",
        aggregate_id=uuid.uuid5(uuid.NAMESPACE_URL, new.origin),
        action="epoch opened",
        actor=person.pk if person else None,
        facts={"log": new.pk},
        words=new.reason,
    )


def _origin(number: int) -> str:
    return origin_of(urlsplit(settings.BASE_URL).netloc, epoch=number)
