"""Five minutes about her own work, recorded or live: teacher and assessors in real browsers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from axe import violations
from browser import overflow
from cast import belongs
from journeys.looks import desk, movable_clock, pleases
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.messaging.models import Message
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.review.models import Case
from lapel.journey.viva.models import Viva
from review.stage import silence
from viva.talking import HEARD, scored

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from review.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WHERE = "https://meet.example.org/five"
OPEN = "I could not hear from you how the second lesson went; would you tell it once more?"
REPLY = "I was nervous. In the second lesson S1 spoke twice after I had counted to three."


@pytest.fixture
def stage(cast: object, settings: object) -> Stage:
    """Put the cast on a stage where a talk comes before every award."""
    from review.stage import Stage

    settings.VIVA_SHARE = 1.0  # type: ignore[attr-defined]  # it is pytest-django's
    return Stage(cast)  # type: ignore[arg-type]


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the server's clock, in all its threads."""
    return movable_clock(monkeypatch)


def test_r4_and_r5_a_teacher_records_three_answers_and_an_assessor_finds_in_words(
    browser: Browser, live_server: LiveServer, stage: Stage, tmp_path: Path
) -> None:
    """Scored by two, drawn, answered one question at a time, heard by a third, and earned."""
    cast = stage.cast
    case = scored(stage)
    tracker = reverse("review:tracker", args=[case.submission_id])
    amina = desk(browser, live_server, cast.amina, tracker)
    amina.get_by_role("link", name="To the talk").click()
    pleases(amina)
    amina.get_by_role("button", name="Record my answers").click()
    answer_all(amina, tmp_path)
    pleases(amina)
    amina.get_by_role("button", name="Hand in my answers").click()
    expect(amina.get_by_role("heading", name="Handed in")).to_be_visible()
    deliver_all()

    gita = desk(browser, live_server, cast.gita, reverse("viva:index"))
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


def test_r5_a_live_talk_leaves_a_question_open_and_her_reply_is_heard_before_anybody_finds(
    browser: Browser,
    live_server: LiveServer,
    stage: Stage,
    it_is: Callable[[datetime], None],
) -> None:
    """On her telephone: times offered, met, noted by both, asked in words, replied, cleared."""
    cast = stage.cast
    belongs(cast.femi, cast.college, Role.ASSESSOR)
    stage.appoint(cast.femi)
    case = scored(stage)
    tracker = reverse("review:tracker", args=[case.submission_id])
    amina = desk(browser, live_server, cast.amina, tracker, **PHONE)
    amina.get_by_role("link", name="To the talk").click()
    offer_times(amina, now() + timedelta(days=2))
    deliver_all()

    femi = desk(browser, live_server, cast.femi, reverse("viva:index"))
    agree(femi)
    deliver_all()
    amina.reload()
    expect(amina.get_by_role("heading", name="You meet on")).to_be_visible()
    expect(amina.get_by_role("link", name=WHERE)).to_be_visible()
    fits(amina)

    meets_at = Viva.objects.get(case=case).meets_at
    assert meets_at is not None
    it_is(meets_at)
    talk_live(amina, femi)
    femi.get_by_role("radio", name="Questions remain").check()
    femi.get_by_label("In a few words").fill(OPEN)
    femi.get_by_role("button", name="Send my finding").click()
    expect(femi.get_by_text(OPEN)).to_be_visible()
    deliver_all()
    assert Case.objects.get(pk=case.pk).state == State.HOLD_INTEGRITY
    letters = Message.objects.filter(person=cast.amina)
    assert letters.filter(text__contains="In your talk about “Waiting").exists()

    amina.reload()
    expect(amina.get_by_role("heading", name="Questions remain")).to_be_visible()
    expect(amina.get_by_text("Nothing is decided by that.")).to_be_visible()
    fits(amina)
    amina.get_by_role("link", name="To the question").click()
    expect(amina.get_by_role("heading", name="What remained open in your talk")).to_be_visible()
    expect(amina.get_by_text(OPEN)).to_be_visible()
    amina.get_by_label("Your reply").fill(REPLY)
    fits(amina)
    amina.get_by_role("button", name="Send my reply").click()
    expect(amina.get_by_text(REPLY)).to_be_visible()
    deliver_all()

    find_nothing(desk(browser, live_server, cast.gita, reverse("integrity:index")))
    deliver_all()
    assert Case.objects.get(pk=case.pk).state == State.DECIDED
    amina.goto(tracker)
    expect(amina.get_by_text("you have earned “Waiting for an answer”")).to_be_visible()
    expect(amina.get_by_text("the question that remained is closed")).to_be_visible()
    fits(amina)


def fits(phone: Page) -> None:
    """Ask axe, and whether it fits the telephone as it is."""
    assert violations(phone) == []
    assert overflow(phone) <= 0


def offer_times(phone: Page, first: datetime) -> None:
    """Choose to talk live; no time is refused where it stands, two are offered."""
    fits(phone)
    phone.get_by_role("button", name="Talk live").click()
    phone.get_by_label("First time").evaluate("each => each.form.noValidate = true")
    phone.get_by_role("button", name="Offer these times").click()
    expect(phone.get_by_text("First time: This field is required.")).to_be_visible()
    fits(phone)
    for name, at in (("First time", first), ("Second time", first + timedelta(days=1))):
        phone.get_by_label(name).fill(f"{at:%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Offer these times").click()
    expect(phone.get_by_text("Your times are with the assessors")).to_be_visible()
    fits(phone)


def agree(page: Page) -> None:
    """Take the talk from the list, see its three questions and no name, and take a time."""
    page.get_by_role("button", name="Hear it").click()
    for number in (1, 2, 3):
        expect(page.get_by_role("heading", name=f"Question {number}")).to_be_visible()
    expect(page.get_by_text("Amina")).to_have_count(0)
    expect(page.get_by_role("button", name="Send my finding")).to_have_count(0)
    pleases(page)
    page.locator("input[name=at]").first.check()
    page.get_by_label("How you meet").fill(WHERE)
    page.get_by_role("button", name="Agree to it").click()
    expect(page.get_by_role("heading", name="You meet on")).to_be_visible()
    pleases(page)


def talk_live(phone: Page, page: Page) -> None:
    """Both note its begin and its end; before that nobody finds anything."""
    for words in ("We begin", "We have ended"):
        for each in (phone, page):
            expect(page.get_by_role("button", name="Send my finding")).to_have_count(0)
            each.reload()
            each.get_by_role("button", name=words).click()
            expect(each.get_by_text("Noted.")).to_be_visible()
    expect(phone.get_by_text("The assessor now tells you in words")).to_be_visible()
    fits(phone)


def find_nothing(lead: Page) -> None:
    """Read the question, the talk it came of and her reply; find nothing, in words."""
    lead.get_by_role("link", name="Waiting for an answer").first.click()
    expect(lead.get_by_text(REPLY)).to_be_visible()
    expect(lead.get_by_role("link", name="The talk this came of")).to_be_visible()
    pleases(lead)
    lead.get_by_role("radio").first.check()
    lead.get_by_label("The reason").fill("Your reply tells it as the plan does. Thank you.")
    lead.get_by_role("button", name="Close the inquiry").click()
    expect(lead.get_by_text("What was found")).to_be_visible()
    pleases(lead)
