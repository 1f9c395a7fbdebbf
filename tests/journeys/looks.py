"""What journeys share: a page of a person's own, what every page has to please, and the clock."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from axe import violations
from browser import open_page, overflow, sign_in
from lapel.journey.record import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import pytest
    from playwright.sync_api import Browser, Page, ViewportSize
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.people.models import Person

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
BOTH = (DESK, PHONE)


def desk(browser: Browser, server: LiveServer, person: Person, address: str, **window: Any) -> Page:
    """Open a page as a person, in a browser of her own."""
    page, _complaints = open_page(browser, server, **window)
    sign_in(page, server, person)
    page.goto(address)
    return page


def pleases(page: Page, *, axe_in: Sequence[ViewportSize] = (DESK,)) -> None:
    """Ask whether it fits a desk and a phone, and axe in these windows; a phone stays a phone."""
    after = PHONE if page.viewport_size == PHONE else DESK
    for size in BOTH:
        page.set_viewport_size(size)
        assert overflow(page) <= 0
        if size in axe_in:
            assert violations(page) == []
    page.set_viewport_size(after)


def movable_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Give what sets the clock of the server, in all its threads."""
    shift = SimpleNamespace(get=timedelta)
    monkeypatch.setattr(queries, "clock_shift", shift)

    def set_to(moment: datetime) -> None:
        shift.get = timedelta
        ahead = moment - queries.now()
        shift.get = lambda: ahead

    return set_to
