"""The page on which a holder offers an award to her wallet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied

from exchange.wallet import Wallet
from issuing.earning import earned
from lapel.journey.exchange.actions import Refused, end_offer, make_offer
from lapel.journey.exchange.models import Offer
from lapel.journey.exchange.queries.offers import offer_address, transaction_code_of
from lapel.journey.issuing.actions import suspend
from lapel.journey.issuing.models import Award
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from review.stage import Stage

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast


@pytest.fixture
def award(cast: Cast) -> Award:
    """Amina's award, in force."""
    return earned(Stage(cast))


@pytest.fixture
def amina(client: Client, award: Award) -> Client:
    """Her browser."""
    client.force_login(award.person)
    return client


def page(browser: Client, award: Award) -> str:
    return browser.get(f"/exchange/awards/{award.pk}/wallet/").content.decode()


def sends(browser: Client, award: Award, **fields: str) -> str:
    answer = browser.post(f"/exchange/awards/{award.pk}/wallet/", fields, follow=True)
    return answer.content.decode()


def test_the_award_leads_to_the_wallet(amina: Client, award: Award) -> None:
    """From the page where she takes her badge with her."""
    shown = amina.get(f"/sharing/awards/{award.pk}/").content.decode()
    assert f"/exchange/awards/{award.pk}/wallet/" in shown
    assert "Make an offer" in page(amina, award)


def test_a_badge_is_offered_when_the_log_holds_it(amina: Client, award: Award) -> None:
    """ADR 11: a wallet is one more place where an award is public."""
    Award.objects.filter(pk=award.pk).update(included_at=None)
    award.refresh_from_db()
    assert "cannot be added now" in page(amina, award)
    with pytest.raises(Refused):
        make_offer(person=award.person, award_id=award.pk)


def test_an_offer_is_shown_as_link_and_code_until_it_is_over(amina: Client, award: Award) -> None:
    """The link names the address at which the wallet fetches the offer."""
    shown = sends(amina, award, wish="make")
    offer = Offer.objects.get()
    assert "Waiting for your wallet" in shown
    link = shown.partition('href="openid-credential-offer:')[2].partition('"')[0]
    query = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert query == {"credential_offer_uri": [offer_address(offer)]}
    code = amina.get(f"/exchange/awards/{award.pk}/wallet/code.svg")
    assert (code.status_code, code["Content-Type"]) == (200, "image/svg+xml")
    assert "no-store" in code["Cache-Control"]
    with clock_at(now() + timedelta(minutes=10, seconds=1)):
        assert "The offer has expired" in page(amina, award)
        assert amina.get(f"/exchange/awards/{award.pk}/wallet/code.svg").status_code == 404


def test_the_digits_are_shown_to_her_alone(amina: Client, award: Award) -> None:
    """What the wallet fetches says that there are digits, and not which."""
    shown = sends(amina, award, wish="make", asks_code="on", form="OpenBadge_ldp_vc")
    offer = Offer.objects.get()
    digits = shown.partition("Show the digits")[2].partition("</details>")[0]
    assert transaction_code_of(offer) in digits
    fetched = Wallet().fetches(offer)
    assert transaction_code_of(offer) not in fetched.content.decode()
    assert fetched.json()["credential_configuration_ids"] == ["OpenBadge_ldp_vc"]
    [grant] = fetched.json()["grants"].values()
    assert grant["tx_code"]["length"] == 6


def test_digits_are_asked_for_unless_she_says_otherwise(amina: Client, award: Award) -> None:
    """OpenID4VCI 1.0 §13.6.2: others see a code on a screen; the digits stay hidden."""
    assert "checked" in page(amina, award).partition('name="asks_code"')[2].partition(">")[0]
    sends(amina, award, wish="make")
    assert not Offer.objects.get().asks_code


def test_she_sees_how_far_her_wallet_is(amina: Client, award: Award) -> None:
    """Waiting, opened, taken; the page asks by itself and is told nothing while nothing changes."""
    sends(amina, award, wish="make")
    offer, wallet = Offer.objects.get(), Wallet()
    asks = {"headers": {"HX-Request": "true"}}
    path = f"/exchange/awards/{award.pk}/wallet/"
    assert amina.get(path, {"state": "waiting"}, **asks).status_code == 204  # type: ignore[arg-type]  # headers by name
    wallet.opens(offer)
    assert amina.get(path, {"state": "waiting"}, **asks).status_code == 200  # type: ignore[arg-type]  # headers by name
    assert "A wallet is fetching the badge" in page(amina, award)
    assert wallet.asks_1(offer).status_code == 200
    assert "Your wallet has the badge" in page(amina, award)
    assert "A wallet took it on" in amina.get(f"/sharing/awards/{award.pk}/").content.decode()


def test_she_ends_an_offer_and_a_new_one_ends_the_old(amina: Client, award: Award) -> None:
    """An offer whose code somebody photographed is worth nothing any more."""
    sends(amina, award, wish="make")
    first = Offer.objects.get()
    sends(amina, award, wish="make")
    second = Offer.objects.order_by("-made_at")[0]
    assert Wallet().opens(first).json()["error"] == "invalid_grant"
    assert "The offer has ended" in sends(amina, award, wish="end")
    assert Wallet().opens(second).json()["error"] == "invalid_grant"


def test_a_token_dies_with_its_offer(award: Award) -> None:
    """She ends it while a stranger's wallet is fetching."""
    offer, wallet = make_offer(person=award.person, award_id=award.pk), Wallet()
    wallet.opens(offer)
    end_offer(person=award.person, award_id=award.pk)
    assert wallet.asks_1(offer).status_code == 401


def test_an_award_that_is_not_in_force_is_not_offered(
    amina: Client, award: Award, cast: Cast
) -> None:
    """The page says so, and the action refuses."""
    suspend(person=cast.hana, award_id=award.pk, reason="policy", words="We look into it.")
    assert "cannot be added now" in page(amina, award)
    with pytest.raises(Refused):
        make_offer(person=award.person, award_id=award.pk)
    assert "is given to a wallet" in sends(amina, award, wish="make")


def test_nobody_offers_anothers_award(client: Client, award: Award, cast: Cast) -> None:
    """For others it does not exist; the officer who issued it is an other too."""
    for other in (cast.ben, cast.hana):
        with pytest.raises(PermissionDenied):
            make_offer(person=other, award_id=award.pk)
        with pytest.raises(PermissionDenied):
            end_offer(person=other, award_id=award.pk)
    client.force_login(cast.ben)
    path = f"/exchange/awards/{award.pk}/wallet/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"wish": "make"}).status_code == 404
    assert client.get(f"{path}code.svg").status_code == 404
    assert not Offer.objects.exists()


def test_an_unknown_form_makes_no_offer(amina: Client, award: Award) -> None:
    """The form takes what it lists."""
    sends(amina, award, wish="make", form="mdoc")
    assert not Offer.objects.exists()


def test_when_she_leaves_nothing_of_her_wallets_is_kept(award: Award) -> None:
    """The DID of her wallet is hers."""
    make_offer(person=award.person, award_id=award.pk)
    leave(person=award.person)
    deliver_all()
    assert not Offer.objects.exists()
