"""The outbox: announced in a transaction, delivered at least once, deduplicated, parked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from lapel.journey.record import actions, events, queries
from lapel.journey.record.models import Delivery, GivenReply, OutboxEvent

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Rang(events.Event):
    """A bell rang: only these tests announce it."""

    bell: UUID


@pytest.fixture
def heard(monkeypatch):
    """Let one light receiver listen to the bell and tell what it heard."""
    heard: list[UUID] = []

    def listen(event: Rang) -> None:
        heard.append(event.bell)

    monkeypatch.setattr(events, "_receivers", {})
    events.receives(Rang)(listen)
    return heard


@pytest.fixture
def broken(monkeypatch):
    """Let the only receiver of the bell write a row and then fail."""

    def fall_over(_event: Rang) -> None:
        GivenReply.objects.create(owner=uuid4(), key="half", reply={}, given_at=queries.now())
        raise ValueError("the bell is cracked")

    monkeypatch.setattr(events, "_receivers", {})
    events.receives(Rang)(fall_over)


def ring() -> UUID:
    bell = uuid4()
    with transaction.atomic():
        actions.announce(Rang(bell=bell))
    return bell


def later(monkeypatch, pause: timedelta) -> None:
    queries.clock_shift.set(queries.clock_shift.get() + pause)


@pytest.fixture(autouse=True)
def _own_clock():
    token = queries.clock_shift.set(timedelta())
    yield
    queries.clock_shift.reset(token)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(heard):
    """A fact without the action it belongs to would be a lie after a crash."""
    with pytest.raises(RuntimeError, match="outside a transaction"):
        actions.announce(Rang(bell=uuid4()))


def test_a_receiver_hears_the_event_as_it_was_announced(heard):
    """What goes through the outbox as JSON comes out as the same dataclass."""
    bell = ring()
    assert actions.deliver_all() == 1
    assert heard == [bell]


def test_an_event_of_a_transaction_that_is_rolled_back_was_never_announced(heard):
    """News of what did not happen reaches nobody."""

    def ring_and_fall() -> None:
        with transaction.atomic():
            actions.announce(Rang(bell=uuid4()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ring_and_fall()
    assert actions.deliver_all() == 0
    assert not OutboxEvent.objects.exists()


def test_a_delivery_that_is_done_is_not_run_again(heard):
    """The pair of event and receiver is delivered once, however often the runner looks."""
    ring()
    actions.deliver_all()
    actions.deliver_all()
    assert len(heard) == 1


def test_a_claimed_delivery_is_offered_to_nobody_else_until_its_lease_lapses(heard, monkeypatch):
    """Two runners never work on one delivery; a dead one's work is offered again."""
    ring()
    first = actions.claim(holder="one")
    assert first is not None
    assert actions.claim(holder="two") is None
    later(monkeypatch, actions.LEASE + timedelta(seconds=1))
    second = actions.claim(holder="two")
    assert second is not None
    assert second.id == first.id


def test_what_is_left_to_others_waits_for_them(heard):
    """Where processes beside do it, who runs all else neither runs nor claims it."""
    ring()
    [name] = Delivery.objects.values_list("receiver", flat=True)
    assert actions.deliver_all(leave=[name]) == 0
    assert actions.claim(holder="one", leave=[name]) is None
    assert Delivery.objects.get().state == Delivery.State.WAITING
    assert actions.deliver_all(leave=["another.receiver"]) == 1


def test_a_runner_that_lost_its_lease_cannot_acknowledge(heard, monkeypatch):
    """Its receiver's writes are rolled back together with the refused acknowledgement."""
    ring()
    slow = actions.claim(holder="slow")
    later(monkeypatch, actions.LEASE + timedelta(seconds=1))
    quick = actions.claim(holder="quick")
    assert actions.deliver(quick)
    assert not actions.deliver(slow)
    assert Delivery.objects.get().state == Delivery.State.DONE
    assert len(heard) == 1


def test_a_renewed_lease_keeps_others_away(heard, monkeypatch):
    """Long work holds its lease for as long as it renews it."""
    ring()
    held = actions.claim(holder="one")
    later(monkeypatch, actions.LEASE - timedelta(seconds=5))
    actions.renew(held)
    later(monkeypatch, timedelta(seconds=30))
    assert actions.claim(holder="two") is None


def test_a_failed_receiver_leaves_none_of_its_rows_and_is_offered_later(broken, monkeypatch):
    """A light receiver's writes and its acknowledgement commit together or not at all."""
    ring()
    actions.deliver_all()
    delivery = Delivery.objects.get()
    assert not GivenReply.objects.exists()
    assert delivery.state == Delivery.State.WAITING
    assert delivery.due_at > queries.now()
    assert "the bell is cracked" in delivery.error


def test_a_poisoned_job_is_parked_and_can_be_offered_again(broken, monkeypatch):
    """After its attempts a delivery waits for a person, who may offer it again."""
    ring()
    for _ in range(actions.ATTEMPTS):
        actions.deliver_all()
        later(monkeypatch, timedelta(hours=1))
    (parked,) = queries.parked_deliveries()
    assert parked.attempts == actions.ATTEMPTS
    actions.offer_again(delivery_id=parked.id)
    assert actions.claim(holder="fresh").id == parked.id


def test_a_job_that_kills_its_process_each_time_is_parked(heard, monkeypatch):
    """Work that never comes back to report its failure does not run for ever."""
    ring()
    for _ in range(actions.ATTEMPTS):
        assert actions.claim(holder="doomed") is not None
        actions.release_leases_of(holder_prefix="doomed")
    assert actions.claim(holder="doomed") is None
    (parked,) = queries.parked_deliveries()
    assert "died" in parked.error


def test_a_deadline_is_delivered_no_earlier_than_it_is_due(heard, monkeypatch):
    """An event with `due_at` waits for its time."""
    with transaction.atomic():
        actions.announce(Rang(bell=uuid4()), due_at=queries.now() + timedelta(days=5))
    assert actions.deliver_all() == 0
    later(monkeypatch, timedelta(days=5, seconds=1))
    assert actions.deliver_all() == 1


def test_a_receiver_of_a_room_that_is_gone_is_parked_not_lost(heard, monkeypatch):
    """An unknown receiver's deliveries are kept with the reason."""
    ring()
    monkeypatch.setattr(events, "_receivers", {})
    for _ in range(actions.ATTEMPTS):
        actions.deliver_all()
        later(monkeypatch, timedelta(hours=1))
    assert queries.parked_deliveries().count() == 1


def test_a_request_repeated_with_the_same_key_gets_the_first_reply():
    """A double click or a retry after a cut changes nothing twice."""
    owner, acted = uuid4(), []

    def act():
        acted.append(1)
        return {"number": len(acted)}

    first = actions.once(owner=owner, key="k", act=act)
    assert actions.once(owner=owner, key="k", act=act) == first == {"number": 1}
    assert actions.once(owner=owner, key="other", act=act) == {"number": 2}
