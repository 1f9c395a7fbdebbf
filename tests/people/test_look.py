"""People's and insight's pages: accessible, and no wider than a small phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from axe import violations
from browser import overflow
from cast import assemble, belongs, person
from lapel.journey.people import actions
from lapel.journey.people.models import Organisation, Role
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
    "people/organisations/harbour-school/holidays/",
    "people/invite/",
    "people/?words=nothing",
]
ADMINISTRATOR = [
    "people/found/?under=lakeside",
    "people/organisations/harbour-school/settings/",
    "people/organisations/harbour-school/close/",
    "people/organisations/old-mill/",
    "people/organisations/old-mill/close/",
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
    mill = actions.found_organisation(
        person=cast.ibrahim, name="Old Mill", kind="school", parent=cast.district
    )
    actions.close_organisation(person=cast.ibrahim, organisation_id=mill.pk)
    days = "2020-01-01 Long ago\n2099-12-20..2099-12-31 Holidays of a very long and festive name"
    for place in (cast.school, cast.state):
        actions.add_holidays(
            person=cast.ibrahim, organisation=place, periods=actions.read_holidays(days)
        )
    sheet = actions.upload_invitations(person=who, organisation=cast.district, data=TABLE)
    page = request.getfixturevalue(screen)
    enter(page, live_server.url, who)
    paths = [*MEMBER, f"people/invite/{sheet.id}/"]
    paths += ["insight/"] if name == "elif_" else ADMINISTRATOR
    addresses = [f"{live_server.url}/{path}" for path in paths]
    faults = [fault for address in addresses for fault in look(page, address)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_an_organisation_is_founded_and_changed_by_keyboard(
    request: pytest.FixtureRequest,
    live_server: Any,
    transactional_db: None,
    tolerated: list[str],
    screen: str,
) -> None:
    """With a wrong line, and somebody who was faster: all is accessible, and nothing is lost."""
    tolerated.append("409")
    cast = assemble()
    page = request.getfixturevalue(screen)
    enter(page, live_server.url, verify(cast.ibrahim))
    page.goto(f"{live_server.url}/people/found/?under=lakeside")
    page.get_by_label("Name", exact=True).focus()
    for words in ("Hill School", "", "Lisbon", "2027-02-30 Nothing"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []
    lines = page.get_by_label("Holidays of its own")
    expect(lines).to_have_value("2027-02-30 Nothing")
    lines.fill("2027-02-28 Something")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hill School")
    expect(page.get_by_text("time of Europe/Lisbon")).to_be_visible()
    page.get_by_role("link", name="Name and time").press("Enter")
    hill = Organisation.objects.get(slug="hill-school")
    faster = {"name": "Hill Academy", "zone": "UTC", "base_revision": 1}
    actions.change_organisation(person=cast.ibrahim, organisation_id=hill.pk, **faster)
    page.get_by_label("Name", exact=True).fill("Hill College")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What stands now: Hill Academy, UTC.")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) == 0
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hill College")
