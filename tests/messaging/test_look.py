"""Webhooks and frameworks in a real browser: accessible, never wider than the screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from authoring.test_frameworks import text_of
from axe import violations
from browser import overflow, sign_in
from documents import publish
from domain.frameworks.test_reading import ONE, TWO, item
from lapel.journey.authoring import actions as authoring
from lapel.journey.authoring.queries import as_text
from lapel.journey.messaging.actions import ping_webhook, register_webhook
from lapel.journey.messaging.models import WebhookMessage
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast
    from lapel.journey.people.models import Person

pytestmark = pytest.mark.journey
LONG = "https://hooks.example.org/a/very/long/address/that/does/not/end/before/the/screen/does"
SHOTS = os.environ.get("LAPEL_SHOTS", "")


def with_both_factors(page: Page, live_server: LiveServer, person: Person) -> None:
    """Give the page a session that has been through the second factor."""
    session = sign_in_as(Client(), person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def faults(page: Page, address: str) -> list[str]:
    """Say what axe and the screen's width hold against a page."""
    page.goto(address)
    if SHOTS:
        name = address.split("/", 3)[3].replace("/", "-")[:40]
        width = (page.viewport_size or {}).get("width", 0)
        page.screenshot(path=Path(SHOTS) / f"{name}{width}.png", full_page=True)
    return [*map(str, violations(page)), *([f"{address} too wide"] if overflow(page) else [])]


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_of_webhooks_are_accessible(
    page: Page, live_server: LiveServer, cast: Cast, width: int
) -> None:
    """With a message that waits, one that is parked, and an address that is long."""
    endpoint, _secret = register_webhook(
        person=cast.ibrahim, organisation=cast.college, address=LONG
    )
    for _time in range(2):
        ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    parked = WebhookMessage.objects.all()[:1].get()
    WebhookMessage.objects.filter(pk=parked.pk).update(gave_up_at=now(), attempts=10, status=503)
    page.set_viewport_size({"width": width, "height": 900})
    with_both_factors(page, live_server, cast.ibrahim)
    base = f"{live_server.url}/messaging/webhooks/"
    found = [each for place in (base, f"{base}{endpoint.pk}/") for each in faults(page, place)]
    assert found == []
    page.get_by_text("What it says").first.press("Enter")
    assert page.get_by_text('"type":"ping"').first.is_visible()
    assert [*map(str, violations(page))] == []
    assert overflow(page) == 0
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"read{width}.png", full_page=True)
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes, go on").click()
    page.get_by_text("The message is deleted").wait_for()
    page.goto(base)
    page.get_by_label("Address of the program").fill("https://other.example.org/hooks")
    page.get_by_role("button", name="Register").click()
    assert page.get_by_text("whsec_").is_visible()
    assert [*violations(page)] == []
    assert overflow(page) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_of_frameworks_are_accessible(
    page: Page, live_server: LiveServer, cast: Cast, width: int
) -> None:
    """With faults, changes, what is gone, and competencies to choose."""
    text = as_text(publish(cast))
    brought = authoring.bring_framework(person=cast.dara, organisation=cast.college, text=text_of())
    taken = authoring.take_brought(person=cast.dara, brought_id=brought.pk, roots=[ONE])
    later = text_of(item(ONE, fullStatement="Said better."), {**item(TWO), "uri": 7})
    again = authoring.bring_framework(person=cast.dara, organisation=cast.college, text=later)
    authoring.import_document(person=cast.dara, organisation=cast.college, text=text)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, cast.dara)
    base = f"{live_server.url}/authoring/frameworks/"
    places = ["", "bring/", f"brought/{again.pk}/", f"{taken.framework.pk}/"]
    assert [each for place in places for each in faults(page, base + place)] == []
