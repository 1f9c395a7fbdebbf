"""Growth in a real browser: the map over time, an aim beside it, a mentor, and a lead's numbers."""

from __future__ import annotations

from datetime import date
from itertools import repeat
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diagnosis.answering import crowd, ended
from diagnosis.asking import answer_all, begin, fill_bank
from diagnosis.test_growth import DAY, decided
from journeys.looks import desk, pleases
from lapel.journey.diagnosis.models import ParameterSet
from lapel.journey.insight.actions import publish_waves
from lapel.journey.insight.models import WaveDay
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)


def test_growth_from_an_aim_to_a_mentor(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    """Elif sets an aim; Amina looks back, holds herself against it, and lets Chipo see."""
    fill_bank(cast, each=8)
    with clock_at(now() - 60 * DAY):
        answer_all(cast, begin(cast), repeat(1))
        decided(cast, 30 * DAY)
    elif_ = desk(browser, live_server, cast.elif_, reverse("diagnosis:aims"))
    elif_.get_by_label("Of", exact=True).select_option("lakeside")
    elif_.get_by_label("Name").fill("Lead of a subject")
    elif_.get_by_label("What it is").select_option("role")
    elif_.get_by_label("T01 Competency T01").select_option("leading")
    pleases(elif_)
    elif_.get_by_role("button", name="Set it").click()
    expect(elif_.get_by_role("heading", name="Lead of a subject")).to_be_visible()

    amina = desk(browser, live_server, cast.amina, reverse("diagnosis:growth"))
    expect(amina.get_by_text("Moment 2 of 2")).to_be_visible()
    expect(amina.get_by_text("These bands are provisional")).to_have_count(0)
    amina.get_by_label("Beside an aim").select_option(label="Lead of a subject (Lakeside District)")
    amina.get_by_role("button", name="Compare").click()
    expect(amina.get_by_text("Set by Elif")).to_be_visible()
    pleases(amina)
    with amina.expect_download() as kept:
        amina.get_by_role("link", name="Keep the picture (SVG)").click()
    assert kept.value.suggested_filename == "my-growth.svg"
    drawn = ET.fromstring(kept.value.path().read_bytes())
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    slider = amina.get_by_role("slider")
    slider.focus()
    slider.press("ArrowLeft")
    expect(amina.get_by_text("Moment 1 of 2")).to_be_visible()
    expect(amina.get_by_text("Set by Elif")).to_be_visible()
    amina.get_by_role("link", name="After that").click()
    expect(amina.get_by_text("Moment 2 of 2")).to_be_visible()
    amina.get_by_role("button", name="Let her see it").click()
    expect(amina.get_by_text("Chipo may see it since")).to_be_visible()

    chipo = desk(browser, live_server, cast.chipo, reverse("diagnosis:growth-shown"))
    chipo.get_by_role("link", name="Amina").click()
    expect(chipo.get_by_role("heading", name="Growth of Amina")).to_be_visible()
    pleases(chipo)
    amina.get_by_role("button", name="Take it back").click()
    expect(amina.get_by_text("Chipo could see it from")).to_be_visible()
    amina.get_by_role("link", name="To print").click()
    expect(amina.get_by_text("It is no credential")).to_be_visible()
    pleases(amina)


def test_a_lead_reads_numbers_of_ten_or_more(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    """And a designer where the bank stands."""
    fill_bank(cast)
    bank = ParameterSet.objects.get()
    ended(crowd(12, cast.school), bank, -2.0)
    ended(crowd(14, cast.school, "u"), bank, 2.0)
    WaveDay.objects.create(day=date(2026, 5, 1))
    publish_waves(day=date(2026, 5, 1))
    elif_ = desk(browser, live_server, cast.elif_, reverse("insight:index"))
    elif_.get_by_role("link", name="Where teachers stand").click()
    expect(elif_.get_by_text("Before Emerging: 12").first).to_be_visible()
    pleases(elif_)
    dara = desk(browser, live_server, cast.dara, reverse("diagnosis:calibrations"))
    dara.get_by_role("button", name="Calibrate on all answers (en)").click()
    expect(dara.get_by_text("under way")).to_be_visible()
    pleases(dara)
