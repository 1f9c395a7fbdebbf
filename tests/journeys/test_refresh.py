"""R20 in a real browser: a holder is offered what changed, shows it, and two people score it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from issuing.refreshing import Refreshing
from journeys.looks import desk, pleases
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import deliver_all
from review.stage import lock

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)


def test_r20_a_holder_refreshes_her_award_by_what_changed(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    """From the catalogue to the diff, the small draft, the workbench, and both badge pages."""
    scene = Refreshing(cast)
    scene.publish()
    where = reverse("catalogue:microcredential", args=["waiting"])
    amina = desk(browser, live_server, cast.amina, where)
    amina.get_by_role("link", name="Refresh to version 2").click()
    expect(amina.locator("ins").first).to_be_visible()
    expect(amina.get_by_role("heading", name="What carries over")).to_be_visible()
    pleases(amina)
    amina.get_by_role("button", name="Begin the refresh to version 2").click()
    expect(amina.get_by_role("heading", name="A refresh to version 2")).to_be_visible()
    expect(amina.get_by_text("Lesson recording")).to_have_count(0)
    pleases(amina)
    scene.submit(scene.begin())

    ben = desk(browser, live_server, cast.ben, reverse("review:index"))
    ben.get_by_role("button", name="Take the next one").click()
    expect(ben.get_by_text("Score only what stands here")).to_be_visible()
    expect(ben.locator("#waits")).to_have_count(0)
    pleases(ben)
    lock(cast.ben, "yes")
    lock(cast.bola, "yes")
    deliver_all()

    new = Award.objects.get(achievement__version=scene.version)
    amina.goto(reverse("sharing:award", args=[scene.first.pk]))
    expect(amina.get_by_role("link", name="Refreshed by version 2")).to_be_visible()
    amina.get_by_role("link", name="Refreshed by version 2").click()
    expect(amina.get_by_role("link", name="It refreshes version 1")).to_be_visible()
    assert str(new.pk) in amina.url
    pleases(amina)
