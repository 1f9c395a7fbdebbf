"""An assessor's scores move: warned, paused, contested, confirmed; a wrong key lifts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import axe
from browser import open_page, overflow, sign_in
from lapel.journey.qualification.models import DriftWarning, Pause
from lapel.journey.record.actions import deliver_all
from lapel.journey.review import actions
from qualification.watch import anchor, beside_anchor, beside_others, rekeyed
from review.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Portfolio

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """Put the cast on the stage; Ben is at work on a case."""
    from cast import assemble

    stage = Stage(assemble())
    stage.submitted()
    taken = actions.take_next(person=stage.cast.ben)
    assert taken is not None
    actions.save_score(
        person=stage.cast.ben,
        assessment_id=taken.pk,
        criterion="plans",
        base_revision=0,
        level="yes",
    )
    return stage


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
    assert [said for _page, complaints in opened for said in complaints] == []


def sound(page: Page) -> None:
    """Ask axe, and look at a narrow screen."""
    assert axe.violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 860})


def move_away(stage: Stage) -> list[Portfolio]:
    """Let Ben be too strict until he is warned, first on anchors whose key is wrong."""
    wrong = [
        anchor(stage.version, stage.cast.gita, number=number, level="yes") for number in range(2)
    ]
    for each in wrong:
        beside_anchor(stage.cast.ben, each, "almost")
    too_strict(stage, until=DriftWarning)
    return wrong


def too_strict(stage: Stage, *, until: type[DriftWarning | Pause]) -> None:
    """Have him score beside others, too strictly, as often as it takes."""
    for _time in range(20):
        if until.objects.exists():
            break
        beside_others(stage.cast.ben, stage.version, "not_yet")
    deliver_all()


def is_warned_alone(page: Page, lead: Page) -> None:
    """Read it with its cases in the mirror, and go on working; no lead is told."""
    page.goto("/qualification/mirror/")
    expect(page.get_by_text("Only you are told.")).to_be_visible()
    expect(page.get_by_role("heading", name="The cases behind it")).to_be_visible()
    stricter = page.get_by_text("1 level stricter").locator("visible=true")
    expect(stricter.first).to_be_visible()
    sound(page)
    page.goto("/review/")
    expect(page.get_by_text("You get no new work")).to_have_count(0)
    lead.goto("/qualification/control/")
    expect(lead.get_by_role("heading", level=1)).to_be_visible()
    expect(lead.get_by_role("link", name="Ben")).to_have_count(0)


def contest(page: Page) -> None:
    """See on the desk that work stopped, look at the cases, contest a key, write to the lead."""
    page.goto("/review/")
    expect(page.get_by_text("You get no new work of Teachers' College for now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Kept for you")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="See why, and what you can do").click()
    expect(page.get_by_text("A lead assessor confirms or lifts it by the end of")).to_be_visible()
    sound(page)
    page.get_by_text("The key of “Waits after questions” is wrong").first.click()
    page.get_by_label("Why: point at the place in the work").locator("visible=true").fill("Line 2.")
    page.get_by_role("button", name="Contest the key of “Waits after questions”").first.click()
    expect(page.get_by_text("key contested").first).to_be_visible()
    page.get_by_label("Your words to the lead assessor").fill("Two keys are too high.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("A lead assessor reads it before she decides.")).to_be_visible()


def confirm(page: Page) -> None:
    """Find the pause in the control room, read it, and confirm it in words."""
    page.goto("/review/lead/")
    page.get_by_role("link", name="Control room").click()
    expect(page.get_by_text("contested", exact=True)).to_be_visible()
    expect(page.get_by_text("Line 2.")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Ben").click()
    expect(page.get_by_text("Two keys are too high.")).to_be_visible()
    sound(page)
    page.get_by_label("Your words to her").fill("We key both anew; until then please wait.")
    page.get_by_role("button", name="Confirm the pause").click()
    expect(page.get_by_text("Decided. She has been told, in your words.")).to_be_visible()


def test_r17_a_pause_is_contested_confirmed_and_lifted_by_a_right_key(
    stage: Stage, window: Callable[[Person], Page]
) -> None:
    """Ben and Gita, each in a window; at the end his desk offers work again."""
    ben, gita = window(stage.cast.ben), window(stage.cast.gita)
    wrong = move_away(stage)
    is_warned_alone(ben, gita)
    too_strict(stage, until=Pause)
    contest(ben)
    confirm(gita)
    ben.goto("/qualification/mirror/")
    expect(ben.get_by_text("You get no new work here for now.")).to_be_visible()
    sound(ben)
    ben.get_by_role("link", name="How often it is wrong, and how soon it is right").click()
    expect(ben.get_by_text("Paused for nothing, in a year")).to_be_visible()
    sound(ben)
    for each in wrong:
        rekeyed(each, stage.cast.gita, "almost")
    deliver_all()
    ben.goto("/review/")
    expect(ben.get_by_text("You get no new work")).to_have_count(0)
    ben.get_by_role("button", name="Take the next one").click()
    expect(ben.get_by_text("1 / 3 scored")).to_be_visible()
