"""Mending a document in a real browser: from a fault to its words in the field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from axe import violations
from browser import overflow, sign_in
from documents import FRAMEWORK, document
from lapel.journey.authoring.actions import import_document
from lapel.journey.catalogue.actions import load_framework

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast
    from lapel.journey.authoring.models import DocumentDraft

pytestmark = pytest.mark.journey
SELECTED = "field => field.value.slice(field.selectionStart, field.selectionEnd)"


@pytest.fixture
def faulty(live_server: LiveServer, cast: Cast) -> DocumentDraft:
    """Keep a draft with a fault near its end, after letters that count as two in a script."""
    load_framework(items=FRAMEWORK)
    wrong = document(summary="\N{PUSHPIN} \N{PUSHPIN}", version_note=7)
    text = json.dumps(wrong, indent=2, ensure_ascii=False)
    return import_document(person=cast.dara, organisation=cast.college, text=text)


def test_a_fault_leads_into_the_text_and_is_mended_there(
    page: Page, live_server: LiveServer, cast: Cast, faulty: DocumentDraft
) -> None:
    """From the notice to the listing, from there into the field, where the words are selected."""
    sign_in(page, live_server, cast.dara)
    page.goto(f"/authoring/{faulty.id}/")
    line = faulty.text.count("\n")
    page.get_by_role("link", name=f"Line {line}, column 3").click()
    page.locator(f"#line-{line}").get_by_role("link", name="Mend it here").click()
    field = page.get_by_label("The document")
    assert field.evaluate(SELECTED) == '"version_note"'
    assert field.evaluate("field => field.scrollTop") > 0
    page.get_by_text(f"Line {line}, column", exact=False).last.wait_for()
    page.keyboard.type('"accessibility": "A transcript.", "version_note": "New.", "colour"')
    page.get_by_role("button", name="Save and check").click()
    page.get_by_text("The field “accessibility” is given twice").first.wait_for()


def test_a_faulty_draft_is_readable_on_a_phone(
    phone: Page, live_server: LiveServer, cast: Cast, faulty: DocumentDraft
) -> None:
    """Nothing is wider than the screen, and axe finds nothing."""
    sign_in(phone, live_server, cast.dara)
    phone.goto(f"/authoring/{faulty.id}/")
    assert overflow(phone) == 0
    assert violations(phone) == []
