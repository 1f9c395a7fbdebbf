"""Append to the audit chains (R21)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from lapel.journey.record import queries
from lapel.journey.record.actions.anchor_heads import ask_for_anchor
from lapel.journey.record.models import AuditEntry, AuditText
from lapel.rows import insert_objects

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


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
