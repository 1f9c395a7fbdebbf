"""Reads: the time, what waits, what is parked, whether the chain holds."""

from __future__ import annotations

import hashlib
import json
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lapel.journey.record.models import AuditAnchor, AuditEntry, Delivery, Instance

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

clock_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta())


def now() -> datetime:
    """Tell the time, in UTC; the one clock of the journey, which the demo and tests may shift."""
    return datetime.now(UTC) + clock_shift.get()


def waiting_deliveries() -> QuerySet[Delivery]:
    """Deliveries that are yet to run or running."""
    return Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.LEASED])


def instance_kind() -> str:
    """Tell whether this database is `demo` or `real`; empty while it is neither yet."""
    return Instance.objects.values_list("kind", flat=True).first() or ""


def due_deliveries(
    *, heavy: bool | None = None, receiver: str = "", leave: Collection[str] = ()
) -> QuerySet[Delivery]:
    """Deliveries that may run now: waiting and due, or leased and the lease has lapsed.

    They are for `receiver`, and none for receivers to `leave`, where these are named.
    """
    moment = now()
    due = Delivery.objects.filter(
        Q(state=Delivery.State.WAITING, due_at__lte=moment)
        | Q(state=Delivery.State.LEASED, lease_until__lte=moment)
    )
    due = due.filter(receiver=receiver) if receiver else due
    due = due.exclude(receiver__in=leave) if leave else due
    return due if heavy is None else due.filter(heavy=heavy)


def is_delivered(event_id: UUID) -> bool:
    """Tell whether every receiver of an event has acknowledged it."""
    return not Delivery.objects.filter(event=event_id).exclude(state=Delivery.State.DONE).exists()


def parked_deliveries() -> QuerySet[Delivery]:
    """Deliveries that failed for good and wait for a person."""
    return (
        Delivery.objects.filter(state=Delivery.State.PARKED).select_related("event").order_by("id")
    )


def kind_of_error(delivery: Delivery) -> str:
    """Name what a delivery failed of; its message may hold what is nobody's business."""
    last = delivery.error.strip().rpartition("\n")[2]
    return last if last.startswith("The process") else last.partition(":")[0].rpartition(".")[2]


def history(aggregate: str, aggregate_id: UUID) -> QuerySet[AuditEntry]:
    """All that happened to one aggregate, oldest first."""
    entries = AuditEntry.objects.filter(aggregate=aggregate, aggregate_id=aggregate_id)
    return entries.select_related("text").order_by("position")


@dataclass(frozen=True)
class ChainFault:
    """A place where the audit chain does not hold."""

    aggregate: str
    aggregate_id: str
    position: int
    sentence: str


def digest_of(entry: AuditEntry) -> str:
    """Hash one entry together with the digest before it: SHA-256 over canonical JSON."""
    body = {
        "aggregate": entry.aggregate,
        "aggregate_id": str(entry.aggregate_id),
        "position": entry.position,
        "at": entry.at.astimezone(UTC).isoformat(),
        "action": entry.action,
        "actor": str(entry.actor) if entry.actor else None,
        "facts": entry.facts,
        "text_hash": entry.text_hash,
        "previous": entry.previous,
    }
    return sha256_of(body)


def sha256_of(body: Any) -> str:
    """Hash a JSON value in its canonical form (sorted keys, no spaces)."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def text_hash(salt: str, words: str) -> str:
    """Hash free text with its salt, for the chain."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def chain_faults() -> list[ChainFault]:
    """Check every aggregate's chain and every anchor; an empty list means that all holds."""
    return [*_entry_faults(), *_anchor_faults()]


def _entry_faults() -> list[ChainFault]:
    faults = []
    last: dict[tuple[str, UUID], AuditEntry] = {}
    entries = AuditEntry.objects.select_related("text")
    for entry in entries.order_by("aggregate", "aggregate_id", "position").iterator():
        key = (entry.aggregate, entry.aggregate_id)
        sentence = _fault_of(entry, last.get(key))
        if sentence:
            faults.append(
                ChainFault(entry.aggregate, str(entry.aggregate_id), entry.position, sentence)
            )
        last = {key: entry}
    return faults


def _fault_of(entry: AuditEntry, before: AuditEntry | None) -> str:
    expected = before.position + 1 if before else 1
    if entry.position != expected:
        return f"entry {expected} is missing"
    if entry.previous != (before.digest if before else ""):
        return "the entry before was changed"
    if entry.digest != digest_of(entry):
        return "the entry was changed"
    text = getattr(entry, "text", None)
    if text and text_hash(text.salt, text.words) != entry.text_hash:
        return "the entry's text was changed"
    return ""


def _anchor_faults() -> list[ChainFault]:
    faults = []
    before: AuditAnchor | None = None
    for anchor in AuditAnchor.objects.order_by("position").iterator():
        previous = before.digest if before else ""
        if anchor.previous != previous or anchor.digest != anchor_digest(anchor):
            faults.append(
                ChainFault("anchor", "", anchor.position, "entries it covers were changed")
            )
        before = anchor
    return faults


def anchor_digest(anchor: AuditAnchor) -> str:
    """Hash the digests of an anchor's entries by their numbers, after the anchor before it."""
    total = hashlib.sha256(anchor.previous.encode())
    for digest in anchor.entries.order_by("id").values_list("digest", flat=True).iterator():
        total.update(digest.encode())
    return total.hexdigest()
