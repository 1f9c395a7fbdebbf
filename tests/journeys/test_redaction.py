"""A teacher keeps her class's consents, settles what was found in her files, and submits."""

from __future__ import annotations

import copy
import io
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from axe import violations
from browser import open_page, overflow, sign_in
from cast import assemble
from documents import DOCUMENT
from evidence.desk import CHANGE, CONTEXT, Desk
from journeys.focus import press, tab_to
from journeys.looks import desk as desk_of
from journeys.looks import pleases
from labelled.folder import encode
from labelled.heads import Head
from labelled.scenes import paste, room
from lapel.domain.redaction import Box
from lapel.journey.evidence.actions import add_artefact
from lapel.journey.files.actions import receive
from lapel.journey.record.actions import deliver_all
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.review.actions import appoint_assessor
from lapel.ports.video.ffmpeg import FfmpegVideo
from redaction.fake import FakeEngine
from redaction.test_gate import class_with
from review.stage import silence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.files.models import StoredFile

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


# --- each kind of file, with the machine that really looks ---------------------------------------

CAPTIONS = """WEBVTT

00:01.000 --> 00:02.000
Jamila, what do you think?

00:02.500 --> 00:03.500
It is a half.
"""
PUPILS = [
    Head(
        tone=tone,
        yaw=turned,
        pitch=-4,
        roll=2,
        hair=1,
        style=style,
        glasses=False,
        cloth=tone % 3,
        smile=0.5,
        light=(0.3, 0.6, 1.0),
        width=1.0,
        seed=tone,
    )
    for tone, turned, style in ((4, 10.0, "short"), (8, -12.0, "curly"))
]
SMALL = (640, 360)
RATE = 8000  # samples a second


def three_kinds() -> dict[str, Any]:
    """Give the small micro-credential, asking for a photo, a film and a recording."""
    fields: dict[str, Any] = copy.deepcopy({key: DOCUMENT[key] for key in ("parts", "rubric")})
    (recording,) = fields["parts"][1]["artefacts"]
    kinds = {"photo": "photo", "film": "video", "recording": "audio"}
    fields["parts"][1]["artefacts"] = [
        recording | {"key": key, "title": f"A {key} of the lesson", "kinds": [kind]}
        for key, kind in kinds.items()
    ]
    fields["rubric"][0]["reads"] = [f"artefacts.{key}" for key in kinds]
    return {"slug": "three-kinds", "title": "Three kinds", **fields}


def draw_kinds(folder: Path) -> dict[str, Path]:
    """Draw two pupils before a board, as a photo and as a film; and record a silence."""
    picture = room(np.random.default_rng(5), *SMALL)
    for pupil, place in zip(PUPILS, ((170, 170), (460, 180)), strict=True):
        paste(picture, pupil, 90, place)
    made = {"photo": folder / "class.jpg", "film": folder / "class.mp4"}
    picture.save(made["photo"], quality=90)
    encode(repeat(picture, 16), made["film"], seconds=2, rate=8, size=SMALL)
    made["recording"] = folder / "talk.wav"
    made["recording"].write_bytes(silence(4.0))
    return made


def test_r3_and_r5_faces_tracks_and_words_are_settled_before_an_assessor_sees_anything(
    page: Page, live_server: LiveServer, transactional_db: None, tmp_path: Path
) -> None:
    """A photo by mouse, a film and a recording by keyboard; then what Ben is shown."""
    cast = assemble()
    class_with(cast)
    desk = Desk(cast, **three_kinds())
    appoint_assessor(
        person=cast.gita, microcredential=desk.version.microcredential, assessor=cast.ben
    )
    desk.write("overview.context", CONTEXT)
    desk.write("reflection.change", CHANGE)
    browser = page.context.browser
    assert browser is not None
    bring_kinds(browser, live_server, desk, draw_kinds(tmp_path))
    sign_in(page, live_server, cast.amina)

    ways = {"photo": one_by_mouse, "film": one_track_by_keyboard, "recording": words_by_keyboard}
    for left, (slot, settle) in zip((3, 2, 1), ways.items(), strict=True):
        page.goto(f"/evidence/{desk.draft.id}/submit/")
        waiting = page.get_by_role("alert").get_by_text("may tell who a student is")
        expect(waiting).to_have_count(left)
        expect(page.get_by_role("button", name="Submit now")).to_have_count(0)
        artefact = desk.draft.artefacts.get(slot=f"artefacts.{slot}")
        settled_as_seen(page, artefact.captions or artefact.file, settle)
    expect(page.locator("#result")).to_contain_text("J. K., what do you think?")
    desk.attest()
    page.goto(f"/evidence/{desk.draft.id}/submit/")
    page.get_by_role("button", name="Submit now").click()
    expect(page.get_by_role("heading", name="Attempt 1")).to_be_visible()
    delivered_unseen(page)

    ben = desk_of(browser, live_server, cast.ben, reverse("review:index"))
    ben.get_by_role("button", name="Take the next one").click()
    is_shown_what_is_covered(ben, desk, tmp_path)
    ben.context.close()


