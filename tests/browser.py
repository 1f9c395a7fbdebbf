"""A real browser for tests: pages that fail the test when the browser complains.

`page` is a desk's screen, `phone` one of 360 pixels. At the end of a test, an error on the
console, an uncaught exception or a breach of the Content Security Policy fails it; a test that
provokes one on purpose appends a part of its text to `tolerated`. Wait with locators, never with
`wait_for_function`: it evaluates text, which our policy forbids.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.people.models import Person
    from line import Line

CHROMIUM = os.environ.get("LAPEL_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A beep and a clock where a page is let use a microphone and a camera; none is unless granted.
    "--use-fake-device-for-media-stream",
]
_WATCH = """document.addEventListener("securitypolicyviolation", (breach) => console.error(
  `policy: ${breach.violatedDirective} ${breach.blockedURI} ${breach.sample}`))"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for the whole run."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"There is no browser at {CHROMIUM}; `make test` installs chromium.")
    # Playwright runs a loop of its own in this thread; Django must not mistake it for its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """Serve the application for the whole run.

    A browser may keep connections open until it is closed, which is after this server. Their
    threads then let go of the database in memory; so, unlike the plugin's own, this one does not
    take back at the end that threads may share it.
    """
    server = LiveServer("localhost")
    yield server
    server.thread.terminate()


@pytest.fixture
def tolerated() -> list[str]:
    """Collect parts of complaints that this test provokes on purpose."""
    return []


def open_page(browser: Browser, live_server: LiveServer, **options: Any) -> tuple[Page, list[str]]:
    """Open a fresh profile on the live server; its complaints gather in the list."""
    # Without motion, so that no colour is looked at half way through a transition.
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.add_init_script(_WATCH)
    page.set_default_timeout(15_000)
    return page, complaints


def _watched(
    browser: Browser, live_server: LiveServer, tolerated: list[str], **options: Any
) -> Iterator[Page]:
    page, complaints = open_page(browser, live_server, **options)
    yield page
    page.context.close()
    unexpected = [each for each in complaints if not any(part in each for part in tolerated)]
    assert not unexpected, "The browser complained:\n" + "\n".join(unexpected)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, tolerated: list[str]) -> Iterator[Page]:
    """Open a page as on a desk's screen."""
    yield from _watched(browser, live_server, tolerated, viewport={"width": 1280, "height": 860})


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, tolerated: list[str]) -> Iterator[Page]:
    """Open a page as on a small phone."""
    yield from _watched(
        browser,
        live_server,
        tolerated,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )


def sign_in(page: Page, live_server: LiveServer | Line, person: Person) -> None:
    """Give the page a person's session, for tests that are not about signing in."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


def overflow(page: Page) -> int:
    """Measure by how many pixels the page is wider than its window; 0 is right."""
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide
