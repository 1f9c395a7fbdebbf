"""Status lists: fresh, in order, and no place given twice, not even after a restore."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from issuing.batching import confirmed, many
from issuing.earning import earned
from issuing.praising import asked
from lapel.domain.badges.status import MINIMUM_BITS
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing.actions import open_epoch, resume_after_restore, sign_status_list
from lapel.journey.issuing.actions.take_place import place_endorsement, take_place
from lapel.journey.issuing.models import Award, Chunk, IssuerKey, StatusList, StatusPlace
from lapel.journey.issuing.queries import LIFETIME, RENEWAL, verdict_on
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from review.stage import Stage


def test_a_list_is_long_enough_and_says_how_long_it_may_be_kept(stage: Stage) -> None:
    """Bitstring Status List 1.0: §6.1 asks for 131,072 bits; ttl is in milliseconds (§2.2)."""
    earned(stage)
    listed = StatusList.objects.get()
    subject = json.loads(listed.document)["credentialSubject"]
    assert listed.length == MINIMUM_BITS
    assert subject["ttl"] == 300_000
    assert subject["statusPurpose"] == "revocation"


def test_a_place_is_never_given_twice(stage: Stage) -> None:
    """The database itself refuses a second award on the same place."""
    place = earned(stage).places.first()
    other = earned(stage, stage.cast.chipo)
    StatusPlace.objects.filter(award=other).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusPlace.objects.create(
            award=other,
            status_list=place.status_list,
            index=place.index,
        )


def test_after_a_restore_new_awards_take_fresh_lists(stage: Stage) -> None:
    """Places given since the backup are unknown, so the old lists are closed for good."""
    first = earned(stage)
    assert resume_after_restore() == 1
    open_epoch(person=None, reason="Nobody kept a checkpoint.")  # until then nothing is issued
    second = earned(stage, stage.cast.chipo)
    before = set(first.places.values_list("status_list", flat=True))
    after = set(second.places.values_list("status_list", flat=True))
    assert not before & after
    assert verdict_on(first).outcome is Outcome.VALID
    assert verdict_on(second).outcome is Outcome.VALID


def test_a_list_is_signed_again_before_it_is_out_of_date(stage: Stage) -> None:
    """A due event renews it; renewed in time the badge verifies past the first list's end."""
    award = earned(stage)
    later = now() + RENEWAL + timedelta(minutes=1)
    with clock_at(later):
        deliver_all()
    with clock_at(now() + LIFETIME + timedelta(hours=1)):
        assert verdict_on(award).outcome is Outcome.VALID


def test_a_list_that_was_not_renewed_confirms_nothing(stage: Stage) -> None:
    """A stale list is said to be stale, never taken for good news."""
    award = earned(stage)
    with clock_at(now() + LIFETIME + timedelta(hours=1)):
        verdict = verdict_on(award)
    assert verdict.outcome is Outcome.NOT_CONFIRMED
    assert verdict.step("status").code == "status.stale"


def test_signing_a_fresh_list_changes_nothing(stage: Stage) -> None:
    """The job may run twice: same bytes, and one renewal on its way."""
    earned(stage)
    listed = StatusList.objects.get()
    assert sign_status_list(status_list_id=listed.pk).document == listed.document


def test_a_full_list_is_closed_and_the_next_one_opened(stage: Stage) -> None:
    """Half full is full: beyond that a random place is no longer found quickly."""
    first = earned(stage)
    StatusList.objects.update(taken=MINIMUM_BITS // 2)
    second = earned(stage, stage.cast.chipo)
    assert StatusList.objects.filter(closed_at__isnull=False).count() == 1
    assert first.places.get().status_list != second.places.get().status_list


def test_no_place_is_given_that_a_chunk_has_set_aside(stage: Stage) -> None:
    """Awards and endorsements draw beside a batch at work: all but two of sixteen are its own."""
    earned(stage)
    endorsement = asked(stage)
    listed, key = StatusList.objects.get(), IssuerKey.objects.get()
    batch = confirmed(stage, *many(1))
    StatusPlace.objects.all().delete()
    StatusList.objects.update(length=16)
    places = {"list": str(listed.pk), "indices": list(range(14))}
    Chunk.objects.filter(batch=batch).update(places=places)
    award = Award.objects.first()
    assert award is not None
    with transaction.atomic():
        given = [take_place(award=award, key=key)]
        given.append(place_endorsement(endorsement=endorsement, key=key))
    assert {each.index for each in given} == {14, 15}
