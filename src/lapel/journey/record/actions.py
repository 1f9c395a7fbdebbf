"""Writes: announce facts, deliver them, note what happened, answer once."""

from __future__ import annotations

import logging
import secrets
import traceback
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F

from lapel.failpoint import failpoint
from lapel.journey.record import events, queries
from lapel.journey.record.models import (
    AuditAnchor,
    AuditEntry,
    AuditText,
    Delivery,
    GivenReply,
    Instance,
    OutboxEvent,
)
from lapel.rows import insert_objects
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.record.events import Event

log = logging.getLogger(__name__)

ATTEMPTS = 6
LEASE = timedelta(seconds=60)
ANCHOR_PAUSE = timedelta(minutes=1)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Shift the clock so that it is `moment` now and runs on from there, within the block."""
    shift = queries.clock_shift.get() + (moment - queries.now())
    token = queries.clock_shift.set(shift)
    try:
        yield
    finally:
        queries.clock_shift.reset(token)


def begin_instance(*, kind: str) -> None:
    """Say once and for all what this database is: `demo` or `real`."""
    begun = queries.instance_kind()
    if begun and begun != kind:
        raise RuntimeError(f"this database is a {begun} instance already")
    if not begun:
        Instance.objects.create(kind=kind, begun_at=queries.now())


def announce(event: Event, *, due_at: datetime | None = None) -> UUID:
    """Write a fact into the outbox, with a delivery for each receiver.

    Call it inside the transaction of the action that causes the fact. With `due_at` the
    receivers run no earlier than then: that is how a deadline works.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{event.kind()} was announced outside a transaction")
    moment = queries.now()
    payload = events.to_payload(event)
    row = OutboxEvent.objects.create(kind=event.kind(), payload=payload, announced_at=moment)
    Delivery.objects.bulk_create(
        Delivery(event=row, receiver=receiver.name, heavy=receiver.heavy, due_at=due_at or moment)
        for receiver in events.receivers_of(event.kind())
    )
    events.wake_after_commit()
    return row.id


def claim(
    *,
    holder: str,
    heavy: bool | None = None,
    receiver: str = "",
    leave: str = "",
    lease: timedelta = LEASE,
) -> Delivery | None:
    """Take the oldest due delivery under a lease, or None; two claimants never get the same.

    It is of this weight and for this receiver, and none of those to leave, where they are named.
    """
    due = queries.due_deliveries(heavy=heavy, receiver=receiver, leave=leave)
    _park_the_deadly(due)
    with _unheld(due) as keys:
        for key in keys:
            if due.filter(id=key).update(**_leased(holder, queries.now() + lease)):
                break
        else:
            return None
    failpoint("record.claimed")
    return Delivery.objects.select_related("event").get(id=key)


def _leased(holder: str, until: datetime) -> dict[str, Any]:
    state, attempts = Delivery.State.LEASED, F("attempts") + 1
    return {"state": state, "holder": holder, "lease_until": until, "attempts": attempts}


@contextmanager
def _unheld(due: QuerySet[Delivery]) -> Iterator[Sequence[int]]:
    """Give what may be claimed, oldest first; where rows can be locked, one nobody else holds."""
    oldest = due.order_by("due_at", "id")
    if not connection.features.has_select_for_update_skip_locked:
        yield list(oldest.values_list("id", flat=True)[:5])
        return
    with transaction.atomic():
        free = oldest.select_for_update(skip_locked=True).values_list("id", flat=True)
        yield list(free[:1])


def _park_the_deadly(due: QuerySet[Delivery]) -> None:
    """Park what took its process down with it each time, or it would do so for ever."""
    deadly = due.filter(attempts__gte=ATTEMPTS)
    if deadly.exists():
        deadly.update(
            state=Delivery.State.PARKED,
            lease_until=None,
            error=f"The process that ran it died {ATTEMPTS} times.",
        )


def renew(delivery: Delivery, *, lease: timedelta = LEASE) -> None:
    """Hold a lease longer, while the work goes on."""
    _held(delivery).update(lease_until=queries.now() + lease)


def _held(delivery: Delivery) -> QuerySet[Delivery]:
    leased = Delivery.objects.filter(state=Delivery.State.LEASED)
    return leased.filter(id=delivery.id, holder=delivery.holder)


def release_leases_of(*, holder_prefix: str, unused: bool = False) -> int:
    """Offer again at once what a runner that is known to be dead had taken.

    With `unused` the attempt does not count: it was stopped in order, by no fault of its own.
    """
    held = Delivery.objects.filter(state=Delivery.State.LEASED, holder__startswith=holder_prefix)
    attempts = F("attempts") - 1 if unused else F("attempts")
    return held.update(state=Delivery.State.WAITING, holder="", lease_until=None, attempts=attempts)


