"""A training set comes in, founding assessors agree a key, an assessor trains and qualifies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import axe
from browser import open_page, overflow, sign_in
from lapel.journey.qualification import queries
from lapel.journey.qualification.models import Portfolio
from qualification.room import EXAMPLE, RIGHT
from review.stage import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast
    from lapel.journey.people.models import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PLACE = "At 2:05 she answers her own question."


@pytest.fixture
def stage(transactional_db: None) -> Cast:
    """Put the cast on the stage, with a micro-credential that has no training set yet."""
    from cast import assemble

    cast = assemble()
    publish(cast.college, cast.dara)
    return cast


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[Person], Page]]:
    """Give each person a window of her own; no browser may complain."""
    opened: list[tuple[Page, list[str]]] = []

    def open_for(person: Person) -> Page:
        page, complaints = open_page(browser, live_server, viewport={"width": 1280, "height": 860})
        opened.append((page, complaints))
        sign_in(page, live_server, person)
        return page

    yield open_for
    for page, _complaints in opened:
        page.context.close()
    said = [each for _page, complaints in opened for each in complaints]
    # an appointment that is refused is answered 422, which the console notes
    assert [each for each in said if "422" not in each] == []


def sound(page: Page) -> None:
    """Ask axe, and look at a narrow screen."""
    assert axe.violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 860})


def bring(page: Page, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    page.get_by_label("JSON file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()


def put_into_use(page: Page, folder: Path) -> None:
    """Bring the set with a fault, see its line, bring it mended, publish it."""
    page.goto("/qualification/sets/waiting/")
    bring(page, folder / "faulty.json", EXAMPLE.replace('"waits": {', '"wates": {', 1))
    expect(page.get_by_text("practice[0].levels.wates")).to_be_visible()
    expect(page.get_by_text("is no criterion of the rubric.")).to_be_visible()
    sound(page)
    bring(page, folder / "whole.json", EXAMPLE)
    expect(page.get_by_text("3 portfolios to practise on and 9 anchors")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Put it into use").click()
    page.get_by_role("dialog").get_by_role("button").first.click()
    expect(page.get_by_text("The set is full")).to_be_visible()
    sound(page)


def key_all(page: Page, anchor: Portfolio, level: str) -> None:
    """Key each criterion of an anchor on one's own."""
    page.goto(f"/qualification/keys/{anchor.pk}/")
    expect(page.get_by_text("You see what the others said once")).to_be_visible()
    for criterion in ("plans", "waits", "extra"):
        section = page.locator(f"#{criterion}")
        section.locator(f'[value="{level}"]').check()
        section.get_by_label("Why: the place that shows it").fill(PLACE)
        section.get_by_role("button", name="Keep my key").click()
        expect(page.get_by_text("Your key is kept.")).to_be_visible()


def admit(page: Page, name: str) -> None:
    page.goto("/qualification/sets/waiting/")
    page.get_by_label("Assessor", exact=True).select_option(label=name)
    page.get_by_label("Why she may assess it").fill("She has taught this for years.")
    page.get_by_role("button", name="Admit").click()
    expect(page.get_by_text("She can train now")).to_be_visible()


def learn(page: Page) -> None:
    """Answer the module, wrongly first, and walk through the rubric."""
    page.goto("/qualification/")
    page.get_by_role("link", name="Waiting for an answer").click()
    sound(page)
    page.get_by_role("link", name="Read and answer").click()
    for key in RIGHT:
        page.locator(f'[name="{key}"]').nth(0).check()
    page.get_by_role("button", name="See what is said of my answers").click()
    expect(page.get_by_text("Read what is said of your answers")).to_be_visible()
    sound(page)
    for key, place in RIGHT.items():
        page.locator(f'[name="{key}"]').nth(place).check()
    page.get_by_role("button", name="Answer again").click()
    page.get_by_role("link", name="Walk through the rubric").click()
    sound(page)
    page.get_by_role("button", name="I have walked through it").click()


def score(page: Page, portfolio: Portfolio, button: str) -> None:
    """Give each criterion its key's level, then lock."""
    for criterion, level in queries.agreed_key(portfolio).items():
        section = page.locator(f"#{criterion}")
        section.locator(f'[value="{level}"]').check()
        expect(section.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name=button).click()


def scored_on(page: Page) -> Portfolio:
    """Find what a bench shows: its address names a scoring."""
    from lapel.journey.qualification.models import Scoring

    page.wait_for_url("**/qualification/scoring/**")
    return Scoring.objects.get(pk=page.url.rstrip("/").rsplit("/", 1)[1]).portfolio


def practise(page: Page) -> None:
    for number in (1, 2, 3):
        page.get_by_role("button", name=re.compile(rf"Score it\W+Portfolio {number}")).click()
        portfolio = scored_on(page)
        if number == 1:
            sound(page)
            page.reload()  # what was chosen is kept, whatever happens to the page
        score(page, portfolio, "Lock and compare")
        expect(page.get_by_text("On 3 of 3 criteria your level is")).to_be_visible()
        if number == 1:
            sound(page)
        page.get_by_role("link", name="Go on", exact=True).click()


def try_anchors(page: Page) -> None:
    page.get_by_role("button", name="Begin with the anchors").click()
    sound(page)
    while True:
        waiting = page.get_by_role("button", name="Score it")
        if not waiting.count():
            break
        waiting.first.click()
        score(page, scored_on(page), "Lock this anchor")
        page.wait_for_url("**/qualification/try/**")


def test_r16_an_assessor_trains_and_qualifies_on_anchors_that_founders_keyed(
    stage: Cast, window: Callable[[Person], Page], tmp_path: Path
) -> None:
    """R16 from an empty room: set, keys agreed blind, training, qualification, appointment."""
    gita = window(stage.gita)
    put_into_use(gita, tmp_path)
    anchor = Portfolio.objects.get(name="a-09")
    key_all(gita, anchor, "almost")
    expect(gita.get_by_text("First founding assessor: Yes.").first).to_be_visible()
    sound(gita)
    admit(gita, "Ben")

    ben = window(stage.ben)
    learn(ben)
    practise(ben)
    try_anchors(ben)
    expect(ben.get_by_role("heading", name="You are qualified")).to_be_visible()
    sound(ben)

    gita.goto("/review/lead/assessors/waiting/")
    gita.get_by_label("Assessor", exact=True).select_option(label="Bola")
    gita.get_by_role("button", name="Appoint").click()
    expect(gita.get_by_text("let her train first").first).to_be_visible()
    gita.get_by_label("Assessor", exact=True).select_option(label="Ben")
    gita.get_by_role("button", name="Appoint").click()
    expect(gita.get_by_text("Appointed.")).to_be_visible()
