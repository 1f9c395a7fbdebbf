"""Enter what happened to awards in the issuance log (docs/adr/0011)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from lapel.domain.transparency.entries import (
    SALT_BYTES,
    SIGNED,
    STATUS,
    Event,
    Kind,
)
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import EntriesWaiting
from lapel.journey.issuing.models import Award, Log, LogEntry
from lapel.journey.issuing.queries import address, digests_of
from lapel.journey.record.actions import announce
from lapel.journey.record.models import Delivery
from lapel.journey.record.queries import now, waiting_deliveries
from lapel.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from lapel.journey.issuing.actions.seal_chunk import Due

AT_ONCE = 2000

Digests = frozenset[bytes]


def enter_in_log(
    *, awards: Sequence[Award | Due], kind: Kind, digests: Mapping[UUID, Digests] | None = None
) -> None:
    """Write an entry for each award into the log's queue, in the transaction of what happened.

    `awards` hold what was just signed; any number may come in one call, which costs a query or two
    for each 2,000. `digests` spares reading the documents again: for each award's id the
    `document_digest` (32 bytes each) of its signed documents. Refuses what is signed while the log
    is held after a restore; changes of status wait in the queue. An award of somebody who left
    is entered under a salt that is thrown away.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Entries are written in the transaction of what they say.")
    if not awards:
        return
    if kind in SIGNED:
        refuse_while_held()
    for start in range(0, len(awards), AT_ONCE):
        _enter(awards[start : start + AT_ONCE], kind, digests or {})
    wake_sequencer()


def refuse_while_held() -> None:
    """Refuse to sign anything until the log is reconciled, or a new epoch is opened."""
    if Log.objects.filter(is_open=True, held_at__isnull=False).exists():
        raise Refusal(_("Nothing is issued until the log is reconciled after a restore."))


def wake_sequencer() -> None:
    """Announce that entries wait, unless a job that has not begun will see them anyway."""
    waiting = waiting_deliveries().filter(event__kind=EntriesWaiting.kind(), due_at__lte=now())
    unbegun = waiting.filter(state=Delivery.State.WAITING)
    # Locked until this transaction ends, so that the job cannot begin and miss its entries.
    if unbegun.select_for_update(skip_locked=True, of=("self",)).first() is None:
        announce(EntriesWaiting())


def _enter(awards: Sequence[Award | Due], kind: Kind, digests: Mapping[UUID, Digests]) -> None:
    turns = _turns_before(awards, kind)
    insert_rows(
        LogEntry,
        ["award", "turn", "entry"],
        [
            (award.pk, turn, _entry(award, kind, turn, digests.get(award.pk)))
            for award in awards
            for turn in [0 if kind is Kind.AWARD else turns.get(award.pk, 0) + 1]
        ],
        alike={"kind": kind, "entered_at": now()},
    )


def _turns_before(awards: Sequence[Award | Due], kind: Kind) -> dict[UUID, int]:
    """Count what was entered of the same series: refreshes, or changes of status together."""
    if kind is Kind.AWARD:
        return {}
    series = STATUS if kind in STATUS else (kind,)
    found = LogEntry.objects.filter(award__in=[each.pk for each in awards], kind__in=series)
    return dict(found.values_list("award").annotate(Count("pk")))


def _entry(award: Award | Due, kind: Kind, turn: int, digests: Digests | None) -> str:
    if kind not in SIGNED:
        digests = frozenset()
    elif digests is None:
        assert isinstance(award, Award)
        digests = digests_of(award)
    salt = award.log_salt
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else bytes(salt)
    return Event(kind, address("award", award.pk), turn, digests).entry(salt).decode()
