"""The letter before a badge's end: one for each end, and none for what does not end so."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from issuing.batching import GROUND, many, uploaded
from issuing.earning import earned
from issuing.test_supersede_many import of_both_versions
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award
from lapel.journey.messaging.actions import look_ahead, tell_of_end
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now, parked_deliveries
from messaging.test_letters_on_awards import done, last

if TYPE_CHECKING:
    from datetime import datetime

    from mailing import Mailbox
    from review.stage import Stage

YEAR = timedelta(days=365)
WINDOW = timedelta(days=29)


def told() -> int:
    return Message.objects.filter(kind="award ends").count()


def at(moment: datetime) -> None:
    """Let everything happen that is due at a moment; a list's renewal is due every few days."""
    with clock_at(moment):
        deliver_all()
    assert list(parked_deliveries()) == []


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's that ends in a year."""
    found = earned(stage)
    done(stage, found, "expire", valid_until=(now() + YEAR).replace(microsecond=0))
    found.refresh_from_db()
    return found


def end_of(award: Award) -> datetime:
    assert award.valid_until is not None
    return award.valid_until


def test_a_holder_reads_a_month_before_that_her_badge_ends_and_how_to_renew_it(
    award: Award, mailbox: Mailbox
) -> None:
    """Not sooner, and once, however often the jobs run."""
    at(end_of(award) - timedelta(days=31))
    assert told() == 0
    at(end_of(award) - WINDOW)
    subject, text = last(mailbox, "amina@")
    assert subject.startswith("Your badge “Waiting for an answer” ends on ")
    assert "it no longer counts, and whoever verifies it reads that it has ended" in text
    issuer = award.achievement.issuer.name
    assert f"To renew it, write to {issuer} before that day." in text
    assert "/catalogue/" in text
    with clock_at(end_of(award) - WINDOW):
        tell_of_end(award_ids=[award.pk], valid_until=end_of(award))
    assert told() == 1


def test_where_it_is_offered_no_more_nobody_is_sent_there(award: Award, mailbox: Mailbox) -> None:
    """The letter names the issuer alone."""
    MicroCredential.objects.update(current=None)
    at(end_of(award) - WINDOW)
    assert "/catalogue/" not in last(mailbox, "amina@")[1]


def test_a_badge_without_an_end_is_never_said_to_end(stage: Stage) -> None:
    """Only where `validUntil` stands in it."""
    found = earned(stage)
    look_ahead(award=found)
    at(now() + YEAR)
    assert told() == 0


def test_a_renewed_badge_is_told_of_its_new_end_alone(stage: Stage, award: Award) -> None:
    """The first deadline comes and finds another end; the second comes a year later."""
    old = end_of(award)
    done(stage, award, "refresh", valid_until=old + YEAR)
    at(old - WINDOW)
    assert told() == 0
    at(old + YEAR - WINDOW)
    assert told() == 1


@pytest.mark.parametrize("verb", ["revoke", "suspend"])
def test_what_does_not_stand_is_not_said_to_end(stage: Stage, award: Award, verb: str) -> None:
    """Its holder has read what became of it."""
    done(stage, award, verb)
    at(end_of(award) - WINDOW)
    assert told() == 0


def test_what_was_replaced_is_not_said_to_end(stage: Stage) -> None:
    """The badge in its place has no end."""
    (old,), (new,) = of_both_versions(stage, 1)
    done(stage, old, "expire", valid_until=now() + YEAR)
    old.refresh_from_db()
    done(stage, old, "supersede", by_award_ids={old.pk: new.pk})
    at(end_of(old) - WINDOW)
    assert told() == 0


def test_a_reinstated_badge_is_told_of_its_end_though_the_deadline_passed(
    stage: Stage, award: Award
) -> None:
    """Halfway between the day it counts again and its end, and once."""
    done(stage, award, "suspend")
    with clock_at(end_of(award) - timedelta(days=10)):
        deliver_all()
        actions.reinstate(person=stage.cast.hana, award_id=award.pk, words="It is answered.")
        deliver_all()
        assert told() == 0
    at(end_of(award) - timedelta(days=4))
    assert told() == 1


def test_who_was_not_reached_before_the_end_is_not_told_afterwards(award: Award) -> None:
    """A letter that says a badge will end would be false by then."""
    at(end_of(award) + timedelta(minutes=1))
    assert told() == 0


def test_holders_of_a_batch_are_told_of_its_end_in_rounds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round, a pause, the next; one that was revoked meanwhile is left out."""
    for module in ("write_batch_letters", "tell_of_end"):
        name = f"lapel.journey.messaging.actions.{module}"
        monkeypatch.setattr(import_module(name), "A_ROUND", 2)
    batch = uploaded(stage, *many(5))
    end = (now() + YEAR).replace(microsecond=0)
    hana = stage.cast.hana
    actions.confirm_batch(person=hana, batch_id=batch.pk, words=GROUND, valid_until=end)
    deliver_all()
    assert Award.objects.filter(valid_until=end).count() == 5
    lost = Award.objects.first()
    assert lost is not None
    actions.revoke(person=hana, award_id=lost.pk, reason="policy", words="Not hers.")
    at(end - WINDOW)
    assert told() in (1, 2)
    for seconds in (3, 6):
        at(end - WINDOW + timedelta(seconds=seconds))
    assert told() == 4
