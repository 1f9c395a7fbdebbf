"""The workbench in a real browser: keys, autosave, two tabs, places; by keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from axe import violations
from browser import open_page, overflow, sign_in
from lapel.journey.record.queries import now
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Score
from review.stage import COMMENT, STEP, finish, lock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from review.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CHROME = "Failed to load resource"
expect.set_options(timeout=20_000)


@pytest.fixture
def bench(page: Page, live_server: LiveServer, stage: Stage, tolerated: list[str]) -> Page:
    """Open the workbench as Ben, who has just taken a case."""
    tolerated.append(CHROME)
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    assert mine is not None
    sign_in(page, live_server, stage.cast.ben)
    page.goto(reverse("review:assess", args=[mine.pk]))
    return page


def saved(page: Page, criterion: str) -> None:
    expect(page.locator(f"#{criterion} [data-state]")).to_contain_text("Saved")


def test_what_was_saved_on_another_day_says_the_day(bench: Page) -> None:
    """Today the clock is enough; come back to later, or opened anew, the page says the day."""
    bench.keyboard.press("j")
    bench.keyboard.press("2")
    saved(bench, "plans")
    state = bench.locator("#plans [data-state]")
    expect(state).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    bench.clock.set_fixed_time(now() + timedelta(days=2))
    bench.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    dated = re.compile(rf"^Saved .*\b{now().day}\b.* \d\d:\d\d$")
    expect(state).to_have_text(dated)
    bench.reload()
    expect(state).to_have_text(dated)


def test_a_case_is_scored_and_locked_by_keyboard_alone(bench: Page) -> None:
    """j and k move, 1 2 3 0 choose, c writes, q takes a quote; then look over and lock."""
    bench.keyboard.press("j")
    bench.keyboard.press("2")
    saved(bench, "plans")
    bench.keyboard.press("c")
    bench.keyboard.type(COMMENT)
    bench.keyboard.press("Tab")
    bench.keyboard.type(STEP)
    bench.keyboard.press("Escape")
    bench.evaluate(
        """() => { const text = document.querySelector("[data-source^=answer] p").firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 24) }"""
    )
    bench.keyboard.press("q")
    expect(bench.locator("#plans q")).to_have_text("My class has 24 students")
    for key in ("waits", "extra"):
        bench.keyboard.press("j")
        bench.keyboard.press("1")
        saved(bench, key)
    score = Score.objects.get(criterion="plans")
    assert (score.level, score.comment, score.next_step) == ("almost", COMMENT, STEP)
    assert score.anchors == [
        {"source": "answer:overview.context", "quote": "My class has 24 students"}
    ]
    expect(bench.locator("[data-scored]")).to_have_text("3")
    bench.get_by_role("link", name="Look over and lock").press("Enter")
    bench.get_by_role("button", name="Lock for good").press("Enter")
    expect(bench.get_by_text("Locked. Thank you")).to_be_visible()
    assert Assessment.objects.get().locked_at is not None


def test_a_click_on_a_place_goes_to_its_words(bench: Page) -> None:
    """The quoted words are marked where they stand."""
    bench.evaluate(
        """() => { const text = document.querySelector("[data-source^=answer] p").firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 24) }"""
    )
    bench.keyboard.press("q")
    bench.locator("#plans [data-place]").click()
    marked = bench.evaluate("[...CSS.highlights.get('place')][0].toString()")
    assert marked == "My class has 24 students"


def test_t_takes_the_time_the_recording_is_at_and_a_click_goes_back(bench: Page) -> None:
    """The time code of the player becomes a place; clicking it seeks there."""
    bench.evaluate(
        """() => new Promise((done) => { const sound = document.querySelector("audio");
        sound.addEventListener("seeked", done, {once: true}); sound.currentTime = 65; })"""
    )
    bench.keyboard.press("t")
    place = bench.locator("#plans [data-place]")
    expect(place).to_have_text("Lesson recording, 1:05")
    bench.evaluate("document.querySelector('audio').currentTime = 0")
    place.click()
    assert bench.evaluate("document.querySelector('audio').currentTime") == 65


def test_a_quote_without_a_selection_is_explained(bench: Page) -> None:
    """Pressing q with nothing selected says what to do, and t without a recording too."""
    bench.keyboard.press("q")
    expect(bench.locator("#plans [data-state]")).to_contain_text("Select some words")


def test_two_tabs_never_overwrite_each_other(
    bench: Page, browser: Browser, live_server: LiveServer, stage: Stage
) -> None:
    """The second tab is told, both texts are shown, and the one she chooses stays."""
    other, _complaints = open_page(browser, live_server)
    sign_in(other, live_server, stage.cast.ben)
    other.goto(bench.url)
    bench.locator("#plans-comment").fill("From the first tab.")
    saved(bench, "plans")
    other.locator("#plans-comment").fill("From the second tab.")
    choice = other.locator("#plans [data-choice]")
    expect(choice).to_contain_text("From the first tab.")
    expect(choice).to_contain_text("From the second tab.")
    assert Score.objects.get().comment == "From the first tab."
    choice.get_by_role("button", name="Use what came second").click()
    expect(other.locator("#plans-comment")).to_have_value("From the second tab.")
    other.context.close()


def test_a_save_that_meets_no_network_is_tried_again(bench: Page) -> None:
    """What she typed is kept in the page and saved once the way is free."""
    bench.context.set_offline(True)
    bench.locator("#plans-comment").fill("Typed on the train.")
    expect(bench.locator("#plans [data-state]")).to_contain_text("Not saved yet")
    bench.context.set_offline(False)
    saved(bench, "plans")
    assert Score.objects.get().comment == "Typed on the train."


def test_single_keys_can_be_switched_off(bench: Page) -> None:
    """WCAG 2.1.4: a character key is no shortcut once she says so, also after a reload."""
    bench.keyboard.press("?")
    bench.get_by_label("Single keys are on").uncheck()
    bench.get_by_role("button", name="Close").click()
    bench.reload()
    bench.keyboard.press("1")
    expect(bench.locator("[name=level]:checked")).to_have_count(0)


def test_without_scripts_the_forms_do_it(
    browser: Browser, live_server: LiveServer, stage: Stage
) -> None:
    """Every criterion has a Save button of its own."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    assert mine is not None
    plain, _complaints = open_page(browser, live_server, java_script_enabled=False)
    sign_in(plain, live_server, stage.cast.ben)
    plain.goto(reverse("review:assess", args=[mine.pk]))
    plain.locator("#waits [value=yes]").check()
    plain.locator("#waits").get_by_role("button", name="Save").click()
    expect(plain.locator("#waits [value=yes]")).to_be_checked()
    plain.context.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_reviews_pages_please_axe_and_fit(
    page: Page, live_server: LiveServer, stage: Stage, tolerated: list[str], width: int
) -> None:
    """The desk, the workbench, the lock, the dispute, the lead's pages, the tracker, the letter."""
    tolerated.append(CHROME)
    cast = stage.cast
    page.set_viewport_size({"width": width, "height": 900})
    case = stage.submitted()

    def fine(person: object, name: str, *args: object) -> None:
        sign_in(page, live_server, person)
        page.goto(reverse(f"review:{name}", args=args))
        found = violations(page)
        assert found == [], (name, found)
        assert overflow(page) == 0, name

    fine(cast.ben, "index")
    mine = actions.take_next(person=cast.ben)
    fine(cast.ben, "assess", mine.pk)
    fine(cast.ben, "lock", mine.pk)
    finish(mine, {"plans": "almost", "waits": "yes", "extra": "yes"})
    fine(cast.ben, "lock", mine.pk)
    fine(cast.amina, "tracker", case.submission_id)
    lock(cast.bola, "yes")
    fine(cast.gita, "index")
    fine(cast.gita, "lead")
    fine(cast.gita, "case", case.pk)
    fine(cast.gita, "assessors", "waiting")
    dispute = actions.take_adjudication(person=cast.gita)
    fine(cast.gita, "assess", dispute.pk)
    finish(dispute, "almost")
    fine(cast.gita, "conclude", dispute.pk)
    actions.conclude_adjudication(person=cast.gita, assessment_id=dispute.pk, note="Nearly.")
    fine(cast.amina, "tracker", case.submission_id)


