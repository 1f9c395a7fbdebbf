"""Every page there is, as each kind of visitor sees it: axe, narrow screens, weight, complaints."""

from __future__ import annotations

import functools
import gzip
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

import axe
from browser import open_page, overflow
from cast import person
from journeys.focus import out_of_reach
from mailing import sign_in_as
from routes import TABLE, places
from world import ANONYMOUS, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response
    from pytest_django.live_server_helper import LiveServer

    from routes import Place

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# 1280 by 1024 at 400 % zoom leaves 320 by 256 (WCAG 2.2, 1.4.10); 360 is a small phone.
WIDE, PHONE, ZOOMED = 1280, 360, 320
KILOBYTES = 100
MEDIA = ("image", "media")
# What a page would not be without: one visitor each, who stands for the others that may.
FIRST = ["amina", "ben", "gita", "dara", "hana", "elif", "ibrahim", "chipo", "bola"]
# Downloads and documents for machines are no pages.
NOT_PAGES = re.compile(
    r"api:|^styleguide$|^app-manifest$|:precheck$|^id-(did|svg|png|revocations)$|download|\.json|:document$|authoring:version$|:manifest|:history"
    r"|^case-|^log-|^plan:calendar$|^diagnosis:(picture|record|growth-picture|bank_export)$|^authoring:levels_document$|^sharing:(oembed|cv|paper)$|^issuing:batch-(example|lines)$"
    r"|:data$|:reliability_(json|svg|png)$|:work_table$|_example|_bad|^files:|:media$|:export$|:card$|letter_html|mfa_download"
)
# Builders look at the style guide, scripts fetch the pre-check's fragment.
_OUTSIDE = """() => [...document.querySelectorAll("body *")].filter((each) =>
  !each.closest(".scroller > *") && each.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 4).map((each) => each.cloneNode(false).outerHTML)"""


def is_page(answer: Response | None) -> bool:
    """Tell a page from what is made for programs, which a browser shows in a frame of its own."""
    return answer is not None and "html" in answer.headers.get("content-type", "")


@dataclass
class Visit:
    """What one look at one page found."""

    page: Page
    complaints: list[str]
    weighed: list[Response] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def look(self, path: str, who: str) -> None:
        """Open a page and note all that is wrong with it."""
        said = len(self.complaints)
        self.weighed.clear()
        self.page.set_viewport_size({"width": WIDE, "height": 800})
        answer = self.page.goto(path, wait_until="load")
        self._note(path, who, [] if answer else ["does not answer"])
        if not is_page(answer):
            return
        self._note(path, who, axe.violations(self.page))
        self._note(path, who, self._weight())
        for width in (PHONE, ZOOMED):
            self.page.set_viewport_size({"width": width, "height": 800})
            if wide := overflow(self.page):
                culprits = self.page.evaluate(_OUTSIDE)
                self._note(path, who, [f"is {wide} pixels wider than {width}: {culprits}"])
        self.page.set_viewport_size({"width": ZOOMED, "height": 256})
        self._note(path, who, out_of_reach(self.page))
        self.page.emulate_media(color_scheme="dark")
        dark = axe.violations(self.page)
        self._note(path, who, [f"small and dark: {each}" for each in dark])
        self.page.emulate_media(color_scheme="light")
        heard = [
            each for each in self.complaints[said:] if f"status of {answer.status}" not in each
        ]
        self._note(path, who, heard)

    def hear(self, answer: Response) -> None:
        """Keep what is to be weighed: what came well, and is no picture or film."""
        if answer.ok and answer.request.resource_type not in MEDIA:
            self.weighed.append(answer)

    def _note(self, path: str, who: str, found: list[str]) -> None:
        self.wrong += [f"{path} for {who}: {each}" for each in found]

    def _weight(self) -> list[str]:
        """Weigh what came over the line for this page alone, pictures and films apart."""
        total = sum(map(sent, self.weighed))
        return [f"weighs {total} bytes"] if total > KILOBYTES * 1000 else []


@functools.cache
def compressed(path: str) -> int:
    """Measure a style or script as a real instance sends it: WhiteNoise compresses beforehand."""
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    return len(gzip.compress(Path(str(found)).read_bytes(), 9))


def sent(answer: Response) -> int:
    path = urlsplit(answer.url).path
    if path.startswith(settings.STATIC_URL):
        return compressed(path)
    return answer.request.sizes()["responseBodySize"]


def visitor(place: Place) -> str:
    """Choose who looks: one of those who may, and a stranger where everybody may."""
    may = place.may
    return ANONYMOUS if ANONYMOUS in may else next((each for each in FIRST if each in may), "")


def looked_at(world: World) -> dict[str, list[Place]]:
    """Give every page with every state of its thing, by who looks at it."""
    found: dict[str, list[Place]] = {}
    for place in places(world):
        if place.route.get and not NOT_PAGES.search(place.name) and (who := visitor(place)):
            found.setdefault(who, []).append(place)
    return found


@pytest.fixture
def world(transactional_db: None) -> World:
    """Build the world where the served pages see it."""
    return World()


@pytest.fixture
def visits(browser: Browser, live_server: LiveServer) -> Iterator[Any]:
    """Open a window for somebody; a cache is never used, so that each page is weighed whole."""
    opened = []

    def open_for(someone: Any | None) -> Visit:
        page, complaints = open_page(browser, live_server)
        visit = Visit(page, complaints)
        page.on("response", visit.hear)
        if someone is not None:
            session = sign_in_as(_client(), someone).cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
            page.context.add_cookies([{**cookie, "url": live_server.url}])
        opened.append(visit)
        return visit

    yield open_for
    for each in opened:
        each.page.context.close()


def _client() -> Any:
    from django.test import Client

    return Client()


def test_every_page_with_all_there_is_on_it(world: World, visits: Any) -> None:
    """Each page in each state pleases axe, fits every width, is light, and nothing complains."""
    wrong = []
    for who, shown in looked_at(world).items():
        visit = visits(world.people.get(who))
        for place in shown:
            visit.look(place.path, who)
        wrong += visit.wrong
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)


def test_every_page_that_needs_nothing_when_there_is_nothing(visits: Any, live_server: Any) -> None:
    """Lists, desks and figures are looked at by somebody who holds every role, and has nothing."""
    from cast import belongs
    from lapel.journey.people.models import Organisation, Role

    alone = person("Alone")
    place = Organisation.objects.create(slug="new", name="New District", kind="district")
    for role in Role:
        belongs(alone, place, role)
    visit = visits(alone)
    for name, route in TABLE.items():
        if route.get and not route.thing and not route.fixed and not NOT_PAGES.search(name):
            visit.look(_path(name), "somebody with nothing")
    assert not visit.wrong, f"{len(visit.wrong)} wrong:\n" + "\n".join(visit.wrong)


def _path(name: str) -> str:
    from django.urls import reverse

    return reverse(name)


def test_pages_that_say_no_are_pages_too(world: World, visits: Any) -> None:
    """Not found, not allowed, and forms sent empty."""
    visit = visits(world.cast.dara)
    for path in ("/no/such/page/", "/issuing/", "/catalogue/none/"):
        visit.look(path, "Dara")
    assert not visit.wrong, "\n".join(visit.wrong)
    for path in ("/authoring/import/", "/authoring/stacks/", "/sharing/verify/"):
        visit.page.goto(path)
        visit.page.get_by_role("main").locator("form button").first.click()
        main = visit.page.get_by_role("main")
        main.get_by_text(re.compile("file|badge", re.IGNORECASE)).first.wait_for()
        assert axe.violations(visit.page) == [], path
