"""Signing in, choosing and learning with the keyboard alone.

Evidence and submitting are in test_evidence.py, scoring in tests/review/test_workbench.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from cast import assemble
from documents import publish
from mailing import Mailbox, verify

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MOST_STEPS = 80
_FOCUSED = """() => { const at = document.activeElement;
  const said = at.labels?.[0]?.innerText || at.getAttribute("aria-label") || at.innerText || "";
  const ring = getComputedStyle(at).outlineStyle;
  return {said, seen: ring !== "none" || at.matches("input, textarea, select, :focus-visible")} }"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words; each stop shows where it is."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        assert found["seen"], found
        if words in found["said"]:
            return
    raise AssertionError(f"{MOST_STEPS} tabs do not lead to {words!r}")


def follow(page: Page, words: str, to: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(to))


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
