"""The audit chain (R21): append-only, chained by hash, erasable words, anchored heads."""

from __future__ import annotations

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


def test_noting_something_asks_for_an_anchor_once():
    """Entries are anchored by a job within a minute, however many were written."""
    happen()
    with actions.clock_at(queries.now() + timedelta(minutes=2)):
        actions.deliver_all()
    assert AuditAnchor.objects.count() == 1
