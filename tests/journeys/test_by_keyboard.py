"""Whole stories with the keyboard alone: Tab, Enter, Space, arrows; each stop can be seen.

Evidence and submitting are in test_evidence.py, an assessor's own keys in
tests/review/test_workbench.py.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from cast import assemble
from documents import document, publish
from issuing.earning import earned
from journeys.focus import follow, pick, press, sees, stop, tab_to
from lapel.domain.badges.reading import read_badge
from lapel.journey.people.models import Invitation
from lapel.journey.record.actions import deliver_all
from mailing import Mailbox, sign_in_as, verify
from review.stage import Stage, lock

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def enter(page: Page, live_server: LiveServer, someone: Any) -> None:
    """Give the page somebody's session, for journeys that are not about signing in."""
    session = sign_in_as(Client(), someone).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    page.context.add_cookies([cookie])


def test_a_teacher_signs_in_enrols_and_learns_by_keyboard(
    page: Page, live_server: LiveServer, tmp_path: Path, settings: Any
) -> None:
    """From the front page to her evidence, without a mouse."""
    settings.MAIL_URL = f"files://{tmp_path}/mail"
    settings.EMAIL_BACKEND = "lapel.doors.web.mail.PortBackend"
    cast = assemble()
    publish(cast)
    amina = verify(cast.amina)
    page.goto("/")
    follow(page, "Sign in", "/people/sign-in/")
    tab_to(page, "Email")
    page.keyboard.type(amina.email)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/code/"))
    tab_to(page, "Code")
    page.keyboard.type(Mailbox(tmp_path / "mail").code(amina.email))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    follow(page, "Catalogue", "/catalogue/$")
    follow(page, "Wait Time", "/catalogue/wait-time/")
    follow(page, "Enrol", "/learning/")
    follow(page, "Begin: What silence does", "/modules/silence/")
    follow(page, "Done, go on", "/modules/a-lesson/")
    follow(page, "Next: Read on", "/modules/more/")
    follow(page, "Next: Try it", "/modules/try-it/")
    tab_to(page, "One second")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    page.get_by_text("That holds.").wait_for()
    follow(page, "To your evidence", r"/learning/[0-9a-f-]{36}/$")
    follow(page, "Begin your evidence", "/evidence/")


def test_a_lead_assessor_settles_a_dispute_by_keyboard(page: Page, live_server: LiveServer) -> None:
    """From her desk to the letter: level, reason, next step, a quoted place, lock, note."""
    cast = assemble()
    stage = Stage(cast)
    case = stage.submitted()
    lock(cast.ben, "yes")
    lock(cast.bola, {"plans": "not_yet", "waits": "yes", "extra": "yes"})
    enter(page, live_server, cast.gita)
    page.goto("/review/lead/")
    follow(page, "Take the next dispute", "/review/assess/")
    while stop(page)["name"] != "level":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#plans [value=almost]")).to_be_checked()
    tab_to(page, "What you saw")
    page.keyboard.type("Only the question about thirds is open; the others ask for one number.")
    tab_to(page, "One next step")
    page.keyboard.type("Write two more questions about thirds, each with a likely answer.")
    press(page, "Add a place")
    tab_to(page, "In")
    page.keyboard.type("Describe the class")
    tab_to(page, "Quote, word for word")
    page.keyboard.type("My class has 24 students")
    press(page, "Save")
    expect(page.locator("#plans q")).to_have_text("My class has 24 students")
    follow(page, "Look over and lock", "/lock/")
    follow(page, "Lock for good", "/conclude/")
    tab_to(page, "A note for the letter")
    page.keyboard.type("It is nearly there.")
    press(page, "Send the letter")
    expect(page.get_by_text("Decided. The teacher has her letter.")).to_be_visible()
    case.refresh_from_db()
    assert case.decision.outcome == "almost"


def test_a_badge_is_shared_kept_and_verified_by_keyboard(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    """Amina opens its page to the world and downloads it; whoever has the file can check it."""
    cast = assemble()
    award = earned(Stage(cast))
    enter(page, live_server, cast.amina)
    page.goto("/")
    follow(page, "Portfolio", "/sharing/$")
    follow(page, award.achievement.title, "/sharing/awards/")
    press(page, "Anyone with the link can see this badge", "Space")
    press(page, "Save")
    expect(page.get_by_role("link", name="Add to LinkedIn")).to_be_visible()
    award.refresh_from_db()
    tab_to(page, "Picture with the badge in it")
    with page.expect_download() as kept:
        page.keyboard.press("Enter")
    badge = tmp_path / "badge.png"
    kept.value.save_as(badge)
    assert read_badge(badge.read_bytes())
    follow(page, "See the public page", "/sharing/badge/")
    sees(page, award.achievement.title)
    follow(page, "Verify", "/sharing/verify/")
    pick(page, "A badge file", badge)
    press(page, "Verify")
    sees(page, award.achievement.title)
    expect(page.locator("#result")).to_be_visible()


def test_a_designer_imports_looks_and_publishes_by_keyboard(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    """From her desk through the preview to a version that stands in the catalogue."""
    cast = assemble()
    publish(cast)
    file = tmp_path / "second.json"
    file.write_text(json.dumps(document(slug="second", title="The Second Wait")), encoding="utf-8")
    enter(page, live_server, cast.dara)
    page.goto("/authoring/")
    follow(page, "Import a document", "/authoring/import/")
    pick(page, "JSON file", file)
    press(page, "Import")
    sees(page, "The document is sound and can be published.")
    follow(page, "Preview", "/preview/")
    follow(page, "Publish as version 1", "/publish/")
    press(page, "Publish version 1")
    expect(page.get_by_text("Published: The Second Wait")).to_be_visible()


def test_a_district_lead_invites_by_table_and_keyboard(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    """She brings a table, reads what needs mending, and lets the letters go."""
    cast = assemble()
    table = tmp_path / "teachers.csv"
    table.write_text(
        "name,email,school\nNia,nia@example.org,harbour-school\nBad,no address,harbour-school\n",
        encoding="utf-8",
    )
    enter(page, live_server, cast.elif_)
    page.goto("/people/")
    follow(page, "Invite people", "/people/invite/")
    pick(page, "Table (CSV)", table)
    press(page, "Look at it")
    sees(page, "1 line needs mending")
    press(page, "Invite 1")
    sees(page, "of 1 invitation")
    deliver_all()
    assert Invitation.objects.filter(email="nia@example.org").exists()
