"""A teacher's week of daily sessions on her phone, with a day in a tunnel and a day off."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from axe import violations
from browser import overflow, sign_in
from documents import publish
from lapel.journey.learning.actions import enrol, finish_module
from lapel.journey.learning.models import CardReview, DailySession, SegmentRead, Trial
from lapel.journey.record import queries
from learning.test_daily import MONDAY, modules_with_cards
from line import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = pytest.mark.journey
TODAY = "/learning/today/"
TUESDAY, WEDNESDAY, FRIDAY = date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 13)


@pytest.fixture
def it_is(phone: Page, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the phone's clock and that of the server, in all its threads: days after the Monday."""
    shift = SimpleNamespace(get=timedelta, set=None, reset=None)
    monkeypatch.setattr(queries, "clock_shift", shift)

    def set_to(days: float) -> None:
        moment = MONDAY + timedelta(days=days)
        shift.get = timedelta
        ahead = moment - queries.now()
        shift.get = lambda: ahead
        phone.clock.set_fixed_time(moment)

    return set_to


def do_all(page: Page, *, effort: int) -> int:
    """Do what a day asks and end it; gives how many cards she turned over."""
    cards = page.locator("[data-card]")
    for number in range(cards.count()):
        cards.nth(number).locator("summary").click()
        cards.nth(number).get_by_role("button", name="Yes", exact=True).click()
    if (new := page.get_by_role("button", name="I have worked through it")).count():
        new.first.click()
    if (trial := page.get_by_label("What one thing will you try in class?")).count():
        trial.fill("Wait after one answer")
        page.get_by_role("button", name="Keep it for tomorrow").click()
    if (reply := page.get_by_label("One line, for yourself")).count():
        reply.fill("Four more spoke.")
        page.get_by_role("button", name="Keep this line").click()
    page.get_by_label(str(effort), exact=True).check()
    page.get_by_role("button", name="That was today").click()
    return cards.count()


def test_a_week_on_a_phone(
    phone: Page,
    live_server: LiveServer,
    cast: Cast,
    it_is: Callable[[float], None],
    tolerated: list[str],
) -> None:
    """Tuesday at her desk, Wednesday in a tunnel, Thursday off, Friday as if nothing had been."""
    tolerated += ["net::ERR_"]
    it_is(0)
    enrolment = enrol(
        person=cast.amina,
        version=publish(cast, modules=modules_with_cards()),
        organisation=cast.school,
    )
    finish_module(person=cast.amina, enrolment=enrolment, module="silence")
    with Line(live_server.thread.port) as line:
        sign_in(phone, line, cast.amina)

        it_is(1)
        phone.goto(line.url + TODAY)
        tuesday = do_all(phone, effort=5)
        phone.get_by_text("Kept.", exact=True).nth(tuesday + 1).wait_for()
        phone.get_by_role("button", name="Have it on this device").click()
        phone.get_by_text("you can open it without a network").wait_for()

        # In the morning the page is opened at home; the way to school has no network.
        it_is(2)
        phone.goto(line.url + TODAY)
        phone.get_by_role("button", name="Take it off this device").wait_for()
        phone.get_by_role("button", name="That was today").wait_for()
        phone.wait_for_load_state("networkidle")
        line.cut()
        phone.context.set_offline(True)
        phone.reload()
        wednesday = do_all(phone, effort=4)
        phone.get_by_text("Kept on this device. It is sent").nth(wednesday).wait_for()
        assert not DailySession.objects.filter(day=WEDNESDAY).exists()
        assert violations(phone) == []
        assert overflow(phone) == 0
        line.mend()
        phone.context.set_offline(False)
        phone.get_by_text("Kept.", exact=True).nth(wednesday).wait_for()

        phone.goto(line.url + TODAY + "rhythm/")
        phone.get_by_label("First day").fill("2026-03-12")
        phone.get_by_label("Last day").fill("2026-03-12")
        phone.get_by_role("button", name="Take these days off").click()
        it_is(3)
        phone.goto(line.url + TODAY)
        phone.get_by_text("A day off: nothing is due.").wait_for()

        it_is(4)
        phone.goto(line.url + TODAY)
        do_all(phone, effort=4)
        phone.get_by_text("Kept.", exact=True).first.wait_for()
        phone.reload()
        phone.get_by_text("That was today.").wait_for()
        assert "missed" not in phone.content()
        assert violations(phone) == []

    assert set(DailySession.objects.values_list("day", flat=True)) == {TUESDAY, WEDNESDAY, FRIDAY}
    assert CardReview.objects.filter(day=TUESDAY).count() == tuesday > 0
    assert CardReview.objects.filter(day=WEDNESDAY).count() == wednesday > 0
    assert SegmentRead.objects.count() >= 2
    tried = Trial.objects.order_by("day").values_list("day", "reply")
    assert list(tried) == [
        (TUESDAY, "Four more spoke."),
        (WEDNESDAY, "Four more spoke."),
        (FRIDAY, ""),
    ]
