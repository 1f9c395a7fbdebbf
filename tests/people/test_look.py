"""People's and insight's pages: accessible, and no wider than a small phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from axe import violations
from browser import overflow
from cast import assemble, belongs, person
from lapel.journey.people import actions
from lapel.journey.people.models import Role
from mailing import sign_in_as, verify

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from lapel.journey.people.models import Person

pytestmark = pytest.mark.journey
TABLE = (
    b"name,email,school\nNoor,noor@example.org,Harbour School\n"
    b"X,nonsense,Harbour School\nY,y@example.org,A school of a very long and unknown name\n"
)
VISITOR = ["sign-in/", "sign-up/", "sign-up/passkey/", "demo/", "demo/mail/", "sign-out/"]
MEMBER = [
    "people/me/",
    "people/me/email/",
    "people/me/security/",
    "people/me/security/app/",
    "people/me/passkeys/",
    "people/me/passkeys/add/",
    "people/me/sessions/",
    "people/me/leave/",
    "people/sign-out/",
    "people/",
    "people/organisations/lakeside/",
    "people/organisations/lakeside/?words=nobody",
    "people/invite/",
]


def enter(page: Page, base: str, someone: Person) -> None:
    cookie = sign_in_as(Client(), someone).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])


def look(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    assert answer
    assert answer.status == 200, address
    wide = [f"{overflow(page)} pixels too wide"] if overflow(page) else []
    return [f"{address}: {each}" for each in [*violations(page), *wide]]


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_a_visitors_pages_are_accessible(
    request: pytest.FixtureRequest, live_server: Any, transactional_db: None, screen: str
) -> None:
    """Signing in, signing up and the demo, at a desk and on a phone of 360 pixels."""
    cast = assemble()
    belongs(
        actions.open_account(email="zuri@lapel.example", name="Zuri Adongo"),
        cast.college,
        Role.ASSESSOR,
    )
    page = request.getfixturevalue(screen)
    addresses = [f"{live_server.url}/people/{path}" for path in VISITOR]
    faults = [fault for address in addresses for fault in look(page, address)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("screen", ["page", "phone"])
@pytest.mark.parametrize("name", ["elif_", "ibrahim"])
def test_a_leads_and_an_administrators_pages_are_accessible(
    request: pytest.FixtureRequest,
    live_server: Any,
    transactional_db: None,
    screen: str,
    name: str,
) -> None:
    """Account, people, a table to invite, and for the lead the programme's figures."""
    cast = assemble()
    who = verify(getattr(cast, name))
    for number in range(24):
        belongs(person(f"Teacher{number:02}"), cast.school, Role.TEACHER)
    actions.invite(person=cast.elif_, organisation=cast.school, email="invited@example.org")
    sheet = actions.upload_invitations(person=who, organisation=cast.district, data=TABLE)
    page = request.getfixturevalue(screen)
    enter(page, live_server.url, who)
    paths = [*MEMBER, f"people/invite/{sheet.id}/"]
    paths += ["insight/"] if name == "elif_" else []
    addresses = [f"{live_server.url}/{path}" for path in paths]
    faults = [fault for address in addresses for fault in look(page, address)]
    assert not faults, "\n".join(faults)
