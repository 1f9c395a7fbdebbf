"""A diagnosis in two sittings: begun at a desk, gone on with on a phone, read at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from browser import open_page, sign_in
from diagnosis.asking import fill_bank
from journeys.looks import BOTH, DESK, PHONE, pleases
from lapel.journey.diagnosis.models import Diagnosis

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)


def answer(page: Page, place: int) -> None:
    """Choose an answer by where it stands, and send it."""
    asked = page.locator("input[name=revision]").input_value()
    page.get_by_role("radio").nth(place).check()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(f"input[name=revision][value='{asked}']")).to_have_count(0)


def test_a_diagnosis_in_two_sittings_on_two_devices(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    """She begins at school, goes on at home, and a page left open there changes nothing."""
    fill_bank(cast, each=8)
    desk, _complaints = open_page(browser, live_server, viewport=DESK)
    sign_in(desk, live_server, cast.amina)
    desk.goto(reverse("diagnosis:index"))
    pleases(desk, axe_in=BOTH)
    desk.get_by_role("checkbox").nth(1).check()
    desk.get_by_role("button", name="Begin").click()
    desk.get_by_role("link", name="Your own view").click()
    desk.get_by_role("combobox").nth(0).select_option("4")
    pleases(desk, axe_in=BOTH)
    desk.get_by_role("button", name="Keep it").click()
    expect(desk.get_by_text("Kept.")).to_be_visible()
    pleases(desk, axe_in=BOTH)
    answer(desk, 0)
    desk.get_by_role("button", name="Skip").click()
    expect(desk.get_by_text("1 of 45 answered")).to_be_visible()
    expect(desk.locator("input[name=revision]")).to_have_value("2")

    phone, _complaints = open_page(browser, live_server, viewport=PHONE, has_touch=True)
    sign_in(phone, live_server, cast.amina)
    phone.goto(reverse("diagnosis:index"))
    phone.get_by_role("link", name="Go on").click()
    answer(phone, 1)
    # The page that was left open at school is one question behind.
    desk.get_by_role("radio").nth(2).check()
    desk.get_by_role("button", name="Answer", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("already")
    assert Diagnosis.objects.get().revision == 3
    while phone.get_by_role("radio").count():
        asked = phone.locator("input[name=revision]").input_value()
        phone.get_by_role("radio").nth(int(asked) % 3).check()
        phone.get_by_role("button", name="Answer", exact=True).click()
        phone.wait_for_load_state()
    expect(phone.get_by_role("heading", name="Where I stand")).to_be_visible()
    expect(phone.get_by_text("provisional").first).to_be_visible()
    expect(phone.get_by_text("I am sure of it")).to_be_visible()
    pleases(phone, axe_in=BOTH)
    phone.get_by_role("link", name="Question by question").click()
    expect(phone.get_by_text("worked out anew just now")).to_be_visible()
    pleases(phone, axe_in=BOTH)
    phone.go_back()
    phone.get_by_role("link", name="To print").click()
    pleases(phone, axe_in=BOTH)
