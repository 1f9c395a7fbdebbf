"""Today in a real browser: by script, on a phone, and a day without a network."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from axe import violations
from browser import overflow, sign_in
from documents import publish
from lapel.journey.learning.actions import enrol, finish_module
from lapel.journey.learning.models import CardReview, DailySession, SegmentRead
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from learning.test_daily import modules_with_cards
from line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast
    from lapel.journey.learning.models import Enrolment

pytestmark = pytest.mark.journey
TODAY = "/learning/today/"


@pytest.fixture
def hers(live_server: LiveServer, cast: Cast) -> Enrolment:
    """Put Amina on a micro-credential with cards; two days ago she finished its first module."""
    with clock_at(now() - timedelta(days=2)):
        version = publish(cast, modules=modules_with_cards())
        enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
        finish_module(person=cast.amina, enrolment=enrolment, module="silence")
    return enrolment


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    """Lead to the server over a line that can be pulled out."""
    with Line(live_server.thread.port) as line:
        yield line


def turn_over(page: Page, number: int, answer: str) -> None:
    """Look at a card's answer and say whether it came back."""
    card = page.locator("[data-card]").nth(number)
    card.locator("summary").click()
    card.get_by_role("button", name=answer, exact=True).click()


def test_a_day_offline_is_kept_and_sent_once(
    phone: Page, line: Line, cast: Cast, hers: Enrolment, tolerated: list[str]
) -> None:
    """She opens Today in a tunnel, twice; at home all of it arrives, each thing once."""
    tolerated += ["net::ERR_"]
    sign_in(phone, line, cast.amina)
    phone.goto(line.url + TODAY)
    assert violations(phone) == []
    assert overflow(phone) == 0
    phone.get_by_role("button", name="Have it on this device").click()
    phone.get_by_text("you can open it without a network").wait_for()
    line.cut()
    phone.context.set_offline(True)
    phone.reload()
    turn_over(phone, 0, "Yes")
    turn_over(phone, 1, "Not yet")
    phone.get_by_text("2 of 7 done").wait_for()
    phone.get_by_role("button", name="I have worked through it").click()
    phone.reload()
    phone.get_by_text("2 of 7 done").wait_for()
    assert phone.get_by_text("Kept on this device. It is sent").count() == 3
    phone.get_by_label("6", exact=True).check()
    phone.get_by_role("button", name="That was today").click()
    assert CardReview.objects.count() == DailySession.objects.count() == 0
    assert violations(phone) == []
    line.mend()
    phone.context.set_offline(False)
    phone.get_by_text("Kept.", exact=True).nth(3).wait_for()
    assert sorted(CardReview.objects.values_list("grade", flat=True)) == [1, 3]
    assert SegmentRead.objects.get().segment == "one"
    assert DailySession.objects.get().effort == 6
    phone.reload()
    phone.get_by_text("That was today.").wait_for()
    assert CardReview.objects.count() == 2


def test_a_line_that_breaks_unsaid_is_tried_again(
    page: Page, line: Line, cast: Cast, hers: Enrolment, tolerated: list[str]
) -> None:
    """A school's network may swallow everything while the device believes itself connected."""
    tolerated += ["net::ERR_"]
    sign_in(page, line, cast.amina)
    page.goto(line.url + TODAY)
    line.cut()
    turn_over(page, 0, "Yes")
    page.get_by_text("Kept on this device. It is sent").wait_for()
    page.get_by_text("No connection.").wait_for()
    assert CardReview.objects.count() == 0
    line.mend()
    page.get_by_text("Kept.", exact=True).wait_for()
    assert CardReview.objects.get().grade == 3


def test_it_can_be_taken_off_the_device_again(
    page: Page, live_server: LiveServer, cast: Cast, hers: Enrolment
) -> None:
    """And where somebody else signs in on it, it does not stay there either."""
    stored = "caches.keys()"
    sign_in(page, live_server, cast.amina)
    page.goto(TODAY)
    page.get_by_role("button", name="Have it on this device").click()
    page.get_by_text("you can open it without a network").wait_for()
    page.get_by_role("button", name="Take it off this device").click()
    page.get_by_role("button", name="Have it on this device").click()
    page.get_by_text("you can open it without a network").wait_for()
    assert page.evaluate(stored) == ["lapel-today"]
    sign_in(page, live_server, cast.femi)
    page.goto(TODAY)
    page.get_by_role("button", name="Have it on this device").wait_for()
    assert page.evaluate(stored) == []


def test_a_check_answers_in_place_and_cards_by_keyboard(
    page: Page, live_server: LiveServer, cast: Cast, hers: Enrolment
) -> None:
    """After a card the next one has the focus."""
    sign_in(page, live_server, cast.amina)
    page.goto(TODAY)
    page.locator("[data-card] summary").first.focus()
    page.keyboard.press("Enter")
    for _step in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Kept.", exact=True).wait_for()
    assert page.evaluate("document.activeElement.innerText").startswith("Question")
    assert CardReview.objects.get().grade == 3
    assert violations(page) == []
