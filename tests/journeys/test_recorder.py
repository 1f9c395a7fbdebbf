"""A teacher records an answer in the page of her talk, with a real browser's recorder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from browser import sign_in
from journeys.looks import pleases
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import deliver_all
from lapel.journey.viva import actions
from lapel.journey.viva.models import Viva
from lapel.journey.viva.queries import standing_questions
from viva.talking import talk_on

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from pytest_django.fixtures import SettingsWrapper
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast
    from review.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)


@pytest.fixture
def stage(cast: Cast, settings: SettingsWrapper) -> Stage:
    """Put the cast on a stage where a talk comes before every award."""
    from review.stage import Stage

    settings.VIVA_SHARE = 1.0
    return Stage(cast)


def by_keyboard(page: Page, button: Locator) -> None:
    """Press a button that has the focus, as who uses no mouse does."""
    expect(button).to_be_focused()
    page.keyboard.press("Enter")


def discards(page: Page, card: Locator) -> None:
    """Begin anew, but not before she said so."""
    card.get_by_role("button", name="Record it anew").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(card.locator("audio")).to_be_visible()
    card.get_by_role("button", name="Record it anew").click()
    page.get_by_role("dialog").get_by_role("button", name="Record it anew").click()
    expect(card.locator("audio")).to_have_count(0)


def test_a_teacher_records_listens_records_anew_and_sends_over_a_line_that_was_cut(
    page: Page, live_server: LiveServer, stage: Stage, tolerated: list[str]
) -> None:
    """Refused first, then sound by keyboard alone, then pictures; what was sent can be shown."""
    tolerated.append("ERR_INTERNET_DISCONNECTED")  # the line is cut on purpose
    amina, viva = stage.cast.amina, talk_on(stage)
    actions.choose_way(person=amina, viva_id=viva.pk, way=Viva.Way.RECORDED)
    actions.open_question(person=amina, viva_id=viva.pk)
    sign_in(page, live_server, amina)
    page.goto(reverse("viva:talk", args=[viva.pk]))
    card = page.locator("#question-1")
    turn_on = card.get_by_role("button", name="Turn it on")

    turn_on.click()  # no microphone is granted yet
    expect(card.get_by_role("alert")).to_contain_text("bring a recording as a file below")
    expect(card.get_by_label("Your answer, as sound or video")).to_be_visible()
    pleases(page)

    page.context.grant_permissions(["microphone", "camera"])
    card.get_by_role("radio", name="Sound only").focus()
    page.keyboard.press("Tab")
    by_keyboard(page, turn_on)
    pleases(page)
    by_keyboard(page, card.get_by_role("button", name="Record", exact=True))
    expect(card.get_by_role("timer")).to_have_text("0:01 of 5:00")
    by_keyboard(page, card.get_by_role("button", name="Stop", exact=True))
    expect(card.locator("audio")).to_be_visible()
    expect(card.get_by_role("button", name="Send what I recorded")).to_be_focused()
    pleases(page)

    discards(page, card)
    card.get_by_role("radio", name="Picture and sound").check()
    turn_on.click()
    expect(card.get_by_label("What your camera sees")).to_be_visible()
    card.get_by_role("button", name="Record", exact=True).click()
    expect(card.get_by_role("timer")).to_have_text("0:01 of 5:00")
    card.get_by_role("button", name="Stop", exact=True).click()

    page.context.set_offline(True)
    card.get_by_role("button", name="Send what I recorded").click()
    expect(card.get_by_text("Your recording stays in this window")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("It is being prepared")).to_be_visible()
    deliver_all()
    expect(card.get_by_label("Answer 1")).to_be_visible()  # without being asked to load anew

    sent = standing_questions(viva)[0].file
    assert sent is not None
    assert (sent.state, sent.media_type) == (StoredFile.State.READY, "video/webm")
    assert sent.duration is not None
    assert 0.5 < sent.duration < 30
    card.get_by_text("Answer question 1 anew").click()
    expect(turn_on).to_be_visible()
    pleases(page)