def deliver(delivery: Delivery) -> bool:
    """Run a claimed delivery's receiver and acknowledge; on error offer it later or park it."""
    try:
        receiver = events.receiver_named(delivery.receiver)
        event = events.from_payload(delivery.event.kind, delivery.event.payload)
        if receiver.heavy:
            receiver.run(event)
            failpoint(f"record.ran.{receiver.name}")
            _acknowledge(delivery)
        else:
            with transaction.atomic():
                _acknowledge(delivery)
                receiver.run(event)
                failpoint(f"record.ran.{receiver.name}")
    except Exception:  # noqa: BLE001 (whatever a receiver raises is kept and shown, never lost)
        fail(delivery, error=traceback.format_exc())
        return False
    return True


def _acknowledge(delivery: Delivery) -> None:
    done = _held(delivery).update(
        state=Delivery.State.DONE, finished_at=queries.now(), lease_until=None, error=""
    )
    if not done:
        raise RuntimeError("the lease was lost to another runner")


def fail(delivery: Delivery, *, error: str) -> None:
    """Keep the error; offer the delivery again after a growing pause, or park it for a person."""
    log.warning("%s failed (attempt %s): %s", delivery.receiver, delivery.attempts, error)
    parked = delivery.attempts >= ATTEMPTS
    _held(delivery).update(
        state=Delivery.State.PARKED if parked else Delivery.State.WAITING,
        due_at=queries.now() + timedelta(seconds=2**delivery.attempts),
        lease_until=None,
        error=error[-4000:],
    )


def offer_again(*, delivery_id: int) -> None:
    """Give a parked delivery a fresh set of attempts, after a person looked at it."""
    parked = Delivery.objects.filter(id=delivery_id, state=Delivery.State.PARKED)
    parked.update(state=Delivery.State.WAITING, attempts=0, due_at=queries.now())


def deliver_all(*, holder: str = "inline", most: int = 100_000, leave: str = "") -> int:
    """Run everything due, here and now, until nothing is; for the demo loader and tests.

    What one receiver does can be left to processes beside, whose clock may be another.
    """
    for done in range(most):
        delivery = claim(holder=holder, leave=leave)
        if delivery is None:
            return done
        deliver(delivery)
    raise RuntimeError(f"still not quiet after {most} deliveries")


def take_pulse() -> UUID:
    """Announce an event that has a light and a heavy receiver and no effect; gives its id."""
    with transaction.atomic():
        return announce(events.PulseTaken())


def deliver_event(*, event_id: UUID, holder: str = "inline") -> bool:
    """Run one event's deliveries here and now; tells whether all went well."""
    due = queries.due_deliveries().filter(event=event_id)
    due.update(**_leased(holder, queries.now() + LEASE))
    taken = Delivery.objects.filter(event=event_id, holder=holder, state=Delivery.State.LEASED)
    went_well = [deliver(delivery) for delivery in taken.select_related("event")]
    return all(went_well)


def forget_pulse(*, event_id: UUID) -> None:
    """Remove an event of `take_pulse`, delivered or not."""
    OutboxEvent.objects.filter(id=event_id, kind=events.PulseTaken.kind()).delete()


def note(  # noqa: PLR0913 (an entry has these six parts)
    *,
    aggregate: str,
    aggregate_id: UUID,
    action: str,
    actor: UUID | None,
    facts: dict[str, Any] | None = None,
    words: str = "",
) -> AuditEntry:
    """Append a link to an aggregate's audit chain (R21), inside the caller's transaction.

    `facts` are ids, states and numbers and enter the chain; `words` is free text (a reason, a
    name) and stands outside it under a salted hash, so that it can be erased.
    """
    salt = secrets.token_hex(16)
    entry = AuditEntry(
        aggregate=aggregate,
        aggregate_id=aggregate_id,
        at=queries.now(),
        action=action,
        actor=actor,
        facts=facts or {},
        text_hash=queries.text_hash(salt, words) if words else "",
    )
    while not _append(entry):
        pass  # another transaction wrote a link meanwhile, and is over now
    if words:
        AuditText.objects.create(entry=entry, salt=salt, words=words)
    ask_for_anchor()
    return entry


def _append(entry: AuditEntry) -> bool:
    """Put an entry at the end of its chain; False where the place was taken at the same time.

    The insert waits for whoever is writing the same place (PostgreSQL), and raises nothing, which
    would undo the caller's transaction.
    """
    chain = AuditEntry.objects.filter(aggregate=entry.aggregate, aggregate_id=entry.aggregate_id)
    last = chain.order_by("-position").first()
    entry.position = last.position + 1 if last else 1
    entry.previous = last.digest if last else ""
    entry.digest = queries.digest_of(entry)
    AuditEntry.objects.bulk_create([entry], ignore_conflicts=True)
    standing = chain.get(position=entry.position)
    entry.pk = standing.pk if standing.digest == entry.digest else None
    return entry.pk is not None


