"""The bank's pages in a real browser, at a desk and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from axe import violations
from browser import overflow, sign_in
from diagnosis.banking import MEND, content, draft, furnish, review, reviewed
from lapel.journey.diagnosis.actions.bank_ask import ask_for_review
from lapel.journey.diagnosis.actions.bank_write import save_wording
from lapel.journey.diagnosis.models import ItemVersion

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = pytest.mark.journey


def test_the_pages_of_the_bank_fit_every_screen_and_reader(
    page: Page, phone: Page, live_server: LiveServer, cast: Cast
) -> None:
    """Nothing is wider than its window, and axe finds nothing, with all that a page can show."""
    furnish(cast)
    first = draft(cast)
    review(cast, first, MEND, "Shorten the case, please.")
    newest = save_wording(
        person=cast.dara,
        item_id=first.item_id,
        content=content(question="What now?", options=content()["options"][:2]),
        base=first.content_hash,
    )
    ready = reviewed(cast, key="another", about="another thing")
    sound = draft(cast, key="sound", about="what somebody is asked to read")
    remark = {"path": "img", "text": "is more than words.", "values": {}, "line": 7, "column": 4}
    ItemVersion.objects.filter(pk=sound.pk).update(remarks=[remark], written_by=cast.chipo)
    ask_for_review(person=cast.chipo, version_id=sound.pk, colleague_id=cast.dara.pk, words="Look.")
    item = [newest.item_id]
    addresses = [
        reverse("diagnosis:bank"),
        reverse("diagnosis:bank_item", args=item),
        reverse("diagnosis:bank_item", args=[sound.item_id]),
        reverse("diagnosis:bank_write", args=item),
        reverse("diagnosis:bank_publish"),
        reverse("diagnosis:bank_retire", args=[ready.pk]),
        reverse("diagnosis:bank_bring"),
    ]
    for screen in (page, phone):
        sign_in(screen, live_server, cast.dara)
        for address in addresses:
            screen.goto(address)
            assert overflow(screen) == 0, address
            assert violations(screen) == [], address
