"""An officer leaves an award as it is although its ground is gone: a decision, with words (R19)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lapel.journey.integrity.models import Finding, Inquiry
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, LeftStanding
from lapel.journey.issuing.queries.grounds import awards_without_ground, grounds_of
from lapel.journey.qualification.actions import withdraw_qualification
from lapel.journey.qualification.models import Qualification
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import chain_faults, history, now
from mailing import sign_in_as
from messaging.test_letters_to_officers import lowered
from qualification.room import Room, tried

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage

WHY = "The second look was about another lesson; the first plan stands by itself."


@pytest.fixture
def award(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Award:
    """Give an award whose work was scored again and does not reach the line."""
    lowered(stage, monkeypatch)
    return Award.objects.get()


def refer(award: Award, lead: object, *, days: int = 1) -> Inquiry:
    """Have people refer an award to its officer, some days from now."""
    assert award.decision is not None
    return Inquiry.objects.create(
        submission=award.decision.case.submission,
        opened_by=lead,
        opened_at=now(),
        words="How did it come about?",
        reply_until=now(),
        finding=Finding.REFERRED,
        reason="It is another teacher's plan.",
        closed_by=lead,
        closed_at=now() + timedelta(days=days),
    )


def test_r19_an_officer_leaves_an_award_as_it_is_and_it_asks_no_more(
    cast: Cast, award: Award
) -> None:
    """She says why; nothing of the award changes, and the decision stands in its record."""
    before = award.document, award.state, award.standings.count()
    hana = sign_in_as(Client(), cast.hana)
    page = hana.get(reverse("issuing:award", args=[award.pk])).content.decode()
    address = reverse("issuing:keep", args=[award.pk])
    assert address in page
    assert "Leave this award as it is?" in hana.get(address).content.decode()
    done = hana.post(address, {"words": WHY, "sure": "on"}, follow=True).content.decode()
    assert "asks for no decision any more" in done
    assert "it stays as it is" in done
    assert WHY in done
    assert "Left as it is" in done
    assert address not in done
    listed = hana.get(reverse("issuing:index")).content.decode()
    assert "Awards that ask for your decision" not in listed
    award.refresh_from_db()
    assert (award.document, award.state, award.standings.count()) == before
    (noted,) = [each for each in history("award", award.pk) if each.action == "left as it is"]
    assert noted.facts == {"grounds": ["lowered"]}
    assert chain_faults() == []


def test_what_comes_up_later_asks_again(cast: Cast, award: Award) -> None:
    """The decision answers what was known by then, and no inquiry that ends afterwards."""
    actions.leave_standing(person=cast.hana, award_id=award.pk, words=WHY)
    assert list(awards_without_ground(cast.hana)) == []
    refer(award, cast.gita)
    assert list(awards_without_ground(cast.hana)) == [award]
    assert [(each.kind, bool(each.left)) for each in grounds_of(award)] == [
        ("lowered", True),
        ("referred", False),
    ]
    page = sign_in_as(Client(), cast.hana).get(reverse("issuing:award", args=[award.pk]))
    assert "It is another teacher" in page.content.decode()


def test_a_withdrawn_qualification_may_be_left_to_its_holder(cast: Cast) -> None:
    """Its badge says what was true on that day; the officer may find that enough."""
    room = Room(cast)
    tried(room.ready())
    deliver_all()
    held = Qualification.objects.get()
    withdraw_qualification(person=cast.gita, qualification_id=held.pk, words="She left.")
    award = Award.objects.get(qualification=held)
    assert list(awards_without_ground(cast.hana)) == [award]
    actions.leave_standing(person=cast.hana, award_id=award.pk, words=WHY)
    assert list(awards_without_ground(cast.hana)) == []
    assert [each.kind for each in grounds_of(award)] == ["withdrawn"]


def test_without_words_or_where_nothing_asks_nothing_is_decided(cast: Cast, award: Award) -> None:
    """A decision says why, and there is something to decide, once."""
    with pytest.raises(actions.Refusal):
        actions.leave_standing(person=cast.hana, award_id=award.pk, words="  ")
    actions.leave_standing(person=cast.hana, award_id=award.pk, words=WHY)
    hana = sign_in_as(Client(), cast.hana)
    again = hana.post(
        reverse("issuing:keep", args=[award.pk]), {"words": "Once more.", "sure": "on"}
    )
    assert again.status_code == 422
    assert "Nothing about this award waits for your decision" in again.content.decode()
    assert LeftStanding.objects.count() == 1


def test_nobody_but_another_officer_of_the_issuer_leaves_it(cast: Cast, award: Award) -> None:
    """Not a lead, not its holder, and not an officer whose own it is."""
    for who in (cast.gita, cast.amina, cast.ibrahim):
        with pytest.raises(PermissionDenied):
            actions.leave_standing(person=who, award_id=award.pk, words=WHY)
    Award.objects.update(person=cast.hana)
    with pytest.raises(PermissionDenied):
        actions.leave_standing(person=cast.hana, award_id=award.pk, words=WHY)
    assert not LeftStanding.objects.exists()


def test_an_award_that_was_taken_back_asks_for_nothing(cast: Cast, award: Award) -> None:
    """What an officer decided otherwise is no open question."""
    actions.revoke(person=cast.hana, award_id=award.pk, reason="policy", words="A mistake.")
    award.refresh_from_db()
    assert grounds_of(award) == []
    with pytest.raises(actions.Refusal):
        actions.leave_standing(person=cast.hana, award_id=award.pk, words=WHY)
