"""A teacher's week of daily sessions on her phone: a day without a network, and a day off."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from axe import violations
from browser import overflow, sign_in
from documents import publish
from journeys.looks import movable_clock
from lapel.journey.learning.actions import enrol, finish_module, keep_daily
from lapel.journey.learning.models import CardReview, DailySession, SegmentRead, Trial
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import deliver_all
from learning.test_daily import MONDAY, modules_with_cards, recall
from line import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = pytest.mark.journey
TODAY = "/learning/today/"
RHYTHM = {"Remind me at": "16:30", "Quiet hours begin": "19:00", "Quiet hours end": "07:00"}
HOUR = 1 / 24
# Days and hours after 14:00 on that Monday, in Nairobi.
TUE_20, WED_7, WED, WED_19, THU_6, FRI, SAT, SUN, MON_17 = (
    *(1 + 6 * HOUR, 2 - 6.9 * HOUR, 2, 2 + 5 * HOUR, 3 - 8 * HOUR),
    *(4, 5, 6, 7 + 3 * HOUR),
)


def day(number: int) -> date:
    """Give a day of that week by its number after the Monday."""
    return MONDAY.date() + timedelta(days=number)


@pytest.fixture
def it_is(phone: Page, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the phone's clock and the server's: days after the Monday; what is due is delivered."""
    server_is = movable_clock(monkeypatch)

    def set_to(days: float) -> None:
        moment = MONDAY + timedelta(days=days)
        server_is(moment)
        phone.clock.set_fixed_time(moment)
        deliver_all()

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


def reminders() -> list[str]:
    """List the days of the letters that a session waits."""
    keys = Message.objects.filter(kind="session").order_by("written_at")
    return [each.rsplit(":", 1)[1] for each in keys.values_list("key", flat=True)]


def wish_for_reminders(phone: Page) -> None:
    """Ask for a letter at half past four; from seven to seven it is quiet."""
    phone.get_by_label("Remind me by mail on school days").check()
    for name, at in RHYTHM.items():
        phone.get_by_label(name).fill(at)
    phone.get_by_role("button", name="Save").click()
    phone.get_by_text("Saved.").wait_for()


def on_tuesday(phone: Page, today: str) -> int:
    """Do the session at eight in the evening, and lay the page by for days without a network."""
    phone.goto(today)
    turned = do_all(phone, effort=5)
    phone.get_by_text("Kept.", exact=True).nth(turned + 1).wait_for()
    phone.get_by_role("button", name="Have it on this device").click()
    phone.get_by_text("you can open it without a network").wait_for()
    return turned


def on_wednesday(
    phone: Page, line: Line, it_is: Callable[[float], None], at_school: Callable[[], object]
) -> int:
    """Open the page at home; then the network is gone till night, and all stays on the phone."""
    kept = phone.get_by_text("Kept on this device. It is sent")
    phone.goto(line.url + TODAY)
    phone.get_by_role("button", name="Take it off this device").wait_for()
    phone.get_by_role("button", name="That was today").wait_for()
    phone.wait_for_load_state("networkidle")
    line.cut()
    phone.context.set_offline(True)
    it_is(WED)
    phone.reload()
    turned = do_all(phone, effort=4)
    kept.nth(turned).wait_for()
    at_school()
    it_is(WED_19)
    phone.reload()
    kept.nth(turned).wait_for()
    assert not DailySession.objects.filter(day=day(2)).exists()
    assert violations(phone) == []
    assert overflow(phone) == 0
    return turned


def on_thursday(phone: Page, line: Line, turned: int) -> None:
    """Be on the line again: each thing arrives once, for the day it was done. Then take it off."""
    line.mend()
    phone.context.set_offline(False)
    phone.get_by_text("Kept.", exact=True).nth(turned).wait_for()
    assert DailySession.objects.get(day=day(2)).effort == 4
    phone.goto(line.url + TODAY + "rhythm/")
    for name in ("First day", "Last day"):
        phone.get_by_label(name).fill("2026-03-12")
    phone.get_by_role("button", name="Take these days off").click()
    phone.goto(line.url + TODAY)
    phone.get_by_text("A day off: nothing is due.").wait_for()


def test_a_week_on_a_phone(
    phone: Page,
    live_server: LiveServer,
    cast: Cast,
    it_is: Callable[[float], None],
    tolerated: list[str],
) -> None:
    """Seven days: Wednesday without a network, Thursday off, and no letter within quiet hours."""
    tolerated += ["net::ERR_"]
    it_is(0)
    enrolment = enrol(
        person=cast.amina,
        version=publish(cast, modules=modules_with_cards()),
        organisation=cast.school,
    )
    finish_module(person=cast.amina, enrolment=enrolment, module="silence")
    one_card = [recall(enrolment, 1)]
    with Line(live_server.thread.port) as line:
        sign_in(phone, line, cast.amina)
        phone.goto(line.url + TODAY + "rhythm/")
        wish_for_reminders(phone)

        # Nothing ran at half past four; at eight nobody is written to any more, after seven she is.
        it_is(TUE_20)
        assert reminders() == []
        done = {1: on_tuesday(phone, line.url + TODAY)}
        it_is(WED_7)
        assert reminders() == ["2026-03-11"]
        at_school = partial(keep_daily, person=cast.amina, entries=one_card)
        done[2] = on_wednesday(phone, line, it_is, at_school)
        it_is(THU_6)
        on_thursday(phone, line, done[2])
        for number, at in ((4, FRI), (5, SAT), (6, SUN), (7, MON_17)):
            it_is(at)
            phone.goto(line.url + TODAY)
            done[number] = do_all(phone, effort=4)
            phone.get_by_text("Kept.", exact=True).nth(done[number]).wait_for()
        phone.reload()
        phone.get_by_text("That was today.").wait_for()
        assert "missed" not in phone.content()
        assert violations(phone) == []

    assert reminders() == ["2026-03-11", "2026-03-16"], "not on a day off, nor on Saturday"
    kept = DailySession.objects.order_by("day").values_list("day", flat=True)
    assert list(kept) == [day(number) for number in done]
    for number, turned in done.items():
        beside = 1 if number == 2 else 0
        assert CardReview.objects.filter(day=day(number)).count() == turned + beside
    assert SegmentRead.objects.count() >= 3
    assert Trial.objects.exclude(reply="").count() >= 2
