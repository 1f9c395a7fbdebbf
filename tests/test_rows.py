"""Rows written in bulk are the rows that models would write."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from lapel.journey.people.models import Person
from lapel.journey.record.models import AuditAnchor, AuditEntry, OutboxEvent
from lapel.rows import ROOM, insert_objects, insert_rows, number_rows, roomy

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


def test_a_row_written_in_bulk_reads_as_it_was_given() -> None:
    """Each kind of value that the journey writes so: ids, texts, numbers, moments, JSON, keys."""
    anchor = AuditAnchor.objects.create(position=1, at=MOMENT, digest="ab")
    name = uuid.uuid4()
    insert_rows(
        AuditEntry,
        ["aggregate_id", "position", "facts", "anchor"],
        [(name, 1, {"a": [1, "ä"]}, anchor.pk), (name, 2, {}, None)],
        alike={"aggregate": "award", "at": MOMENT, "action": "issued", "digest": "cd"},
    )
    first, second = AuditEntry.objects.order_by("position")
    assert (first.aggregate_id, first.facts, first.anchor) == (name, {"a": [1, "ä"]}, anchor)
    assert (second.facts, second.anchor, second.at, second.actor) == ({}, None, MOMENT, None)
    assert (second.aggregate, second.text_hash) == ("award", "")


def test_objects_written_in_bulk_are_as_they_were_made() -> None:
    """Of those, too, each column is written, and none at all is no statement."""
    insert_objects([])
    insert_objects([AuditAnchor(position=each, at=MOMENT, digest="ab") for each in (1, 2)])
    found = AuditAnchor.objects.order_by("position").values_list("position", "at", "previous")
    assert list(found) == [(1, MOMENT, ""), (2, MOMENT, "")]


def test_a_field_that_is_not_named_has_its_default() -> None:
    """As a model's object would have it."""
    insert_rows(Person, ["id", "email", "password"], [(uuid.uuid4(), "nia@example.org", "!")])
    found = Person.objects.get()
    assert (found.language, found.is_active, found.joined_at) == ("en", True, None)


def test_a_default_that_is_made_anew_must_be_given() -> None:
    """One id for all rows would be refused by the database, one salt for all would not."""
    with pytest.raises(ValueError, match="id of OutboxEvent is made anew"):
        insert_rows(OutboxEvent, ["kind"], [("x",)])


def test_what_is_no_column_is_refused() -> None:
    """A relation that other tables hold is none of this one."""
    with pytest.raises(TypeError, match="no column"):
        insert_rows(Person, ["memberships"], [(1,)])


def test_rows_that_cannot_stand_together_are_refused() -> None:
    """What the database forbids to a model's object it forbids here."""
    name = uuid.uuid4()
    rows = [(name, "nia@example.org"), (name, "noor@example.org")]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Person, ["id", "email"], rows, alike={"password": "!"})
    assert not Person.objects.exists()


def test_no_rows_are_no_statement() -> None:
    """A chunk may hold nobody who is new."""
    insert_rows(Person, ["id", "email"], [], alike={"password": "!"})
    assert not Person.objects.exists()


def test_only_rows_that_have_no_number_are_given_one() -> None:
    """Each its own, and the same value beside it; the count tells who had one before."""
    first, second = (
        AuditAnchor.objects.create(position=each, at=MOMENT, digest="ab") for each in (1, 2)
    )
    names = ["aggregate_id", "position", "anchor"]
    rows = [(uuid.uuid4(), at, first.pk if at == 2 else None) for at in range(4)]
    insert_rows(AuditEntry, names, rows, alike={"aggregate": "x", "at": MOMENT, "action": "y"})
    keys = list(AuditEntry.objects.order_by("position").values_list("pk", flat=True))
    numbers = [(key, second.pk) for key in keys[:3]]
    assert number_rows(AuditEntry, "anchor_id", numbers, of=("action", "z")) == len(numbers) - 1
    found = AuditEntry.objects.order_by("position").values_list("anchor", "action")
    assert list(found) == [
        *((second.pk, "z"), (second.pk, "z"), (first.pk, "y"), (None, "y")),
    ]
    assert number_rows(AuditEntry, "anchor_id", [], of=("action", "z")) == 0


def _room() -> list[int]:
    with connection.cursor() as cursor:
        return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ROOM]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own memory")
def test_sqlite_has_room_while_much_is_written_and_not_after() -> None:
    """A process that serves pages besides goes on as it was, even where the work failed."""
    before, seen = _room(), []
    with suppress(ValueError), roomy():
        seen += _room()
        raise ValueError
    assert seen == list(ROOM.values()) != before
    assert _room() == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is SQLite that is asked")
def test_another_database_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only SQLite is told how much to remember."""
    before = _room()
    monkeypatch.setattr(connection, "vendor", "another")
    with roomy():
        assert _room() == before
