"""What sharing answers where something is missing, over, too large or somebody else's."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from domain.badges.badge_makers import badge, badge_with_two_lists, key
from issuing.earning import earned
from lapel.domain.badges.hosted_checks import hosted_at
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.trust import Resolved, UnavailableError
from lapel.journey.issuing.actions.keyring import KeySigner
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import (
    Refusal,
    change_share,
    share_with_district,
    withdraw_from_district,
)
from lapel.journey.sharing.queries import checking, page_address
from lapel.ports.fetch import Fetched
from sharing.test_verify import GREEN, sent

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


def test_who_belongs_to_no_district_is_told_so_and_nothing_is_shared(
    award: Award, cast: Cast
) -> None:
    """She earned it outside of any organisation; the page says why it cannot be, and goes on."""
    Award.objects.filter(pk=award.pk).update(organisation=None)
    with pytest.raises(Refusal, match="belonged to no district"):
        share_with_district(person=cast.amina, award_id=award.pk)
    hers = Client()
    hers.force_login(cast.amina)
    shown = hers.post(
        f"/sharing/awards/{award.pk}/district/", {"wish": "give"}, follow=True
    ).content.decode()
    assert "You belonged to no district when you earned this." in shown


def test_leave_given_twice_stands_once_and_taken_back_twice_is_gone(
    award: Award, cast: Cast
) -> None:
    """A double click changes nothing, and the day of the first leave stays."""
    first = share_with_district(person=cast.amina, award_id=award.pk)
    assert share_with_district(person=cast.amina, award_id=award.pk).pk == first.pk
    for _again in range(2):
        withdraw_from_district(person=cast.amina, award_id=award.pk)
    first.refresh_from_db()
    assert first.withdrawn_at is not None


def test_a_badge_whose_day_is_over_reads_as_expired_on_its_page(award: Award) -> None:
    """Expiry is neither forgery nor revocation, and is told as what it is."""
    assert award.key is not None
    document = json.loads(award.public_document)
    del document["proof"]
    document["validUntil"] = (now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    signed = add_proof(document, signer=KeySigner(award.key), created=now())
    Award.objects.filter(pk=award.pk).update(
        document=json.dumps(signed), public_document=json.dumps(signed)
    )
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    path = page_address(award).removeprefix(settings.BASE_URL)
    with clock_at(now() + timedelta(hours=2)):
        shown = Client().get(path).content.decode()
        verdict = sent(json.dumps(signed))[1]
    assert "Expired: " in shown
    assert "Revoked" not in shown
    assert "The badge expired on " in verdict
    assert GREEN not in verdict


def test_a_badge_from_tomorrow_is_not_valid_today(award: Award) -> None:
    """`validFrom` lies ahead; the page gives the day."""
    assert award.key is not None
    document = json.loads(award.document)
    del document["proof"]
    document["validFrom"] = (now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%SZ")
    signed = add_proof(document, signer=KeySigner(award.key), created=now())
    _status, shown = sent(json.dumps(signed))
    assert "The badge is not valid before " in shown
    assert GREEN not in shown


class _Elsewhere:
    """Another site, as the guarded way out would bring it."""

    def __init__(self, status: int, body: bytes) -> None:
        self._status, self._body = status, body

    def fetch(self, address: str, **_limits: object) -> Fetched:
        return Fetched(address, self._status, "application/json", {}, self._body)


@pytest.mark.parametrize(
    ("status", "said"), [(404, "answered with status 404"), (200, "issuer not confirmed")]
)
def test_an_address_elsewhere_is_verified_or_its_answer_is_told(
    db: None, monkeypatch: pytest.MonkeyPatch, status: int, said: str
) -> None:
    """What another site gives is examined like a file; what it refuses is said with its number."""
    signed = badge(signer=key(3))
    site = _Elsewhere(status, json.dumps(signed).encode())
    monkeypatch.setattr("lapel.ports.fetch.from_url", lambda _url: site)
    answer = Client().post("/sharing/verify/", {"url": "https://badges.example/one.json"})
    assert escape(said) in answer.content.decode()


def test_a_hosted_badge_that_its_site_took_away_reads_as_ended(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """410 is how Open Badges 2.0 revokes; the page says so as the command line does."""
    monkeypatch.setattr("lapel.ports.fetch.from_url", lambda _url: _Elsewhere(410, b"{}"))
    _status, shown = sent(json.dumps(hosted_at("https://badges.example/assertion/1")))
    assert escape("The issuer's site says that this badge is gone.") in shown
    assert "no longer in force" in shown


def test_a_badge_that_names_many_addresses_is_not_run_after(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's badge may not have us fetch without end; what is left out is said."""
    asked: list[str] = []

    def brought(address: str) -> Resolved:
        asked.append(address)
        raise UnavailableError("{address} could not be fetched.", address=address)

    monkeypatch.setattr(checking, "brought", brought)
    monkeypatch.setattr(checking, "MOST_FETCHED", 1)
    _status, shown = sent(json.dumps(badge_with_two_lists()))
    assert len(asked) == 1
    assert "The badge names too many addresses to look up." in shown
    assert GREEN not in shown
