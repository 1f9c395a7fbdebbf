"""Five minutes about her own work: a teacher and an assessor in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from browser import open_page, sign_in
from journeys.looks import pleases
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.record.actions import deliver_all
from lapel.journey.review.models import Case
from lapel.journey.viva.models import Viva
from review.stage import lock, silence
from viva.talking import HEARD

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.people.models import Person
    from review.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)


@pytest.fixture
def stage(cast: object, settings: object) -> Stage:
    """Put the cast on a stage where a talk comes before every award."""
    from review.stage import Stage

    settings.VIVA_SHARE = 1.0  # type: ignore[attr-defined]  # it is pytest-django's
    return Stage(cast)  # type: ignore[arg-type]


def opened(browser: Browser, server: LiveServer, person: Person, address: str) -> Page:
    """Open a page as a person, in a browser of her own."""
    page, _complaints = open_page(browser, server)
    sign_in(page, server, person)
    page.goto(address)
    return page


def test_r4_and_r5_a_teacher_records_three_answers_and_an_assessor_finds_in_words(
    browser: Browser, live_server: LiveServer, stage: Stage, tmp_path: Path
) -> None:
    """Scored by two, drawn, answered one question at a time, heard by a third, and earned."""
    cast = stage.cast
    case = stage.submitted()
    for assessor in (cast.ben, cast.bola):
        lock(assessor, "yes")
    deliver_all()

    tracker = reverse("review:tracker", args=[case.submission_id])
    amina = opened(browser, live_server, cast.amina, tracker)
    amina.get_by_role("link", name="To the talk").click()
    pleases(amina)
    amina.get_by_role("button", name="Record my answers").click()
    answer_all(amina, tmp_path)
    pleases(amina)
    amina.get_by_role("button", name="Hand in my answers").click()
    expect(amina.get_by_role("heading", name="Handed in")).to_be_visible()
    deliver_all()

    gita = opened(browser, live_server, cast.gita, reverse("viva:index"))
    pleases(gita)
    gita.get_by_role("button", name="Hear it").click()
    expect(gita.locator("audio")).to_have_count(4)
    expect(gita.get_by_text("Amina")).to_have_count(0)
    pleases(gita)
    marked = gita.locator(".under-mark").first
    assert marked.locator(".mark-over").bounding_box() == marked.bounding_box()
    gita.get_by_role("radio", name="Consistent with the evidence").check()
    gita.get_by_label("In a few words").fill(HEARD)
    gita.get_by_role("button", name="Send my finding").click()
    expect(gita.get_by_text(HEARD)).to_be_visible()
    deliver_all()

    assert Case.objects.get(pk=case.pk).state == State.DECIDED
    assert Viva.objects.get(case=case).ending == Viva.Ending.CONSISTENT
    amina.goto(tracker)
    expect(amina.get_by_text("what you said fits it")).to_be_visible()
    expect(amina.get_by_text("you have earned “Waiting for an answer”")).to_be_visible()
    pleases(amina)


def answer_all(page: Page, folder: Path) -> None:
    """Open one question after the other and bring a recording for each."""
    sound = folder / "answer.wav"
    sound.write_bytes(silence(2.0))
    for number in (1, 2, 3):
        name = "Open the last question" if number == 3 else "Open a question"
        page.get_by_role("button", name=name).click()
        card = page.locator(f"#question-{number}")
        card.get_by_label("Your answer, as sound or video").set_input_files(sound)
        card.get_by_role("button", name="Send this file").click()
        expect(page.get_by_text("It is being prepared")).to_be_visible()
        deliver_all()
    page.reload()
    expect(page.locator("audio")).to_have_count(3)
