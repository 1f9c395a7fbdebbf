"""Officers and administrators sign in with a second factor."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from lapel.journey.people import actions
from lapel.journey.people.models import Role
from mailing import sign_in_as, sign_in_by_code, verify

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from mailing import Mailbox

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def totp_code(secret: str = SECRET, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


@pytest.mark.parametrize("name", ["hana", "ibrahim"])
@pytest.mark.parametrize("path", ["/", "/people/me/", "/people/", "/people/me/email/"])
def test_no_page_opens_before_the_second_factor(
    client: Client, mailbox: Mailbox, cast: Cast, name: str, path: str
) -> None:
    """An officer without a second factor is led to set one up."""
    sign_in_by_code(client, verify(getattr(cast, name)), mailbox)
    assert client.get(path)["Location"].startswith("/people/me/security/?next=")
    page = client.get("/people/me/security/").content.decode()
    assert "Your role signs credentials" in page


@pytest.mark.parametrize("name", ["amina", "ben", "gita", "elif_", "femi"])
def test_everyone_else_needs_none(client: Client, mailbox: Mailbox, cast: Cast, name: str) -> None:
    """Teachers, assessors and leads pass with one."""
    sign_in_by_code(client, verify(getattr(cast, name)), mailbox)
    assert client.get("/people/me/").status_code == 200


def test_a_post_before_the_second_factor_does_nothing(
    client: Client, mailbox: Mailbox, cast: Cast
) -> None:
    """Also a form sent directly is led away."""
    sign_in_by_code(client, verify(cast.ibrahim), mailbox)
    grant = {"email": cast.femi.email, "role": "teacher"}
    page = client.post("/people/organisations/harbour-school/grant/", grant)
    assert page["Location"] == "/people/me/security/"
    assert not cast.femi.memberships.exists()


def set_up_app(client: Client) -> str:
    secret: str = client.get("/people/me/security/app/").context["form"].secret
    client.post("/people/me/security/app/", {"code": totp_code(secret)})
    return secret


def test_an_app_set_up_opens_the_way_at_once(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """The code typed at set-up is the proof; recovery codes are shown."""
    sign_in_by_code(client, verify(cast.hana), mailbox)
    set_up_app(client)
    assert Authenticator.objects.filter(user=cast.hana, type="totp").exists()
    assert client.get("/people/me/").status_code == 200
    page = client.get("/people/me/security/recovery/")
    assert len(page.context["unused_codes"]) == 10


def test_signing_in_asks_for_the_apps_code(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """A wrong code does not pass, the right one does."""
    TOTP.activate(cast.hana, SECRET)
    page = sign_in_by_code(client, verify(cast.hana), mailbox)
    assert page["Location"] == "/people/sign-in/second-factor/"
    client.post("/people/sign-in/second-factor/", {"code": "000000"})
    assert client.get("/people/me/").status_code == 302
    client.post("/people/sign-in/second-factor/", {"code": totp_code()})
    assert client.get("/people/me/").status_code == 200


def test_an_apps_code_works_once(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """Whoever looks over her shoulder cannot use it again."""
    TOTP.activate(cast.hana, SECRET)
    sign_in_by_code(client, verify(cast.hana), mailbox)
    code = totp_code()
    client.post("/people/sign-in/second-factor/", {"code": code})
    client.post("/people/sign-out/")
    sign_in_by_code(client, cast.hana, mailbox)
    client.post("/people/sign-in/second-factor/", {"code": code})
    assert client.get("/people/me/").status_code == 302


def test_the_second_factor_is_not_guessed(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """After some wrong codes even the right one waits (allauth's login_failed limit)."""
    TOTP.activate(cast.hana, SECRET)
    sign_in_by_code(client, verify(cast.hana), mailbox)
    for _ in range(6):
        client.post("/people/sign-in/second-factor/", {"code": "000000"})
    client.post("/people/sign-in/second-factor/", {"code": totp_code()})
    assert client.get("/people/me/").status_code == 302


def test_confirming_again_is_limited(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """Wrong codes on the page before a change to the account run out as well (reauthenticate)."""
    TOTP.activate(cast.amina, SECRET)
    sign_in_as(client, verify(cast.amina))
    for _ in range(11):
        page = client.post("/people/confirm/", {"code": "000000"})
    assert page.status_code == 429


def test_a_recovery_code_passes_once(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """For the day the phone is lost."""
    sign_in_by_code(client, verify(cast.hana), mailbox)
    set_up_app(client)
    code = client.get("/people/me/security/recovery/").context["unused_codes"][0]
    for passes in (True, False):
        client.post("/people/sign-out/")
        sign_in_by_code(client, cast.hana, mailbox)
        client.post("/people/sign-in/second-factor/", {"code": code})
        assert (client.get("/people/me/").status_code == 200) is passes


def test_a_role_gained_later_asks_at_the_next_page(
    client: Client, mailbox: Mailbox, cast: Cast
) -> None:
    """The rule looks at the role of now, not at the one of sign-in."""
    sign_in_by_code(client, verify(cast.femi), mailbox)
    assert client.get("/people/me/").status_code == 200
    actions.grant_role(
        person=cast.ibrahim, to=cast.femi, organisation=cast.college, role=Role.ISSUER_OFFICER
    )
    assert client.get("/people/me/")["Location"].startswith("/people/me/security/")


def test_secrets_are_encrypted_in_the_database(
    client: Client, mailbox: Mailbox, cast: Cast, settings: Any
) -> None:
    """Neither the app's secret nor the seed of recovery codes is readable in a stolen table."""
    sign_in_by_code(client, verify(cast.hana), mailbox)
    secret = set_up_app(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    app = Authenticator.objects.get(user=cast.hana, type="totp").wrap()
    assert app.validate_code(totp_code(secret, 1))
    settings.SECRET_KEY = "another secret, as after a restore elsewhere"
    assert not app.validate_code(totp_code(secret))
    settings.SECRET_KEY_FALLBACKS = ["demo-only-secret-refused-by-every-real-instance"]
    assert app.validate_code(totp_code(secret))


def test_removing_a_factor_asks_for_it_first(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """A session left open does not lose its owner the second factor."""
    TOTP.activate(cast.hana, SECRET)
    sign_in_as(client, verify(cast.hana))
    page = client.post("/people/me/security/app/remove/")
    assert page["Location"].startswith("/people/confirm/")
    assert Authenticator.objects.filter(user=cast.hana, type="totp").exists()


def test_one_click_is_no_second_factor_in_a_real_instance(
    client: Client, cast: Cast, settings: Any
) -> None:
    """A session marked by a demo opens nothing when the instance is real."""
    sign_in_as(client, cast.hana)
    assert client.get("/people/me/").status_code == 200
    settings.IS_DEMO = False
    assert client.get("/people/me/")["Location"].startswith("/people/me/security/")
