"""The wallet's page in a real browser: on a small phone, by day and night, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from axe import violations
from browser import overflow, sign_in
from exchange.wallet import Wallet
from issuing.earning import earned
from lapel.journey.exchange.models import Offer
from lapel.journey.exchange.queries.offers import transaction_code_of
from mailing import sign_in_as

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.issuing.models import Award
    from review.stage import Stage

pytestmark = pytest.mark.journey


@pytest.fixture
def award(live_server: LiveServer, stage: Stage) -> Award:
    """Amina's award."""
    return earned(stage)


def wrong(page: Page) -> list[str]:
    """Give what axe and the screen's width hold against the page, by day and by night."""
    found: list[str] = []
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        found += [f"{colours}: {each}" for each in violations(page)]
        found += [f"{colours}: too wide by {over}" for over in [overflow(page)] if over]
    return found


def test_she_offers_her_badge_and_sees_the_wallet_take_it(
    phone: Page, live_server: LiveServer, award: Award, stage: Stage
) -> None:
    """From the badge's page to “Your wallet has the badge”, which comes by itself."""
    sign_in(phone, live_server, stage.cast.amina)
    phone.goto(f"/sharing/awards/{award.pk}/")
    phone.get_by_role("link", name="Add to a wallet").click()
    assert wrong(phone) == []
    expect(phone.get_by_label("Have the wallet ask for digits")).to_be_checked()
    phone.get_by_role("button", name="Make an offer").click()
    phone.get_by_role("heading", name="Waiting for your wallet").wait_for()
    offer = Offer.objects.get()
    digits = phone.get_by_text(transaction_code_of(offer))
    expect(digits).to_be_hidden()
    phone.get_by_text("Show the digits", exact=True).press("Enter")
    expect(digits).to_be_visible()
    code = phone.get_by_role("img", name="QR code of the offer")
    assert code.evaluate("each => each.decode().then(() => each.naturalWidth > 0)")
    assert wrong(phone) == []
    wallet = Wallet()
    wallet.opens(offer)
    phone.get_by_role("heading", name="A wallet is fetching the badge").wait_for(timeout=15_000)
    assert wallet.asks_1(offer).status_code == 200
    phone.get_by_role("heading", name="Your wallet has the badge").wait_for(timeout=15_000)
    assert wrong(phone) == []


def test_an_administrator_makes_a_token_on_a_phone(
    phone: Page, live_server: LiveServer, award: Award, stage: Stage
) -> None:
    """The long token wraps instead of widening the page."""
    del award
    session = sign_in_as(Client(), stage.cast.ibrahim).cookies[settings.SESSION_COOKIE_NAME]
    phone.context.add_cookies(
        [{"name": session.key, "value": session.value, "url": live_server.url}]
    )
    phone.goto("/exchange/tokens/")
    phone.get_by_label("What it is for").fill("Course platform")
    phone.get_by_role("button", name="Make it").click()
    phone.get_by_role("heading", name="The token, shown this once").wait_for()
    assert wrong(phone) == []
