"""The audit chain (R21): append-only, chained by hash, erasable words, anchored heads."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from lapel.journey.record import actions, queries
from lapel.journey.record.models import AuditAnchor, AuditEntry

pytestmark = pytest.mark.django_db

THING = UUID("6f9b7a52-0000-4000-8000-000000000001")


def happen(times: int = 3) -> None:
    for number in range(times):
        actions.note(
            aggregate="thing",
            aggregate_id=THING,
            action=f"step-{number}",
            actor=uuid4(),
            facts={"number": number},
            words="because of Zoë",
        )


def test_an_untouched_chain_holds():
    """Positions count from one and each entry names the digest before it."""
    happen()
    assert [entry.position for entry in queries.history("thing", THING)] == [1, 2, 3]
    assert queries.chain_faults() == []


@pytest.mark.parametrize(
    "change",
    [{"action": "other"}, {"facts": {"number": 9}}, {"actor": None}, {"previous": "0" * 64}],
)
def test_a_changed_entry_is_found(change):
    """No field of an entry can be changed unseen."""
    happen()
    AuditEntry.objects.filter(position=2).update(**change)
    assert queries.chain_faults() != []


def test_a_removed_entry_is_found():
    """An entry cannot be taken out of the middle."""
    happen()
    AuditEntry.objects.filter(position=2).delete()
    assert queries.chain_faults()[0].sentence == "entry 2 is missing"


def test_changed_words_are_found_and_erased_words_are_not_a_fault():
    """A person's words can be erased; they cannot be swapped."""
    happen()
    entry = queries.history("thing", THING)[1]
    entry.text.words = "because of Zoe"
    entry.text.save()
    assert queries.chain_faults()[0].sentence == "the entry's text was changed"
    actions.erase_words(aggregate="thing", aggregate_id=THING)
    assert queries.chain_faults() == []


def test_anchors_find_a_chain_that_was_cut_at_its_end():
    """The last entry of a chain is covered by the instance's own chain."""
    happen()
    assert actions.anchor_heads() is not None
    assert actions.anchor_heads() is None
    happen()
    actions.anchor_heads()
    assert queries.chain_faults() == []
    AuditEntry.objects.filter(position=6).delete()
    assert [fault.aggregate for fault in queries.chain_faults()] == ["anchor"]


def test_an_entry_that_was_committed_late_is_anchored_next_and_is_no_fault():
    """Where transactions run side by side, numbers are given before they are committed."""
    happen(1)
    late = AuditEntry.objects.get()
    AuditEntry.objects.filter(id=late.id).delete()  # given its number, not committed yet
    happen(2)
    actions.anchor_heads()
    late.aggregate_id = uuid4()  # of another chain, whose writer held up nobody
    late.digest = queries.digest_of(late)
    late.save(force_insert=True)
    assert late.id < AuditEntry.objects.exclude(id=late.id).earliest("id").id
    assert queries.chain_faults() == []
    second = actions.anchor_heads()
    assert second is not None
    assert list(second.entries.all()) == [late]
    assert queries.chain_faults() == []
    late.delete()
    assert [fault.aggregate for fault in queries.chain_faults()] == ["anchor"]


def test_an_entry_that_lost_its_anchor_is_found():
    """Nobody can take an entry out of the sequence by unbinding it, nor move it to another."""
    happen()
    actions.anchor_heads()
    AuditEntry.objects.filter(position=2).update(anchor=None)
    assert [fault.aggregate for fault in queries.chain_faults()] == ["anchor"]


def test_anchors_that_covered_ranges_of_numbers_still_hold_after_the_change(
    django_db_setup, transactional_db
):
    """The migration writes down which entries an anchor covers, and no digest changes."""
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    newest = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "record"]
    with transaction.atomic():
        happen()
    executor.migrate([("record", "0001_initial")])
    old = executor.loader.project_state([("record", "0001_initial")]).apps
    digests = old.get_model("record", "AuditEntry").objects.order_by("id")
    last = digests.last()
    total = hashlib.sha256("".join(each.digest for each in digests).encode()).hexdigest()
    old.get_model("record", "AuditAnchor").objects.create(
        position=1, at=queries.now(), last_entry=last.id, previous="", digest=total
    )
    MigrationExecutor(connection).migrate(newest)
    with transaction.atomic():
        happen(1)
    assert AuditAnchor.objects.get().entries.count() == 3
    assert queries.chain_faults() == []


def test_noting_something_asks_for_an_anchor_once():
    """Entries are anchored by a job within a minute, however many were written."""
    happen()
    with actions.clock_at(queries.now() + timedelta(minutes=2)):
        actions.deliver_all()
    assert AuditAnchor.objects.count() == 1


def test_what_was_committed_beside_an_anchor_is_looked_for_once_more():
    """Its writer saw a job that waited and asked for none; the last look finds nothing and ends."""
    happen()
    with actions.clock_at(queries.now() + timedelta(minutes=2)):
        actions.deliver_all()
        late = AuditEntry.objects.latest("id")
        late.pk, late.aggregate_id, late.anchor = None, uuid4(), None  # type: ignore[assignment]  # a new row
        late.digest = queries.digest_of(late)
        late.save(force_insert=True)  # without a word to anybody
    for minutes in (4, 6, 8):
        with actions.clock_at(queries.now() + timedelta(minutes=minutes)):
            actions.deliver_all()
    assert AuditAnchor.objects.count() == 2
    assert not queries.waiting_deliveries().exists()
