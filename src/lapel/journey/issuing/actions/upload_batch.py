"""Keep a table of recipients, each line checked; nothing is awarded yet."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import Stack, Version
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import BatchKept
from lapel.journey.issuing.models import Award, Batch, Chunk, Recipient
from lapel.journey.issuing.policies import may_issue_for
from lapel.journey.people.actions import Refusal as NoTable
from lapel.journey.people.actions import read_rows
from lapel.journey.people.models import Person
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Organisation

MOST_LINES = 200_000
# Kept of the lines that are bad: a file that is wrong in all lines needs no more to be mended.
MOST_BAD = 1000
A_CHUNK = 1000
AT_ONCE = 5000
NAME_LENGTH = 120
KEPT_FOR = timedelta(days=30)


def upload_batch(*, person: Person, subject: Version | Stack, data: bytes) -> Batch:
    """Check every line of a table of recipients; keep the good ones, and why others are bad.

    A `Refusal` where the file is no table, names unknown columns, or this cannot be awarded.
    It does not tell who has an account here. It is forgotten after thirty days unless confirmed.
    """
    good, bad = check_table(person=person, subject=subject, data=data)
    batch = Batch(
        organisation=_owner(subject),
        version=subject if isinstance(subject, Version) else None,
        stack=subject if isinstance(subject, Stack) else None,
        uploaded_by=person,
        uploaded_at=now(),
        file_hash=hashlib.sha256(data).hexdigest(),
        bad=bad[:MOST_BAD],
        total=len(good),
    )
    with transaction.atomic():
        batch.save(force_insert=True)
        # Announced first: a table that was cut off while it was kept is forgotten like any other.
        announce(BatchKept(batch_id=batch.pk), due_at=forgotten_on(batch))
    for start in range(0, len(good), AT_ONCE):
        _keep(batch, start, good[start : start + AT_ONCE])
    with transaction.atomic():
        batch.state = Batch.State.UPLOADED
        batch.save(update_fields=["state"])
        numbers = range((len(good) + A_CHUNK - 1) // A_CHUNK)
        Chunk.objects.bulk_create(Chunk(batch=batch, number=number) for number in numbers)
        note(
            aggregate="batch",
            aggregate_id=batch.pk,
            action="uploaded",
            actor=person.pk,
            facts={"good": len(good), "bad": len(bad), **subject_facts(batch)},
        )
    return batch


class Line(NamedTuple):
    """A good line of a table; its address in lower case."""

    number: int
    email: str
    name: str


def check_table(
    *, person: Person, subject: Version | Stack, data: bytes
) -> tuple[list[Line], list[dict[str, Any]]]:
    """Read a table and tell good lines from bad ones, with reasons; nothing is kept."""
    if not may_issue_for(person, _owner(subject)):
        raise PermissionDenied
    return _sorted(_rows(data), _Check(person, subject))


def forgotten_on(batch: Batch) -> datetime:
    """Tell when the addresses that are left in a batch will be erased."""
    return (batch.finished_at or batch.uploaded_at) + KEPT_FOR


def subject_facts(batch: Batch) -> dict[str, str]:
    """Name what a batch awards, for the audit chain."""
    kind = "version" if batch.version_id else "stack"
    return {kind: str(batch.version_id or batch.stack_id)}


def _owner(subject: Version | Stack) -> Organisation:
    if isinstance(subject, Stack):
        return subject.organisation
    if subject.microcredential.retired_at or subject.microcredential.current_id != subject.pk:
        raise Refusal(_("Only the current version of a micro-credential can be awarded."))
    return subject.microcredential.organisation


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    columns = {
        "email": (_("email"), "email", "e-mail", "mail", "email address", "e-mail address"),
        "name": (_("name"), "name", "full name"),
    }
    try:
        rows = read_rows(data, columns=columns, required=["email"], most=MOST_LINES, others=False)
    except NoTable as refusal:
        raise Refusal(str(refusal)) from None
    if not rows:
        raise Refusal(_("The table names nobody."))
    return rows


class _Check:
    """Knows what a line is held against: the file so far, who holds it, whose table it is."""

    def __init__(self, person: Person, subject: Version | Stack) -> None:
        of = "version" if isinstance(subject, Version) else "stack"
        held = Award.objects.filter(**{f"achievement__{of}": subject}).exclude(
            state=Award.State.REVOKED
        )
        self.held = {email.lower() for email in held.values_list("person__email", flat=True)}
        own = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
        self.own = {person.email.lower(), *(each.lower() for each in own)}
        self.seen: dict[str, int] = {}

    def fault(self, number: int, cells: dict[str, str]) -> str:
        """Say what is wrong with a line, "" when nothing is."""
        email = cells["email"].lower()
        if not email:
            return _("There is no e-mail address.")
        try:
            validate_email(email)
        except ValidationError:
            return _("This is not an e-mail address.")
        if len(cells.get("name", "")) > NAME_LENGTH:
            return _("The name is longer than %s characters.") % NAME_LENGTH
        if email in self.seen:
            return _("The same address is on line %s.") % self.seen[email]
        self.seen[email] = number
        if email in self.own:
            return _("This is your own address; another officer awards you.")
        return _("She has this award already.") if email in self.held else ""


def _sorted(
    rows: list[tuple[int, dict[str, str]]], check: _Check
) -> tuple[list[Line], list[dict[str, Any]]]:
    good, bad = [], []
    for number, cells in rows:
        reason = check.fault(number, cells)
        if reason:
            bad.append({"line": number, "name": "", **cells, "reason": reason})
        else:
            good.append(Line(number, cells["email"].lower(), cells.get("name", "")))
    return good, bad


def _keep(batch: Batch, start: int, lines: Sequence[Line]) -> None:
    known = known_people([each.email for each in lines])
    insert_rows(
        Recipient,
        ["id", "chunk", "line", "email", "name", "person"],
        [
            (uuid.uuid4(), place // A_CHUNK, *each, known.get(each.email))
            for place, each in enumerate(lines, start)
        ],
        alike={"batch": batch.pk},
    )


def known_people(emails: Sequence[str]) -> dict[str, UUID]:
    """Find the persons behind lower-case addresses: their own, or another they have verified."""
    found: dict[str, UUID] = {}
    for few in _few(emails):
        # allauth keeps addresses in lower case.
        proved = EmailAddress.objects.filter(email__in=few, verified=True)
        found |= dict(proved.values_list("email", "user"))
        people = Person.objects.annotate(low=Lower("email")).filter(low__in=few)
        found |= dict(people.values_list("low", "pk"))
    return found


def _few(values: Sequence[str], most: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), most):
        yield values[start : start + most]
