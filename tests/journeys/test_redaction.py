"""A teacher keeps her class's consents, settles what was found in a photo, and submits."""

from __future__ import annotations

import copy
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from axe import violations
from browser import open_page, overflow, sign_in
from cast import assemble
from documents import DOCUMENT
from evidence.desk import CHANGE, CONTEXT, Desk
from lapel.domain.redaction import Box
from lapel.journey.evidence.actions import add_artefact
from lapel.journey.files.actions import receive
from lapel.journey.record.actions import deliver_all
from lapel.journey.redaction.models import Check
from redaction.fake import FakeEngine

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SIZE = (800, 500)
HEADS = [(200, 200), (420, 190), (640, 210)]


class Masking(FakeEngine):
    """Covers a picture by painting over it, so that a browser can show it."""

    def _write(self, source: Any, target: Any, _how: str, what: Any) -> None:
        with Image.open(source) as picture:
            covered = picture.convert("RGB")
        pen = ImageDraw.Draw(covered)
        for left, top in what:
            x, y = left * covered.width, top * covered.height
            pen.rectangle((x, y, x + 90, y + 110), fill="black")
        covered.save(target)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Masking:
    from lapel.journey.redaction.queries import places

    boxes = [Box((x - 45) / 800, (y - 55) / 500, 90 / 800, 110 / 500, 0.9) for x, y in HEADS[:2]]
    fake = Masking(faces=boxes)
    monkeypatch.setattr(places, "_engine_at", lambda _url: fake)
    return fake


def class_photo() -> bytes:
    """Draw three heads before a board."""
    picture = Image.new("RGB", SIZE, "#dfe7ea")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 20, 740, 120), fill="#2e4d3f")
    for x, y in HEADS:
        pen.ellipse((x - 40, y - 50, x + 40, y + 50), fill="#c68e63")
        pen.rectangle((x - 70, y + 60, x + 70, 500), fill="#385a8c")
    kept = io.BytesIO()
    picture.save(kept, "JPEG")
    return kept.getvalue()


def photo_document() -> dict[str, Any]:
    """Give the small micro-credential, asking for a photo."""
    parts = copy.deepcopy(DOCUMENT["parts"])
    parts[1]["artefacts"][0]["kinds"] = ["photo"]
    return {"slug": "class-photo", "title": "Class photo", "parts": parts}


def sound(page: Page) -> None:
    """Look at a page as it stands: axe, and at the width of a small phone."""
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_class_is_asked_a_photo_is_settled_and_submitted(
    page: Page, live_server: LiveServer, engine: Masking, transactional_db: None, tmp_path: Any
) -> None:
    """From the class list to the attempt; at each step the page says what is left."""
    cast = assemble()
    desk = Desk(cast, **photo_document())
    sign_in(page, live_server, cast.amina)
    address = keep_class(page)
    family_answers(page, live_server, address, tmp_path)
    desk.write("overview.context", CONTEXT)
    desk.write("reflection.change", CHANGE + " Jamila taught me that.")
    photo = bring_photo(desk)
    page.goto(f"/evidence/{desk.draft.id}/")
    page.get_by_role("link", name="2 places in a file").click()
    expect(page.get_by_text("2 places wait for your decision.")).to_be_visible()
    sound(page)
    page.screenshot(path=tmp_path / "open.png", full_page=True)
    settle_faces(page)
    deliver_all()
    assert Check.objects.get(file=photo).edition > 0
    page.reload()
    expect(page.get_by_text("All is decided, and covered.")).to_be_visible()
    sound(page)
    page.screenshot(path=tmp_path / "settled.png", full_page=True)
    write_initials(page, desk)
    desk.attest()
    page.goto(f"/evidence/{desk.draft.id}/submit/")
    page.get_by_role("button", name="Submit now").click()
    expect(page.get_by_role("heading", name="Attempt 1")).to_be_visible()
    assert engine.looks == 1


def keep_class(page: Page) -> str:
    """Open a class, bring a student, and make her family an address."""
    page.goto("/consent/")
    sound(page)
    page.get_by_label("Name of the class").fill("7B science")
    page.get_by_role("button", name="Open the class").click()
    page.get_by_label("Students, one a line").fill("J. K., Jamila Kimathi\nOtter")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("2 students added.")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="J. K.").click()
    sound(page)
    page.get_by_role("button", name="Make an address").click()
    code = page.locator("#family code").first.inner_text()
    return code[code.index("/consent/") :]


def family_answers(page: Page, server: LiveServer, address: str, folder: Any) -> None:
    """Read the form in Arabic on a telephone, without an account, and allow photos."""
    browser = page.context.browser
    assert browser is not None
    phone, complaints = open_page(browser, server, viewport={"width": 360, "height": 740})
    phone.goto(address)
    phone.get_by_role("link", name="العربية").click()
    assert phone.locator("form.card").evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert overflow(phone) == 0
    assert violations(phone) == []
    phone.screenshot(path=folder / "family.png", full_page=True)
    phone.locator("input[value=photo]").check()
    phone.locator("#guardian").fill("Mrs Kimathi")
    phone.locator("button[value=agree]").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.context.close()
    assert complaints == []


def bring_photo(desk: Desk) -> Any:
    """Send the photo through the whole intake, and have it looked through."""
    content = class_photo()
    artefact = add_artefact(
        person=desk.cast.amina,
        draft_id=desk.draft.id,
        slot="artefacts.recording",
        name="class.jpg",
        size=len(content),
    )
    receive(person=desk.cast.amina, file_id=artefact.file_id, offset=0, chunks=[content])
    deliver_all()
    artefact.file.refresh_from_db()
    return artefact.file


def settle_faces(page: Page) -> None:
    """One stays, as her family allows it; one is covered; one that was missed is drawn."""
    first = page.locator(".found > li").nth(0)
    first.locator("summary", has_text="Let it stay").click()
    first.get_by_label("Why").select_option("consent")
    first.get_by_label("Student").select_option(label="J. K.")
    first.get_by_role("button", name="Let it stay").click()
    expect(page.get_by_text("The family allows it · J. K.")).to_be_visible()
    page.locator(".found > li").nth(1).get_by_role("button", name="Cover place 2").click()
    picture = page.locator(".marked")
    picture.scroll_into_view_if_needed()
    area = picture.bounding_box()
    assert area is not None
    corner = (area["x"] + area["width"] * 0.74, area["y"] + area["height"] * 0.3)
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(corner[0] + area["width"] * 0.12, corner[1] + area["height"] * 0.25, steps=4)
    page.mouse.up()
    form = page.locator("details.add form")
    assert abs(float(form.get_by_label("From the left, %").input_value()) - 74) < 1
    form.get_by_label("Width, %").fill("12.5")
    form.get_by_role("button", name="Cover this place").click()
    expect(page.get_by_text("covered by hand")).to_be_visible()


def write_initials(page: Page, desk: Desk) -> None:
    """Find the name in an answer, and write the initials instead."""
    page.goto(f"/evidence/{desk.draft.id}/privacy/")
    sound(page)
    page.get_by_role("button", name="Write “J. K.” instead").click()
    expect(page.get_by_text("Nothing in your texts waits")).to_be_visible()
