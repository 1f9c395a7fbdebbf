"""Seal a chunk: all its awards, places, audit and log entries in one transaction."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import F

from lapel.domain.transparency.entries import Kind
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.enter_in_log import enter_in_log
from lapel.journey.issuing.actions.sign_documents import refuse_disowned
from lapel.journey.issuing.actions.sign_slice import Slip
from lapel.journey.issuing.actions.upload_batch import known_people
from lapel.journey.issuing.events import AwardsIssued
from lapel.journey.issuing.models import (
    Award,
    Batch,
    Chunk,
    Recipient,
    StatusList,
    StatusPlace,
    Wording,
    fresh_log_salt,
    fresh_salt,
    worded,
)
from lapel.journey.issuing.queries import address, reference
from lapel.journey.people.models import Person
from lapel.journey.record.actions import announce, note_all
from lapel.journey.record.queries import now
from lapel.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lapel.journey.issuing.actions.sign_slice import Signed, Slice
    from lapel.journey.issuing.models import IssuerKey

Reason = Recipient.Reason


class _Listed(NamedTuple):
    """What a chunk needs of a recipient; an object of the model costs more than signing."""

    pk: uuid.UUID
    email: str
    name: str
    person_id: uuid.UUID | None


@dataclass(slots=True)
class Due:
    """An award as it will be, with the address that it is signed for."""

    pk: uuid.UUID
    person_id: uuid.UUID
    email: str
    subject_id: uuid.UUID = field(default_factory=uuid.uuid4)
    email_salt: str = field(default_factory=fresh_salt)
    reference_salt: str = field(default_factory=fresh_salt)
    log_salt: bytes = field(default_factory=fresh_log_salt)


@dataclass(slots=True)
class Newcomer:
    """Somebody who has not joined: she claims her award by signing in with this address."""

    email: str
    name: str
    pk: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass
class Work:
    """A chunk as it is being worked on: its awards as they will be, and who is left out why."""

    batch: Batch
    chunk: Chunk
    key: IssuerKey
    listed: StatusList
    created: datetime
    awards: list[Due]
    people: dict[uuid.UUID, Person]
    newcomers: list[Newcomer]
    left_out: dict[uuid.UUID, Reason]

    def slips(self) -> list[Slip]:
        """Give what differs in each award's documents."""
        listed, indices = self.listed.url, self.indices()
        return [
            Slip(
                (
                    address("award", award.pk),
                    f"urn:uuid:{award.subject_id}",
                    reference(award, "ground").urn,
                    f"{listed}#{index}",
                    listed,
                    str(index),
                ),
                award.email,
                award.email_salt,
            )
            for award, index in zip(self.awards, indices, strict=False)
        ]

    def indices(self) -> list[int]:
        """Give the places set aside; there may be more than awards."""
        places: list[int] = self.chunk.places["indices"] if self.chunk.places else []
        return places


class ChangedMeanwhileError(Exception):
    """What a chunk was signed for is not so any more; nothing was written, it is done afresh."""


def prepare_chunk(*, batch: Batch, chunk: Chunk, key: IssuerKey) -> Work:
    """Find out who the recipients of a claimed chunk are and lay out their awards; write nothing.

    Left out is who holds the award, the officer who confirmed, and who closed her account.
    """
    waiting = batch.recipients.filter(chunk=chunk.number, state=Recipient.State.WAITING)
    rows = waiting.order_by("line").values_list("pk", "email", "name", "person_id")
    recipients = [_Listed(*row) for row in rows]
    known = known_people([each.email for each in recipients if each.email])
    named = {each.person_id for each in recipients if each.person_id}
    people = Person.objects.in_bulk([*known.values(), *named])
    holders = _holders(batch, people)
    assert chunk.places
    work = Work(
        batch=batch,
        chunk=chunk,
        key=key,
        listed=StatusList.objects.get(pk=chunk.places["list"]),
        created=now(),
        awards=[],
        people=people,
        newcomers=[],
        left_out={},
    )
    for recipient in recipients:
        # Whom the address was when it was uploaded, where it is nobody's any more.
        name = known.get(recipient.email, recipient.person_id)
        person = people.get(name) if name else None
        reason = _reason_against(batch, person, holders) if recipient.email else Reason.LEFT
        if reason:
            work.left_out[recipient.pk] = reason
            continue
        if person is None:
            work.newcomers.append(Newcomer(recipient.email, recipient.name))
        somebody = person or work.newcomers[-1]
        holders.add(somebody.pk)
        work.awards.append(Due(recipient.pk, somebody.pk, somebody.email))
    return work


def _holders(batch: Batch, people: dict[uuid.UUID, Person]) -> set[uuid.UUID]:
    held = Award.objects.filter(achievement=batch.achievement, person__in=people)
    return set(held.exclude(state=Award.State.REVOKED).values_list("person", flat=True))


def _reason_against(batch: Batch, person: Person | None, holders: set[uuid.UUID]) -> Reason | None:
    if person is None:
        return None
    if person.pk == batch.confirmed_by_id:
        return Reason.OWN
    if not person.is_active:
        return Reason.LEFT
    return Reason.HELD if person.pk in holders else None


