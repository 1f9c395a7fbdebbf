"""Passkeys and authenticator apps in a real browser, under our Content Security Policy."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from mailing import verify

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cast import Cast
    from lapel.journey.people.models import Person
    from mailing import Mailbox

pytestmark = pytest.mark.journey


@pytest.fixture
def device(page: Page) -> Page:
    """Give the browser a device that makes passkeys and confirms them by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_in(page: Page, base: str, person: Person, mailbox: Mailbox) -> None:
    page.goto(f"{base}/people/sign-in/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(mailbox.code(person.email))
    page.get_by_role("button", name="Go on").click()


def test_a_newcomer_signs_up_and_in_with_a_passkey(
    device: Page, live_server: Any, mailbox: Mailbox
) -> None:
    """One code for the address, then the device alone, with two factors in one."""
    page = device
    page.goto(f"{live_server.url}/people/sign-up/")
    page.get_by_role("link", name="Sign up with a passkey").click()
    page.get_by_label("Your name").fill("Noor")
    page.get_by_label("Email").fill("noor@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(mailbox.code("noor@example.org"))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/people/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/people/sign-in/?next=/people/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/people/me/")
    assert page.get_by_role("heading", level=1).inner_text() == "Noor"
    assert Authenticator.objects.get().type == "webauthn"


def test_an_officer_sets_up_an_app_and_uses_it(
    page: Page, live_server: Any, mailbox: Mailbox, transactional_db: None
) -> None:
    """Hana is led to set it up, keeps her recovery codes, and is asked for a code next time."""
    from cast import assemble

    cast: Cast = assemble()
    sign_in(page, live_server.url, verify(cast.hana), mailbox)
    page.wait_for_url(re.compile("/people/me/security/"))
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("[data-totp-key]").inner_text()

    def code(shift: int = 0) -> str:
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))

    page.get_by_label("Authenticator code").fill(code())
    page.get_by_role("button", name="Set it up").click()
    assert page.locator("[data-recovery-codes] li").count() == 10
    page.goto(f"{live_server.url}/people/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    sign_in(page, live_server.url, cast.hana, mailbox)
    page.wait_for_url(f"{live_server.url}/people/sign-in/second-factor/")
    page.get_by_label("Code").fill(code(1))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/people/me/")
    assert page.get_by_role("heading", level=1).inner_text() == "Hana"


def test_an_administrator_adds_a_passkey_and_uses_it(
    device: Page, live_server: Any, mailbox: Mailbox, transactional_db: None
) -> None:
    """Added as the second factor, it then signs in by itself."""
    from cast import assemble

    page = device
    cast: Cast = assemble()
    sign_in(page, live_server.url, verify(cast.ibrahim), mailbox)
    page.wait_for_url(re.compile("/people/me/security/"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("The passkey is added.").wait_for()
    page.goto(f"{live_server.url}/people/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/people/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/people/")
    assert "People and organisations" in page.get_by_role("heading", level=1).inner_text()
