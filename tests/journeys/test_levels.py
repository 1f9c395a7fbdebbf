"""Levels in a real browser: described, tried out, reviewed, in force, reached, and opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from authoring.ladders import colleague
from journeys.looks import desk, pleases
from plan.shelf import offer, planned
from plan.test_levels import earn

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)


def test_a_level_is_described_and_opens_what_it_opens(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    """Dara describes, Chipo finds it fit, Amina reads what she needs, earns it, and it is open."""
    offer(cast)
    colleague(cast)
    planned(cast, weeks=60, targets={"T03": "Leading"})
    dara = desk(browser, live_server, cast.dara, reverse("authoring:levels"))
    pleases(dara)
    dara.get_by_role("link", name="Describe T02 Competency T02").click()
    rung = dara.locator("details", has=dara.locator("summary", has_text="Proficient"))
    rung.locator("summary").click()
    rung.get_by_label("Hold so many of these micro-credentials").fill("1")
    held = rung.get_by_role("group", name="Which count")
    held.get_by_label("Ask more").check()
    held.get_by_label("Ask again").check()
    rung.get_by_label("What it opens").select_option(label="Share it")
    pleases(dara)
    dara.get_by_role("button", name="Save and check").click()
    expect(dara.get_by_text("Hold 1 of these micro-credentials:")).to_be_visible()
    dara.get_by_role("group", name="She holds").get_by_label("Ask more").check()
    dara.get_by_role("button", name="See where she stands").click()
    expect(dara.get_by_text("She stands at Proficient.")).to_be_visible()
    pleases(dara)

    chipo = desk(browser, live_server, cast.chipo, reverse("authoring:levels_of", args=["T02"]))
    chipo.get_by_label("Fit to be published").check()
    chipo.get_by_role("button", name="Keep the review").click()
    chipo.get_by_role("link", name="Publish").click()
    chipo.get_by_role("button", name="Put in force").click()
    expect(chipo.get_by_text("In force from now on.")).to_be_visible()

    amina = desk(browser, live_server, cast.amina, reverse("plan:index"))
    expect(amina.get_by_role("heading", name="Opens at a level")).to_be_visible()
    pleases(amina)
    amina.get_by_role("link", name="My levels").first.click()
    expect(amina.get_by_text("What opens Proficient")).to_be_visible()
    pleases(amina)
    earn(cast.amina, "ask-more")
    amina.reload()
    expect(amina.get_by_text("There is no level above.")).to_be_visible()
    amina.goto(reverse("plan:index"))
    expect(amina.get_by_role("heading", name="Your steps")).to_be_visible()
    expect(amina.get_by_role("heading", name="Opens at a level")).to_have_count(0)
