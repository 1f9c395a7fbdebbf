"""A teacher writes, uploads and submits in a real browser, on a real server."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

import axe
from browser import open_page, overflow
from serving import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.journey
CONTEXT = "overview.context"
RECORDING = "artefacts.recording"
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
LINES: dict[Page, CDPSession] = {}


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[Server]:
    """Start one real instance for this file."""
    found = Server(tmp_path_factory.mktemp("evidence"))
    found.start()
    yield found
    found.stop()


@pytest.fixture
def draft(server: Server) -> dict[str, str]:
    """Give Amina a draft of its own for this test."""
    found: dict[str, str] = server.feed("desk", slug=f"w-{uuid4().hex[:8]}")
    return found


class Tabs:
    """Opens pages for Amina; what a browser complains about fails the test at its end."""

    def __init__(self, browser: Browser, server: Server, session: str) -> None:
        self.browser, self.server, self.session = browser, server, session
        self.tolerated: list[str] = []
        self.complaints: list[list[str]] = []
        self.opened: list[Page] = []

    def open(self, path: str, **options: Any) -> Page:
        page, complaints = open_page(self.browser, self.server, **options)
        cookie = {"name": "sessionid", "value": self.session, "url": self.server.url}
        page.context.add_cookies([cookie])
        self.complaints.append(complaints)
        self.opened.append(page)
        page.set_default_timeout(PATIENCE)
        page.goto(path)
        return page

    def close(self) -> None:
        for page in self.opened:
            page.context.close()
        said = [each for complaints in self.complaints for each in complaints]
        unexpected = [each for each in said if not any(part in each for part in self.tolerated)]
        assert unexpected == []


@pytest.fixture
def tabs(browser: Browser, server: Server, draft: dict[str, str]) -> Iterator[Tabs]:
    """Give a way to open pages as Amina."""
    found = Tabs(browser, server, draft["session"])
    yield found
    found.close()


@pytest.fixture
def at_desk(tabs: Tabs, draft: dict[str, str]) -> Callable[..., Page]:
    """Open the draft, as often as wanted."""
    return lambda **options: tabs.open(f"/evidence/{draft['draft']}/", **options)


def box(page: Page, question: str = CONTEXT) -> Any:
    return page.locator(f'[id="text-{question}"]')


def state(page: Page, question: str = CONTEXT) -> Any:
    return page.locator(f'[id="{question}"] [data-save-state]').first


def noise(path: Path, megabytes: int) -> Path:
    """Write a file that no compression shortens, which ends up refused as no recording."""
    path.write_bytes(hashlib.shake_128(path.name.encode()).digest(megabytes * 1024 * 1024))
    return path


def test_what_is_typed_is_saved_and_counted(at_desk, server, draft):
    """Nobody has to press a button, and the pre-check follows what is typed."""
    page = at_desk()
    expect(page.locator("#precheck-body")).to_contain_text("not answered yet")
    box(page).fill("My class has twenty four students.")
    expect(state(page)).to_contain_text("Saved")
    expect(page.locator(f'[id="count-{CONTEXT}"]')).to_contain_text("6 words")
    expect(page.locator("#precheck-body")).not_to_contain_text("Which class")
    assert server.feed("answers", draft=draft["draft"])[CONTEXT].startswith("My class")
    page.reload()
    expect(box(page)).to_have_value("My class has twenty four students.")


def test_what_was_saved_on_another_day_says_the_day(at_desk):
    """The page that is come back to two days later does not show the clock alone."""
    page = at_desk()
    box(page).fill("My class has twenty four students.")
    expect(state(page)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    today = datetime.now(UTC)
    page.clock.set_fixed_time(today + timedelta(days=2))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(state(page)).to_have_text(re.compile(rf"^Saved .*\b{today.day}\b.* \d\d:\d\d$"))


def test_two_tabs_never_overwrite_each_other(at_desk, tabs, server, draft):
    """Both texts stand side by side, and she makes one of them."""
    tabs.tolerated.append("409")
    first, second = at_desk(), at_desk()
    box(first).fill("The first device says this.")
    expect(state(first)).to_contain_text("Saved")
    box(second).fill("The second device says that.")
    conflict = second.locator("[data-conflict]")
    expect(conflict).to_contain_text("Nothing is lost")
    expect(conflict).to_contain_text("first")
    expect(conflict).to_contain_text("second")
    assert axe.violations(second) == []
    second.reload()
    expect(conflict).to_contain_text("Nothing is lost")
    conflict.locator("summary").click()
    both = conflict.locator("textarea")
    expect(both).to_have_value("The first device says this.\n\nThe second device says that.")
    both.fill("Both devices agree at last.")
    conflict.get_by_role("button", name="Keep this text").click()
    expect(conflict).to_have_count(0)
    expect(box(second)).to_have_value("Both devices agree at last.")
    assert server.feed("answers", draft=draft["draft"])[CONTEXT] == "Both devices agree at last."
    box(second).press_sequentially(" And go on.")
    expect(state(second)).to_contain_text("Saved")
    box(first).press_sequentially(" More.")
    first.locator("[data-conflict]").get_by_role("button", name="Take this one").click()
    expect(box(first)).to_have_value("The first device says this. More.")


def test_text_typed_without_a_connection_comes_back(at_desk, tabs, server, draft):
    """It stays in the browser, also when the tab is closed, and is sent at the next visit."""
    tabs.tolerated.append("ERR_INTERNET_DISCONNECTED")
    page = at_desk()
    page.context.set_offline(True)
    box(page).fill("Typed on the bus, in the tunnel.")
    expect(state(page)).to_contain_text("Not saved")
    again = page.context.new_page()
    page.close()
    again.context.set_offline(False)
    again.goto(f"/evidence/{draft['draft']}/")
    expect(box(again)).to_have_value("Typed on the bus, in the tunnel.")
    expect(state(again)).to_contain_text("Saved")
    assert "tunnel" in server.feed("answers", draft=draft["draft"])[CONTEXT]


def test_a_page_goes_on_saving_when_the_line_is_back(at_desk, tabs, server, draft):
    """The page itself tries again; nothing has to be clicked."""
    tabs.tolerated.append("ERR_INTERNET_DISCONNECTED")
    page = at_desk()
    page.context.set_offline(True)
    box(page).fill("Before the line was back.")
    expect(state(page)).to_contain_text("Not saved")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved")
    assert "Before" in server.feed("answers", draft=draft["draft"])[CONTEXT]


def test_closing_a_tab_at_once_loses_nothing(at_desk, server, draft):
    """What was typed in the last moment is sent as the page goes."""
    page = at_desk()
    box(page).fill("The bell rings.")
    page.goto("/evidence/")
    page.goto(f"/evidence/{draft['draft']}/")
    expect(box(page)).to_have_value("The bell rings.")
    expect(page.locator("[data-conflict]")).to_have_count(0)
    assert server.feed("answers", draft=draft["draft"])[CONTEXT] == "The bell rings."


def test_a_cut_upload_goes_on_and_arrives_whole(at_desk, tabs, server, draft, tmp_path):
    """The line breaks in the middle; the upload goes on by itself where the server stands."""
    tabs.tolerated += ["ERR_INTERNET_DISCONNECTED", "ERR_NETWORK"]
    page = at_desk()
    file = noise(tmp_path / "lesson.mp4", 24)
    line(page, 3_000_000)
    page.locator("[data-pick]").set_input_files(file)
    words = page.locator("[data-words]")
    expect(words).to_contain_text("of 25 MB")
    sent(page, 10_000_000)
    line(page, 0, offline=True)
    expect(words).to_contain_text("No connection")
    line(page, -1)
    expect(page.locator("[data-artefact]")).to_contain_text("not accepted")
    kept = server.feed("files", draft=draft["draft"])[0]
    assert kept["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_busy_server_is_waited_for_without_a_click(at_desk, tabs, server, draft, tmp_path):
    """Asked to come again when she picks, when it asks for the offset, and when it sends."""
    tabs.tolerated.append("the server responded with a status of 429")
    page = at_desk()
    asked = {"POST": 1, "HEAD": 1, "PATCH": 1}

    def busy(route: Route) -> None:
        method = route.request.method
        if asked.get(method, 0):
            asked[method] -= 1
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="{}")
        else:
            route.continue_()

    page.route("**/files/uploads/**", busy)
    page.route(f"**{page.locator('form[data-add]').get_attribute('action')}", busy)
    said: list[str] = []
    page.expose_function("heard", lambda words: said.append(words))  # noqa: PLW0108 (no builtins)
    page.evaluate(
        """() => new MutationObserver(() => {
          for (const each of document.querySelectorAll("[data-problem], [data-words]"))
            heard(each.textContent);
        }).observe(document.body, { subtree: true, childList: true, characterData: true })"""
    )
    file = noise(tmp_path / "lesson.mp4", 1)
    page.locator("[data-pick]").set_input_files(file)
    expect(page.locator("[data-artefact]")).to_contain_text("not accepted")
    assert asked == {"POST": 0, "HEAD": 0, "PATCH": 0}
    assert sum("goes on by itself" in each for each in said) >= 3
    kept = server.feed("files", draft=draft["draft"])[0]
    assert kept["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def line(page: Page, bytes_a_second: int, *, offline: bool = False) -> None:
    """Let the browser send no faster than this (-1: as fast as it can), or not at all."""
    if page not in LINES:
        LINES[page] = page.context.new_cdp_session(page)
        LINES[page].send("Network.enable")
    conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    LINES[page].send("Network.emulateNetworkConditions", {**conditions, "offline": offline})


def sent(page: Page, least: int) -> None:
    """Wait until the page says that more than this many bytes have gone."""
    bar = page.locator("[data-sending] progress")
    while bar.evaluate("bar => bar.value") <= least:
        page.wait_for_timeout(100)


def wait_for(page: Page, server: Server, draft: dict[str, str], is_so: Callable[..., bool]) -> None:
    for _ in range(120):
        kept = server.feed("files", draft=draft["draft"])
        if kept and is_so(kept[-1]):
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"still {server.feed('files', draft=draft['draft'])}")


def test_a_closed_tab_and_a_picked_again_file_go_on(at_desk, server, draft, tmp_path):
    """After the tab was closed she picks the same file; another one is told apart."""
    page = at_desk()
    file = noise(tmp_path / "lesson.mp4", 24)
    line(page, 3_000_000)
    page.locator("[data-pick]").set_input_files(file)
    sent(page, 10_000_000)
    page.close(run_before_unload=False)
    page = at_desk()
    expect(page.locator("[data-repick]")).to_contain_text("Pick the same file again")
    assert axe.violations(page) == []
    page.locator("[data-again]").set_input_files(noise(tmp_path / "other.mp4", 24))
    expect(page.locator("[data-problem]").first).to_contain_text("another file")
    begun_at: list[int] = []
    page.on("request", lambda request: begun_at.extend(offsets(request)))
    page.locator("[data-again]").set_input_files(file)
    expect(page.locator("[data-artefact]")).to_contain_text("not accepted")
    assert min(begun_at) >= 8 * 1024 * 1024
    kept = server.feed("files", draft=draft["draft"])
    assert len(kept) == 1
    assert kept[0]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def offsets(request: Any) -> list[int]:
    return [int(request.headers["upload-offset"])] if request.method == "PATCH" else []


def test_an_upload_is_paused_and_taken_away(at_desk, server, draft, tmp_path):
    """Pausing keeps what arrived; removing can be undone."""
    page = at_desk()
    line(page, 2_000_000)
    page.locator("[data-pick]").set_input_files(noise(tmp_path / "lesson.mp4", 24))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-words]")).to_have_text("Paused")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Bring back")).to_be_focused()
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator("[data-repick]")).to_contain_text("Pick the same file again")


def test_a_recording_is_prepared_and_shown_in_place(at_desk, draft, server, tmp_path):
    """A sound recording is prepared in the background and its player appears by itself."""
    from ports.footage import ffmpeg

    sound = tmp_path / "voice.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=frequency=330:duration=2", sound)
    page = at_desk()
    page.locator("[data-pick]").set_input_files(sound)
    card = page.locator("[data-artefact]")
    note = card.get_by_label("What should an assessor look at?")
    note.fill("From second one on")
    expect(card.locator("audio")).to_be_visible()
    expect(note).to_have_value("From second one on")
    card.get_by_label("How was AI used for this?").select_option("wording")
    expect(card.locator("[data-choice] [data-save-state]")).to_contain_text("Saved")
    captions = tmp_path / "voice.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nGood morning\n")
    card.locator("input[name=file]").set_input_files(captions)
    expect(card.get_by_role("button", name="Take the captions away")).to_be_visible()
    expect(card.get_by_role("link", name="Captions")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe.violations(page) == []
    expect(page.locator("#precheck-body")).not_to_contain_text("A recording of one discussion")


def test_all_of_it_works_without_scripts(tabs, server, draft, tmp_path):
    """Forms save, send, confirm and submit."""
    from ports.footage import ffmpeg

    sound = tmp_path / "voice.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=frequency=330:duration=1", sound)
    page = tabs.open(f"/evidence/{draft['draft']}/", java_script_enabled=False)
    for question, text in (
        (CONTEXT, "My class has twenty four students."),
        ("reflection.change", "I will wait for much longer."),
    ):
        box(page, question).fill(text)
        page.locator(f'[id="{question}"]').get_by_role("button", name="Save").click()
    page.locator("[data-pick]").set_input_files(sound)
    page.get_by_role("button", name="Send this file").click()
    wait_for(page, server, draft, lambda kept: kept["state"] == "ready")
    settled = page.get_by_text("All texts and files are here. One thing is left")
    for _look in range(60):  # without scripts she loads the page again until it is looked through
        page.reload()
        if settled.is_visible():
            break
        page.wait_for_timeout(500)
    finish(page)
    assert page.url.startswith(f"{server.url}/evidence/attempts/")


def finish(page: Page) -> None:
    for statement in page.locator("#attest input[type=checkbox]").all():
        statement.check()
    page.get_by_role("button", name="Confirm all of these").click()
    page.get_by_role("link", name="Look it over and submit").click()
    page.get_by_role("button", name="Submit now").click()


def test_the_whole_way_goes_by_keyboard_on_a_small_phone(at_desk, server, draft, tmp_path):
    """At 360 pixels nothing is wider than the window, and Tab reaches all of it in order."""
    from ports.footage import ffmpeg

    sound = tmp_path / "voice.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=frequency=330:duration=1", sound)
    page = at_desk(viewport={"width": 360, "height": 740})
    assert overflow(page) == 0
    press_until(page, f"text-{CONTEXT}")
    page.keyboard.type("My class has twenty four students.")
    page.locator("[data-pick]").set_input_files(sound)
    expect(page.locator("audio")).to_be_visible()
    press_until(page, "text-reflection.change")
    page.keyboard.type("I will wait for much longer.")
    expect(page.locator("#precheck-body")).to_contain_text("One thing is left")
    assert overflow(page) == 0
    for _ in range(4):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#attest-body")).to_contain_text("You have confirmed")
    press_until(page, lambda: "Look it over" in page.evaluate("document.activeElement.innerText"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Submit attempt 1")
    assert axe.violations(page) == []
    assert overflow(page) == 0
    press_until(page, lambda: "Submit now" in page.evaluate("document.activeElement.innerText"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Attempt 1")
    assert axe.violations(page) == []
    assert overflow(page) == 0


def press_until(page: Page, goal: str | Callable[[], bool]) -> None:
    reached = goal if callable(goal) else lambda: page.evaluate("document.activeElement.id") == goal
    for _ in range(150):
        page.keyboard.press("Tab")
        if reached():
            return
    raise AssertionError("Tab does not lead there")


def test_pages_are_light_and_accessible(at_desk, tabs, draft):
    """The draft weighs less than 100 kB as it is sent (without media), and axe finds nothing."""
    page = at_desk()
    sizes: list[int] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    page.reload(wait_until="networkidle")
    assert 10_000 < sum(sizes) < 100_000, json.dumps(sizes)
    assert axe.violations(page) == []
    for path in ("/evidence/", "/evidence/meetings/", f"/evidence/{draft['draft']}/submit/"):
        page.goto(path)
        assert axe.violations(page) == [], path