def note_all(
    *,
    aggregate: str,
    action: str,
    actor: UUID | None,
    facts: Mapping[UUID, dict[str, Any]],
    words: str = "",
) -> None:
    """Append a link to the chain of each aggregate that `facts` names, as `note` does for one.

    For hundreds at a time: a few queries for all of them. `words` are the same for each, under a
    salt of its own.
    """
    chains = AuditEntry.objects.filter(aggregate=aggregate, aggregate_id__in=list(facts))
    ends = chains.order_by("position").values_list("aggregate_id", "position", "digest")
    last = {each: (position, digest) for each, position, digest in ends}
    moment = queries.now()
    salts = {each: secrets.token_hex(16) for each in facts}
    entries = [
        AuditEntry(
            aggregate=aggregate,
            aggregate_id=each,
            position=last[each][0] + 1 if each in last else 1,
            at=moment,
            action=action,
            actor=actor,
            facts=told,
            text_hash=queries.text_hash(salts[each], words) if words else "",
            previous=last[each][1] if each in last else "",
        )
        for each, told in facts.items()
    ]
    for entry in entries:
        entry.digest = queries.digest_of(entry)
    if words:
        AuditEntry.objects.bulk_create(entries)
        AuditText.objects.bulk_create(
            AuditText(entry=entry, salt=salts[entry.aggregate_id], words=words) for entry in entries
        )
    else:
        insert_objects(entries)
    ask_for_anchor()


def ask_for_anchor() -> None:
    """Have the heads anchored within a minute, by one job however many entries there are."""
    waiting = queries.waiting_deliveries().filter(event__kind=events.HeadsMoved.kind())
    unbegun = waiting.filter(state=Delivery.State.WAITING)
    # Locked until this transaction ends, so that the job cannot begin and miss its entry.
    if unbegun.select_for_update(skip_locked=True, of=("self",)).first() is None:
        announce(events.HeadsMoved(), due_at=queries.now() + ANCHOR_PAUSE)


def anchor_heads() -> AuditAnchor | None:
    """Bind all entries that have no anchor yet into the instance's own chain.

    An entry names its anchor: a range of numbers would be wrong where transactions run side by
    side (PostgreSQL), as a lower number may be committed after a higher one was anchored.
    """
    with transaction.atomic():
        take_turns("record.anchor")
        free = AuditEntry.objects.filter(anchor=None)
        if not free.exists():
            return None
        before = AuditAnchor.objects.order_by("-position").first()
        anchor = AuditAnchor.objects.create(
            position=before.position + 1 if before else 1,
            at=queries.now(),
            previous=before.digest if before else "",
        )
        # what is hashed is what was marked, even if more was committed in between
        free.update(anchor=anchor)
        anchor.digest = queries.anchor_digest(anchor)
        anchor.save(update_fields=["digest"])
    return anchor


def erase_words(*, aggregate: str, aggregate_id: UUID) -> int:
    """Erase the free text of an aggregate's history; the chain of hashes stays and verifies."""
    texts = AuditText.objects.filter(entry__aggregate=aggregate, entry__aggregate_id=aggregate_id)
    return texts.delete()[0]


def once(*, owner: UUID, key: str, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Act once for this owner and key; a repeat gets the first reply and changes nothing.

    `act` runs inside the transaction that keeps its reply, which must be plain JSON.
    """
    known = GivenReply.objects.filter(owner=owner, key=key)
    given = known.first()
    if given is None:
        with transaction.atomic():
            take_turns(f"record.once:{owner}:{key}")
            # Whoever was first meanwhile has answered by now.
            given = known.first() or known.create(
                owner=owner, key=key, reply=act(), given_at=queries.now()
            )
    kept: dict[str, Any] = given.reply
    return kept


def forget_errors(*, about: Collection[UUID], kinds: Collection[str] = ()) -> int:
    """Erase what is kept of failures on events that name one of these ids, or are of these kinds.

    An error quotes what it met, and may so outlive a person's account; that it failed stays known.
    Returns how many were erased.
    """
    names = {str(each) for each in about}
    kept = Delivery.objects.exclude(error="").select_related("event")
    found = [
        each.pk
        for each in kept.iterator()
        if each.event.kind in kinds or names & set(map(str, each.event.payload.values()))
    ]
    return Delivery.objects.filter(pk__in=found).update(error="(erased with an account)")
