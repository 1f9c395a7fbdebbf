"""A plan in a real browser: goals, reasons, a skip undone, a proposal, a swap and a lock kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from journeys.looks import BOTH, desk, pleases
from lapel.journey.plan.models import Plan
from plan.shelf import offer, work

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)


def test_a_teacher_argues_with_her_plan(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    """A skip says why; undo brings it back; what jobs find is hers to take; her choices stand."""
    offer(cast)
    page = desk(browser, live_server, cast.amina, "/plan/")
    page.get_by_role("link", name="Make a plan").click()
    page.get_by_label("Something in your classes").fill("Nobody waits after a question.")
    page.get_by_role("button", name="Find what it is about").click()
    expect(page.get_by_text("Your words occur here")).to_be_visible()
    page.get_by_text("A level for each competency").click()
    page.locator("#id_level_T01").select_option("Proficient")
    page.get_by_label("Minutes a week").fill("120")
    pleases(page, axe_in=BOTH)
    page.get_by_role("button", name="Plan with this").click()
    expect(page.get_by_role("heading", name="Your steps")).to_be_visible()
    expect(page.get_by_text("Provisional: you have not answered")).to_be_visible()
    pleases(page, axe_in=BOTH)

    page.get_by_role("link", name="Why this, and what instead (Begin well)").click()
    expect(page.get_by_role("heading", name="What result would change it")).to_be_visible()
    pleases(page, axe_in=BOTH)
    page.get_by_role("button", name="Skip this step").click()
    page.get_by_text("What your last change did").click()
    expect(page.get_by_text("It builds on something you skipped.")).to_be_visible()
    page.get_by_role("button", name="Undo my last change").click()
    expect(page.get_by_role("heading", name="Begin well")).to_be_visible()

    Plan.objects.update(steps=["ask-again"])
    work()
    page.reload()
    expect(page.get_by_role("heading", name="A plan proposed to you")).to_be_visible()
    pleases(page, axe_in=BOTH)
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("Your plan is the proposed one now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Begin well")).to_be_visible()

    page.get_by_role("link", name="Why this, and what instead (Ask again)").click()
    page.get_by_role("button", name="Do this instead (Ask more)").click()
    expect(page.get_by_role("heading", name="Ask more")).to_be_visible()
    page.get_by_role("button", name="Keep it in (Begin well)").click()
    expect(page.get_by_role("button", name="Let it go (Begin well)")).to_be_visible()
    work()
    page.reload()
    for title in ("Ask more", "Begin well"):
        expect(page.get_by_role("button", name=f"Let it go ({title})")).to_be_visible()
    expect(page.get_by_role("button", name="Take it back (Ask again)")).to_be_visible()
    assert "ask-again" not in Plan.objects.get().steps
    pleases(page, axe_in=BOTH)
