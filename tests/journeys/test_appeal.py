"""A dispute, a letter, an appeal: five people in a real browser, from the evidence to the award."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cast import belongs
from journeys.looks import desk, pleases
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.review.models import Case
from review.stage import COMMENT, STEP

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from review.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PRAISE = "The last line of the plan holds a third open question with a follow-up of its own."
WORDS = "The third question stands in the last line of the plan; please look there."
expect.set_options(timeout=20_000)


@pytest.fixture
def stage(cast: object) -> Stage:
    """Put the cast on a stage; Hana assesses too, besides Ben and Bola."""
    from review.stage import Stage

    stage = Stage(cast)  # type: ignore[arg-type]
    third = stage.cast.femi
    belongs(third, stage.cast.college, Role.ASSESSOR)
    stage.appoint(third)
    return stage


def choose(page: Page, criterion: str, level: str, *, comment: str = "") -> None:
    """Choose a level; below yes with all that R11 asks for."""
    part = page.locator(f"#{criterion}")
    part.locator(f'input[name="level"][value="{level}"]').check()
    expect(part.locator("[data-state]")).to_contain_text("Saved")
    if comment:
        part.get_by_label("What you saw").fill(comment)
    if level in ("almost", "not_yet"):
        part.get_by_label("One next step").fill(STEP)
        part.locator(".bench-place summary").click()
        part.get_by_label("Quote, word for word").fill("My class has 24 students")
        part.get_by_role("button", name="Save").click()
        expect(part.locator("q")).to_have_text("My class has 24 students")
        expect(part.locator("[data-advice]")).to_be_empty()


def lock(page: Page) -> None:
    page.get_by_role("link", name="Look over and lock").click()
    page.get_by_role("button", name="Lock for good").click()


def score_all(page: Page, plans: str) -> None:
    page.get_by_role("button", name="Take the next one").click()
    choose(page, "plans", plans, comment=COMMENT if plans != "yes" else "")
    choose(page, "waits", "yes")
    choose(page, "extra", "yes")
    lock(page)
    expect(page.get_by_text("Locked. Thank you")).to_be_visible()


def test_r9_and_r14_a_dispute_is_settled_and_its_decision_appealed(
    browser: Browser, live_server: LiveServer, stage: Stage
) -> None:
    """Two differ, a lead settles, the teacher appeals, a third agrees with her: it is earned."""
    cast, bench = stage.cast, reverse("review:index")
    case = stage.submitted()
    score_all(desk(browser, live_server, cast.ben, bench), "yes")
    score_all(desk(browser, live_server, cast.bola, bench), "almost")

    lead = desk(browser, live_server, cast.gita, reverse("review:case", args=[case.pk]))
    settle(lead)

    tracker = reverse("review:tracker", args=[case.submission_id])
    amina = desk(browser, live_server, cast.amina, tracker)
    expect(amina.get_by_text("One more question, and you are there.")).to_be_visible()
    pleases(amina)
    appeal(amina)
    deliver_all()

    for assessor in (cast.ben, cast.bola):
        page = desk(browser, live_server, assessor, bench)
        expect(page.get_by_text("Nothing waits for you now.")).to_be_visible()
    lead.goto(reverse("review:lead"))
    expect(lead.get_by_text("being heard")).to_be_visible()
    pleases(lead)

    hear(desk(browser, live_server, cast.femi, bench))
    deliver_all()

    assert Case.objects.get(pk=case.pk).state == State.APPEAL_DECIDED
    amina.goto(tracker)
    expect(amina.get_by_text("you have earned “Waiting for an answer”")).to_be_visible()
    expect(amina.get_by_text(PRAISE)).to_be_visible()
    expect(amina.get_by_text("on appeal; before: Almost")).to_be_visible()
    amina.get_by_text("The letter before your appeal").click()
    expect(amina.get_by_text("One more question, and you are there.")).to_be_visible()
    pleases(amina)


def settle(lead: Page) -> None:
    """Score the dispute, read both rationales afterwards, and send the letter."""
    lead.get_by_role("button", name="Take this dispute").click()
    expect(lead.get_by_text(COMMENT)).to_have_count(0)
    choose(lead, "plans", "almost", comment=COMMENT)
    lock(lead)
    expect(lead.get_by_role("heading", name="Both rationales")).to_be_visible()
    expect(lead.locator("blockquote")).to_have_count(2)
    lead.get_by_label("A note for the letter").fill("One more question, and you are there.")
    lead.get_by_role("button", name="Send the letter").click()
    expect(lead.get_by_text("Decided. The teacher has her letter.")).to_be_visible()


def appeal(amina: Page) -> None:
    """Send the form empty, then as it should be."""
    amina.locator("summary", has_text=re.compile("^Appeal$")).click()
    amina.get_by_role("button", name="Make the appeal").click()
    expect(amina.get_by_text("Choose the criteria you see differently.").first).to_be_visible()
    pleases(amina)
    amina.get_by_role("checkbox", name="Plans open questions").check()
    amina.get_by_label("What the assessors did not see").fill(WORDS)
    amina.get_by_role("button", name="Make the appeal").click()
    expect(amina.get_by_text("A third assessor reads what you contest.")).to_be_visible()
    pleases(amina)


def hear(third: Page) -> None:
    """Score what is contested, on a page that says nothing of an appeal."""
    third.get_by_role("button", name="Take the next one").click()
    expect(third.locator("[data-criterion]")).to_have_count(1)
    expect(third.get_by_text(re.compile("appeal", re.IGNORECASE))).to_have_count(0)
    expect(third.get_by_text(WORDS)).to_have_count(0)
    choose(third, "plans", "yes", comment=PRAISE)
    expect(third.locator("#plans [data-state]")).to_contain_text("Saved")
    lock(third)
    expect(third.get_by_text("Locked. Thank you")).to_be_visible()
