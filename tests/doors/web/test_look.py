"""The shell in a real browser: every theme, direction and width, and axe finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from axe import violations
from browser import overflow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

PAGES = ["/", "/web/styleguide/"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page: Page, address: str, scheme: str) -> None:
    """Neither by day nor by night is there a violation of WCAG 2.2 AA."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    page.goto(address)
    assert violations(page) == []


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_page_is_wider_than_its_window(
    page: Page, address: str, width: int, direction: str
) -> None:
    """From 320 pixels (1280 at 400 % zoom, WCAG 1.4.10) up, nothing scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address)
    page.evaluate("way => document.documentElement.dir = way", direction)
    assert overflow(page) == 0


def test_the_skip_link_comes_first(page: Page) -> None:
    """The first Tab reaches the link that leads past the header."""
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_colours_change_at_once_and_are_kept(page: Page) -> None:
    """Choosing dark darkens the page without a reload and still holds after one."""
    page.goto("/")
    page.get_by_role("button", name="Dark").click()
    page.locator("html[data-theme=dark]").wait_for()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"


def test_colours_can_be_chosen_without_javascript(page: Page, live_server: LiveServer) -> None:
    """The same form works as a plain form."""
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, base_url=live_server.url).new_page()
    plain.goto("/")
    plain.get_by_role("button", name="Dark").click()
    assert plain.locator("html").get_attribute("data-theme") == "dark"
    plain.context.close()


def test_a_dialog_opens_in_place_and_closes_by_escape(page: Page) -> None:
    """The link opens its dialog, focus moves inside, and Escape gives it back."""
    page.goto("/web/styleguide/")
    opener = page.get_by_role("link", name="Withdraw").first
    opener.click()
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert opener.evaluate("link => link === document.activeElement")


def test_a_question_is_asked_before_a_form_is_sent(page: Page) -> None:
    """data-confirm holds the form back until the answer is yes."""
    page.goto("/")
    page.evaluate("document.querySelector('[data-theme-form]').dataset.confirm = 'Really?'")
    page.get_by_role("button", name="Light").click()
    dialog = page.get_by_role("dialog", name="Really?")
    dialog.get_by_role("button", name="No, go back").click()
    assert page.locator("html").get_attribute("data-theme") is None
    page.get_by_role("button", name="Light").click()
    dialog.get_by_role("button", name="Yes, go on").click()
    page.locator("html[data-theme=light]").wait_for()


def test_the_account_menu_works_on_a_phone(
    phone: Page, live_server: LiveServer, cast: Cast
) -> None:
    """Signed in at 360 pixels, the menu opens, fits, and closes on Escape."""
    sign_in(phone, live_server, cast.amina)
    phone.goto("/")
    phone.get_by_text("Amina", exact=True).click()
    assert phone.get_by_role("button", name="Sign out").is_visible()
    assert overflow(phone) == 0
    assert violations(phone) == []
    phone.keyboard.press("Escape")
    assert not phone.get_by_role("button", name="Sign out").is_visible()


def test_the_places_open_from_one_button_on_a_phone_and_stand_in_a_row_on_a_desk(
    phone: Page, page: Page, live_server: LiveServer, cast: Cast
) -> None:
    """Eight places in one line of a phone: by keyboard, closed by Escape; the current is marked."""
    sign_in(phone, live_server, cast.amina)
    phone.goto("/plan/")
    places = phone.get_by_role("navigation", name="Main")
    assert not places.get_by_role("link", name="Evidence").is_visible()
    places.get_by_text("Menu", exact=True).focus()
    phone.keyboard.press("Enter")
    places.get_by_role("link", name="Evidence").wait_for()
    assert places.get_by_role("link", name="Plan", exact=True).get_attribute("aria-current")
    assert overflow(phone) == 0
    assert violations(phone) == []
    phone.keyboard.press("Escape")
    places.get_by_role("link", name="Evidence").wait_for(state="hidden")

    sign_in(page, live_server, cast.amina)
    page.goto("/plan/")
    row = page.get_by_role("navigation", name="Main")
    assert row.get_by_role("link", name="Evidence").is_visible()
    assert not row.get_by_text("Menu", exact=True).is_visible()


def test_the_browser_fixture_notices_a_breach_of_policy(page: Page, tolerated: list[str]) -> None:
    """An inline style is refused, and the fixture would have failed this test for it."""
    page.goto("/")
    with page.expect_console_message(lambda said: "policy: style-src" in said.text):
        page.evaluate("document.body.setAttribute('style', 'color: red')")
    tolerated += ["style-src"]
