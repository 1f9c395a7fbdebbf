"""A batch that workers of several machines share, where the settings name an engine for many."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from importlib import import_module
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from issuing.batching import confirmed, many
from lapel.journey.issuing.actions import BusyError, go_on_with_batch, issue_batch
from lapel.journey.issuing.events import BatchConfirmed
from lapel.journey.issuing.models import Batch, Chunk
from lapel.journey.record.actions import claim, deliver
from lapel.journey.record.models import Delivery
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from review.stage import Stage

module = import_module("lapel.journey.issuing.actions.issue_batch")
ISSUE = "issuing.issue_batch"


@pytest.fixture(autouse=True)
def _two_share(settings: Any, small_chunks: None) -> None:
    settings.JOBS_URL = "celery+redis://127.0.0.1:1/0?share=2"


@pytest.fixture
def in_short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a round end after its first chunk: its clock goes a second on at each look."""
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=count().__next__))
    monkeypatch.setattr(module, "A_ROUND", 1.5)


def rounds(batch_id: UUID) -> list[Delivery]:
    """Give the rounds that are asked for or run now."""
    asked = Delivery.objects.filter(event__kind=BatchConfirmed.kind(), receiver=ISSUE)
    return list(
        asked.exclude(state=Delivery.State.DONE)
        .filter(event__payload__batch_id=str(batch_id))
        .order_by("id")
    )


def run_one() -> None:
    delivery = claim(holder="a worker", receiver=ISSUE)
    assert delivery is not None
    assert deliver(delivery), Delivery.objects.get(pk=delivery.pk).error


def test_a_round_asks_others_in_until_as_many_run_as_may(
    stage: Stage, in_short_rounds: None
) -> None:
    """Two, and no third, whatever there is to do."""
    batch = confirmed(stage, *many(9))
    assert len(rounds(batch.pk)) == 1
    for _turn in range(3):
        run_one()
        assert len(rounds(batch.pk)) == 2


def test_nobody_is_asked_in_for_whom_there_is_no_chunk(stage: Stage, in_short_rounds: None) -> None:
    """One chunk is one worker's."""
    confirmed(stage, "nia@example.org")
    run_one()
    assert Delivery.objects.filter(receiver=ISSUE).count() == 1


def test_a_round_rests_where_others_hold_what_is_left(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would come at once, find nothing, and come again; the last to end closes the batch."""
    batch = confirmed(stage, *many(5))
    last = Chunk.objects.order_by("number").last()
    assert last
    held = Chunk.objects.filter(pk=last.pk)
    held.update(held_by="another:0:", lease_until=now() + timedelta(minutes=2))
    go_on_with_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.RUNNING
    later = Delivery.objects.filter(receiver=ISSUE).order_by("-due_at")[0]
    assert later.due_at > now() + timedelta(seconds=20)
    held.update(lease_until=now())
    go_on_with_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.issued) == (Batch.State.DONE, 5)


def test_a_machine_has_as_many_places_as_may_share(stage: Stage) -> None:
    """Each has a name of its own for leases; one more is told to come again."""
    batch = confirmed(stage, "nia@example.org")
    with ExitStack() as others:
        first, second = (others.enter_context(module._a_place()) for _ in range(2))
        assert first.split(":")[:2] != second.split(":")[:2]
        with pytest.raises(BusyError):
            issue_batch(batch_id=batch.pk)
        go_on_with_batch(batch_id=batch.pk)
        batch.refresh_from_db()
        assert batch.issued == 0
    assert issue_batch(batch_id=batch.pk).issued == 1


def test_what_a_dead_holder_of_a_place_had_is_done_at_once(stage: Stage) -> None:
    """The place's lock says that it is dead; what another place holds is left alone."""
    batch = confirmed(stage, *many(5))
    with module._a_place() as name:
        place = name.rpartition(":")[0].rpartition(":")[0]
    until = now() + timedelta(minutes=2)
    theirs, other = Chunk.objects.order_by("number")[:2]
    Chunk.objects.filter(pk=theirs.pk).update(held_by=f"{place}:1:dead", lease_until=until)
    Chunk.objects.filter(pk=other.pk).update(held_by="another:0:1:alive", lease_until=until)
    issue_batch(batch_id=batch.pk)
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (bool(theirs.done_at), bool(other.done_at)) == (True, False)
