"""The whole main journey in a small window: on a phone, and on a desk's screen at 400 % zoom.

On every page of the way all that can be used is gone to: it fits the window, nothing lies over
it, and nothing but a table scrolls sideways (WCAG 2.2: 1.4.10, 2.4.11).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from journeys import papers, steps
from journeys.focus import out_of_reach
from journeys.papers import FIRST, TITLES
from journeys.steps import Someone
from lapel.domain.badges.reading import read_badge
from serving import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.journey
# 1280 by 1024 pixels at 400 % leave 320 by 256, each drawn as four by four.
WINDOWS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "zoom": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
}


class Small(Someone):
    """Somebody at a small window, who looks around on every page before she goes on."""

    def __init__(self, *about: Any, session: str = "", **window: Any) -> None:
        super().__init__(*about, **window)
        self.wrong: dict[str, list[str]] = {}
        if session:
            cookie = {"name": "sessionid", "value": session, "url": self.server.url}
            self.page.context.add_cookies([cookie])

    def look(self) -> None:
        """Note what is out of reach on the page as it stands."""
        self.page.wait_for_load_state()
        if found := out_of_reach(self.page):
            place = re.sub(r"[0-9a-f-]{36}", "…", self.page.url.removeprefix(self.server.url))
            self.wrong.setdefault(f"{self.name} at {place}", found)

    def go(self, path: str) -> Page:
        page = super().go(path)
        self.look()
        return page

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        self.look()
        super().press(name, within=within)

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.look()
        super().follow(name)

    def sees(self, words: str | re.Pattern[str]) -> None:
        super().sees(words)
        self.look()


@pytest.fixture(params=list(WINDOWS))
def enter(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path
) -> Iterator[Callable[[str], Small]]:
    """Serve an instance with one micro-credential; give a way in through a small window."""
    home = tmp_path / "home"
    home.mkdir()
    server = Server(home)
    server.start()
    sessions = server.feed("classroom", content=papers.pocket(FIRST))
    entered: list[Small] = []

    def opened(name: str) -> Small:
        window = WINDOWS[request.param]
        found = Small(browser, server, name, session=sessions.get(name.lower(), ""), **window)
        entered.append(found)
        return found

    yield opened
    for each in entered:
        each.page.context.close()
    server.stop()
    wrong = {place: found for each in entered for place, found in each.wrong.items()}
    assert wrong == {}
    assert [said for each in entered for said in each.complaints] == []


def earn(enter: Callable[[str], Small], amina: Small, photo: Path) -> None:
    """Find it, enrol, learn, write, bring a photo, submit; two score it and say yes."""
    steps.enrol(amina, FIRST)
    steps.learn(amina, modules=3)
    steps.begin(amina, FIRST)
    steps.write(amina, papers.CONTEXT, steps.ANSWER)
    steps.bring(amina, "artefacts.board", photo, "img")
    steps.write(amina, "reflection.change", steps.CHANGE)
    submission = steps.hand_in(amina, 1)
    for name in ("Ben", "Bola"):
        assessor = enter(name)
        steps.take(assessor)
        score(assessor)
        assessor.follow("Look over and lock")
        assessor.press("Lock for good")
        assessor.sees("Locked. Thank you")
    steps.tracked(amina, submission, who="Nobody: it is yours.")


def score(assessor: Small) -> None:
    """Choose a level for every criterion by pointing at it."""
    for criterion in assessor.page.locator("[data-criterion]").all():
        criterion.locator("[data-level=yes]").click()
        expect(criterion.locator("[data-state]")).to_contain_text("Saved")
    assessor.look()


def test_the_main_journey_fits_a_small_window(
    enter: Callable[[str], Small], tmp_path: Path
) -> None:
    """Find, enrol, learn, evidence, submit, score twice, award, share, verify."""
    photo = tmp_path / "board.jpg"
    Image.effect_noise((640, 480), 60).save(photo, "JPEG")
    amina = enter("Amina")
    earn(enter, amina, photo)
    award = steps.earned(amina, TITLES[FIRST])
    amina.page.get_by_label("Anyone with the link can see this badge").check()
    amina.press("Save")
    amina.sees("Add to LinkedIn")
    badge = tmp_path / "badge.png"
    badge.write_bytes(amina.download("Picture with the badge in it (PNG)"))
    assert read_badge(badge.read_bytes())
    stranger = enter("Stranger")
    stranger.go(f"/sharing/badge/{award}/")
    stranger.sees("Verified: issued by")
    stranger.go("/sharing/verify/")
    stranger.page.get_by_label("A badge file").set_input_files(badge)
    stranger.press("Verify")
    stranger.sees(TITLES[FIRST])
    assert amina.page.evaluate("devicePixelRatio") > 1