def test_a_button_in_a_table_stands_on_the_line_of_its_row(
    page: Page, live_server: LiveServer, stage: Stage
) -> None:
    """The words of the row and those on the button have one middle, to the pixel."""
    sign_in(page, live_server, stage.cast.gita)
    page.goto(reverse("review:assessors", args=[stage.microcredential.slug]))
    middles = page.locator("tbody tr").first.evaluate(
        """row => [...row.querySelectorAll("th, td:not(:has(button)), button")].map(each => {
        const words = document.createRange(); words.selectNodeContents(each);
        const box = words.getBoundingClientRect(); return (box.top + box.bottom) / 2 })"""
    )
    assert len(middles) == 5
    assert max(middles) - min(middles) <= 1


def test_r11_what_feedback_still_lacks_is_said_while_she_writes(bench: Page) -> None:
    """Not only at the lock: after each save, beside the field, until nothing is missing."""
    plans = bench.locator("#plans")
    advice = plans.locator("[data-advice]")
    plans.get_by_text("Almost", exact=True).click()
    expect(advice).to_contain_text("Say what you saw.")
    expect(advice).to_contain_text("Name one next step.")
    plans.get_by_label("What you saw").fill("Good job overall, but more detail is needed here.")
    expect(advice).to_contain_text("What you saw could stand under any work.")
    plans.get_by_label("What you saw").fill(COMMENT)
    plans.get_by_label("One next step").fill(STEP)
    expect(advice).to_have_text("Add a place: select words and press q, or play and press t.")
    plans.locator(".bench-place summary").click()
    plans.get_by_label("Quote, word for word").fill("My class has 24 students")
    plans.get_by_role("button", name="Save").click()
    expect(advice).to_be_empty()