def bring_kinds(browser: Browser, server: LiveServer, desk: Desk, made: dict[str, Path]) -> None:
    """Send the three, and the captions of the one in which somebody speaks, without scripts.

    A page that asks how far its files are would meet the writer of the tests' database.
    """
    plain, complaints = open_page(browser, server, java_script_enabled=False)
    sign_in(plain, server, desk.cast.amina)
    plain.goto(f"/evidence/{desk.draft.id}/")
    for slot, file in made.items():
        place = plain.locator(f'[id="artefacts.{slot}"]')
        place.locator("[data-pick]").set_input_files(file)
        place.get_by_role("button", name="Send this file").click()
        expect(place.get_by_text("This file is being prepared.")).to_be_visible()
    deliver_all()
    plain.reload()
    words = {"name": "talk.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS.encode()}
    place = plain.locator('[id="artefacts.recording"]')
    place.get_by_label("Captions or transcript").set_input_files(words)  # type: ignore[arg-type]  # a payload is a TypedDict
    place.get_by_role("button", name="Add", exact=True).click()
    expect(place.get_by_text("talk.vtt")).to_be_visible()
    deliver_all()
    plain.context.close()
    assert complaints == []


def delivered_unseen(page: Page) -> None:
    """Run the jobs while no page asks how far they are: the tests' database has one writer."""
    page.goto("about:blank")
    deliver_all()


def settled_as_seen(page: Page, file: StoredFile, settle: Callable[[Page], None]) -> None:
    """Decide on a file's places, and see what is made of it."""
    page.goto(reverse("redaction:file", args=[file.id]))
    pleases(page)
    settle(page)
    expect(page.get_by_text("What assessors will see is being made.")).to_be_visible()
    delivered_unseen(page)
    page.goto(reverse("redaction:file", args=[file.id]))
    expect(page.get_by_text("All is decided, and covered.")).to_be_visible()
    expect(page.get_by_role("heading", name="As assessors will see it")).to_be_visible()
    pleases(page)


def one_by_mouse(page: Page) -> None:
    """Cover one face; the other is an adult's."""
    expect(page.locator(".found > li")).to_have_count(2)
    page.get_by_role("button", name="Cover place 1").click()
    expect(page.locator(".found > li").first.get_by_text("covered")).to_be_visible()
    page.locator("summary", has_text="Let it stay").click()
    page.get_by_label("Why").select_option("adult")
    page.get_by_role("button", name="Let it stay").click()


def one_track_by_keyboard(page: Page) -> None:
    """Decide once on each face's whole way through the film."""
    expect(page.locator(".found > li")).to_have_count(2)
    press(page, "Cover place 1")
    expect(page.locator(".found > li").first.get_by_text("covered")).to_be_visible()
    press(page, "Let it stay : place 2")
    tab_to(page, "Why")
    page.keyboard.type("An adult")
    press(page, "Let it stay")


def words_by_keyboard(page: Page) -> None:
    """Cover a name that is said."""
    expect(page.locator("mark")).to_have_text("Jamila")
    press(page, "Cover place 1")


# How much a picture, or a film at its middle, changes from dot to dot within a box.
_SHARPNESS = """async (shown, [left, top, width, height]) => {
  if (shown.localName === "video") await new Promise((done) => {
    shown.addEventListener("seeked", done, {once: true}); shown.currentTime = 1; });
  else await shown.decode();
  const canvas = new OffscreenCanvas(640, 360), pen = canvas.getContext("2d");
  pen.drawImage(shown, 0, 0, 640, 360);
  const [wide, high] = [Math.round(width * 640), Math.round(height * 360)];
  const dots = pen.getImageData(left * 640, top * 360, wide, high).data;
  let sum = 0;
  for (let at = 4; at < dots.length; at += 4) sum += Math.abs(dots[at] - dots[at - 4]);
  return sum / (wide * high) }"""


def is_shown_what_is_covered(ben: Page, desk: Desk, folder: Path) -> None:
    """See one face of two, in the photo as in the film; hear a tone and read a label for a name."""
    for slot, element in (("photo", "img"), ("film", "video")):
        shown = ben.locator(f"[data-evidence] {element}")
        file = desk.draft.artefacts.get(slot=f"artefacts.{slot}").file_id
        found = Suggestion.objects.filter(check_of=file)
        boxes = {each.state: box_shown(each.place) for each in found}
        sharp = {state: shown.evaluate(_SHARPNESS, box) for state, box in boxes.items()}
        assert sharp["accepted"] < sharp["dismissed"] / 2, (slot, sharp)
    heard = folder / "heard"
    heard.write_bytes(fetched(ben, "audio", "src"))
    sound = np.frombuffer(FfmpegVideo().samples(heard), "<i2").astype(int)
    said, after = sound[int(1.2 * RATE) : int(1.8 * RATE)], sound[3 * RATE : int(3.5 * RATE)]
    assert np.abs(said).max() > 200
    assert np.abs(after).mean() < 20
    words = fetched(ben, "a[href*='captions'], a:text('Captions')", "href").decode()
    assert "J. K., what do you think?" in words
    for hidden in ("Jamila", "Amina", "class.jpg", "class.mp4", "talk.wav"):
        assert hidden not in words + ben.content()
    expect(ben.get_by_text("What you see carries a mark")).to_have_count(3)
    pleases(ben)


def box_shown(place: dict[str, Any]) -> list[float]:
    """Give a face's box, in a film that of its beginning: nobody moves."""
    box: list[float] = place.get("box") or place["boxes"][0][1:]
    return box


def fetched(page: Page, selector: str, address: str) -> bytes:
    """Fetch what a page shows, as its reader's browser does."""
    found = page.locator("[data-evidence]").locator(selector).first.get_attribute(address)
    return page.context.request.get(found or "").body()
