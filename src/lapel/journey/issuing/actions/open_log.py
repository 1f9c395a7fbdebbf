"""Open the first log, or a new epoch of it with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lapel.domain.transparency.entries import Epoch, origin_of
from lapel.domain.transparency.errors import EntryError
from lapel.domain.transparency.tiles import CHECKPOINT
from lapel.journey.files.queries import storage
from lapel.journey.issuing.actions.enter_in_log import wake_sequencer
from lapel.journey.issuing.actions.keyring import keyring
from lapel.journey.issuing.actions.only_writer import only_writer
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import LogResumed
from lapel.journey.issuing.models import Log, LogKey
from lapel.journey.issuing.policies import may_tend_log
from lapel.journey.issuing.queries import StoredLog, head_of, log_file, open_log
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import instance_kind, now

if TYPE_CHECKING:
    from lapel.domain.transparency.merkle import Head
    from lapel.journey.people.models import Person


def open_first_log() -> Log:
    """Open log 1; whoever writes the log holds its lock.

    In a real instance whose files hold a log that its database does not know, it is held at once:
    the database was lost, and only a person may go on. A demo's log begins again with its data.
    """
    is_left_over = StoredLog(1).read(CHECKPOINT) is not None
    if is_left_over and instance_kind() != "real":
        for key in list(storage().keys(log_file(1, ""))):
            storage().delete(key)
        is_left_over = False
    moment = now()
    return _open(1, held_at=moment if is_left_over else None, opened_at=moment)


def open_epoch(*, person: Person | None, reason: str, known: Head | None = None) -> Log:
    """Close the log and open the next, whose first entry says why, in clear and for ever.

    For an administrator (None: whoever is at the machine itself). `known` is the last head of the
    old log that was published, where it is larger than ours. What was signed but never published
    is entered anew. Refuses without a reason of one line.
    """
    if person is not None and not may_tend_log(person):
        raise PermissionDenied
    with only_writer():
        old = open_log() or open_first_log()
        head = head_of(old)
        head = known if known and known.size > head.size else head
        try:
            Epoch(old.origin, head, reason.strip())
        except EntryError as error:
            raise Refusal(_("Say in one line, of up to 500 characters, why.")) from error
        key = _made_key(_origin(old.number + 1), old.number + 1)
        with transaction.atomic():
            _close(old)
            new = Log.objects.create(
                number=old.number + 1,
                origin=key.name,
                key=key,
                opened_at=now(),
                opened_by=person,
                goes_on_from=old,
                known_size=head.size,
                known_root=head.root.hex(),
                reason=reason.strip(),
            )
            wake_sequencer()
            announce(LogResumed(log=new.number))
    return new


def _close(old: Log) -> None:
    Log.objects.filter(pk=old.pk).update(is_open=False, closed_at=now(), held_at=None)
    unpublished = old.entries.filter(position__gte=F("log__published_size"))
    unpublished.update(log=None, position=None)


def _origin(number: int) -> str:
    return origin_of(urlsplit(settings.BASE_URL).netloc, epoch=number)


def _made_key(name: str, number: int) -> LogKey:
    """Make a log's key; a crash before its row leaves a key in the keyring that nobody names."""
    public = keyring().create(f"log-{number}")
    return LogKey.objects.create(
        name=name, key_id=public.id, public_key=public.raw.hex(), made_at=now()
    )


def _open(number: int, **facts: object) -> Log:
    key = _made_key(_origin(number), number)
    return Log.objects.create(number=number, origin=key.name, key=key, **facts)