def seal_chunk(*, work: Work, signed: Slice, holder: str) -> int:
    """Write everything about a chunk, and its news, or nothing; gives how many were issued.

    Raises ChangedMeanwhileError where the lease was lost, the batch was cancelled, or somebody
    changed her address or got the award meanwhile; and IntegrityError where a place, a person or
    an award came into being meanwhile.
    """
    pairs = list(zip(work.awards, signed.signed, strict=True))
    with transaction.atomic():
        _hold(work, holder)
        refuse_disowned(work.key)
        _write_people(work.newcomers)
        _write_awards(work, signed, pairs)
        failpoint("issuing.chunk-written")
        _note(work, pairs)
        digests = {
            award.pk: frozenset({pair.hers.canonical_sha256, pair.public.canonical_sha256})
            for award, pair in pairs
        }
        enter_in_log(awards=work.awards, kind=Kind.AWARD, digests=digests)
        _tick_off(work)
        if work.awards:
            announce(AwardsIssued(batch_id=work.batch.pk, chunk=work.chunk.number))
        failpoint("issuing.chunk-uncommitted")
    failpoint("issuing.chunk-sealed")
    return len(work.awards)


def _hold(work: Work, holder: str) -> None:
    """Make sure that all is still as it was when the chunk was prepared."""
    batch = Batch.objects.select_for_update().filter(pk=work.batch.pk)
    if batch.filter(state=Batch.State.CANCELLED).exists():
        raise ChangedMeanwhileError
    mine = Chunk.objects.filter(pk=work.chunk.pk, held_by=holder, done_at=None)
    if not mine.update(places=None, lease_until=None, done_at=now()):
        raise ChangedMeanwhileError
    known = work.people
    found = Person.objects.filter(pk__in=known, is_active=True).values_list("pk", "email")
    if dict(found) != {pk: each.email for pk, each in known.items() if each.is_active}:
        raise ChangedMeanwhileError
    if _holders(work.batch, known) & {award.person_id for award in work.awards}:
        raise ChangedMeanwhileError


def _write_people(newcomers: Sequence[Newcomer]) -> None:
    # As set_unusable_password makes it, a hundred times as fast.
    unusable = (UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30) for _ in newcomers)
    insert_rows(
        Person,
        ["id", "email", "name", "password"],
        [
            (each.pk, each.email, each.name, word)
            for each, word in zip(newcomers, unusable, strict=True)
        ],
    )
    insert_rows(
        EmailAddress,
        ["user", "email"],
        [(each.pk, each.email) for each in newcomers],
        alike={"primary": True},
    )


def _write_awards(work: Work, signed: Slice, pairs: Sequence[tuple[Due, Signed]]) -> None:
    hers, public = (
        Wording.objects.create(pieces=each.written()).pk for each in (signed.hers, signed.public)
    )
    insert_rows(
        Award,
        [
            *("id", "person", "subject_id", "email_salt", "reference_salt", "log_salt"),
            *("document", "document_hash", "public_document", "public_hash"),
        ],
        [
            (
                *(each.pk, each.person_id, each.subject_id),
                *(each.email_salt, each.reference_salt, each.log_salt),
                *(worded(hers, pair.hers.values), pair.hers.sha256),
                *(worded(public, pair.public.values), pair.public.sha256),
            )
            for each, pair in pairs
        ],
        alike={
            "achievement": work.batch.achievement_id,
            "state": Award.State.ISSUED,
            "key": work.key.pk,
            "awarded_at": work.batch.confirmed_at,
            "valid_until": work.batch.valid_until,
            "issued_at": work.created,
        },
    )
    insert_rows(
        StatusPlace,
        ["award", "index"],
        [(each.pk, index) for each, index in zip(work.awards, work.indices(), strict=False)],
        alike={"status_list": work.listed.pk},
    )


def _note(work: Work, pairs: Sequence[tuple[Due, Signed]]) -> None:
    shared = {
        "achievement": str(work.batch.achievement_id),
        "decision": None,
        "batch": str(work.batch.pk),
        "method": work.key.verification_method,
    }
    note_all(
        aggregate="award",
        action="issued",
        actor=work.batch.confirmed_by_id,
        facts={
            award.pk: shared
            | {"document_hash": pair.hers.sha256, "public_hash": pair.public.sha256}
            for award, pair in pairs
        },
    )


def _tick_off(work: Work) -> None:
    """Erase the addresses of those who have their award by now, and count."""
    batch_lines = work.batch.recipients.filter(chunk=work.chunk.number)
    mine = batch_lines.filter(state=Recipient.State.WAITING)
    for reason in Reason:
        names = [pk for pk, why in work.left_out.items() if why == reason]
        if names:
            mine.filter(pk__in=names).update(state=Recipient.State.SKIPPED, reason=reason)
    left = batch_lines.filter(state=Recipient.State.SKIPPED, reason=Reason.LEFT)
    left.update(email="", name="", person=None)
    mine.update(state=Recipient.State.ISSUED, email="", name="", person=None)
    Batch.objects.filter(pk=work.batch.pk).update(
        issued=F("issued") + len(work.awards), skipped=F("skipped") + len(work.left_out)
    )
