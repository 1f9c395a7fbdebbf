"""The shelves in a real browser: found by keyboard, readable on a phone, in both colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from axe import violations
from browser import overflow
from documents import publish_a_stack

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = pytest.mark.journey
PAGES = [
    "/catalogue/",
    "/catalogue/?search=zebra&level=Leading",
    "/catalogue/wait-time/",
    "/catalogue/wait-time/print/",
    "/catalogue/stacks/",
    "/catalogue/stacks/talk-moves/",
    "/catalogue/framework/",
    "/catalogue/competencies/T07/",
]


@pytest.fixture
def shelves(live_server: LiveServer, cast: Cast) -> None:
    """Stock the shelves."""
    publish_a_stack(cast)


def test_a_visitor_finds_a_micro_credential_by_keyboard(page: Page, shelves: None) -> None:
    """Search, choose a level, open the first result, read its rubric."""
    page.goto("/catalogue/")
    page.get_by_label("What would you like to be able to show?").focus()
    page.keyboard.type("WAIT tim")
    page.keyboard.press("Enter")
    page.get_by_text("1 of 2").or_(page.get_by_text("2 of 2")).first.wait_for()
    page.get_by_label("Level").select_option("Practising")
    page.get_by_role("button", name="Search").press("Enter")
    page.get_by_role("link", name="Wait Time", exact=True).press("Enter")
    page.get_by_role("heading", name="How it is judged").wait_for()
    page.get_by_text("3 invented examples for “Waits after the question”").press("Enter")
    assert page.get_by_text("An invented excerpt: waits at almost.").is_visible()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_public_page_is_accessible_on_a_phone(
    phone: Page, shelves: None, address: str, colours: str
) -> None:
    """Axe finds nothing, and nothing is wider than the screen."""
    phone.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    phone.goto(address)
    assert violations(phone) == []
    assert overflow(phone) == 0
