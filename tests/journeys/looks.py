"""What journeys share: a page of a person's own, and what every page has to please."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe import violations
from browser import open_page, overflow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.people.models import Person


def desk(browser: Browser, server: LiveServer, person: Person, address: str) -> Page:
    """Open a page as a person, in a browser of her own."""
    page, _complaints = open_page(browser, server)
    sign_in(page, server, person)
    page.goto(address)
    return page


def pleases(page: Page) -> None:
    """Ask axe, and whether it fits a phone."""
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
