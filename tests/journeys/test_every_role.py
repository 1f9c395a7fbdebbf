"""Every page as every role sees it, also empty, refused, and with forms sent wrong.

test_every_page.py looks at each page in each state as one of those who may. Here everybody asks
for all she may see. A page built like one that was looked at, for anybody, is not looked at again:
what differs then are words and numbers, and of those the loose ends are checked all the same.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cast import belongs, person
from journeys.shapes import fields_of, loose_ends, shape_of
from journeys.test_every_page import NOT_PAGES, looked_at, visits, world
from lapel.journey.people.models import Organisation, Role
from mailing import sign_in_as
from routes import SIGNED_IN, TABLE, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse
    from playwright.sync_api import Route

    from routes import Place
    from world import World

__all__ = ["visits", "world"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HEADERS = ("Content-Type", "Content-Security-Policy", "Content-Language")
REFUSED = ("/no/such/page/", "/jobs/", "/issuing/", "/review/lead/", "/insight/", "/people/")
ADDRESSES = (f"10.9.{number >> 8 & 255}.{number & 255}" for number in itertools.count(1))


@dataclass
class Round:
    """Goes from page to page; `known` are the shapes that were looked at."""

    visits: Callable[[Any], Any]
    known: set[str] = field(default_factory=set)
    windows: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    asked: int = 0
    looked: int = 0

    def ask(self, client: Client, path: str, data: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for a page and take back what that did; strangers are slowed down by address."""
        with transaction.atomic():
            send = client.get if data is None else client.post
            answer: HttpResponse = send(path, data or {}, REMOTE_ADDR=next(ADDRESSES))
            if answer.streaming:
                answer.close()
            transaction.set_rollback(True)
        return answer

    def learn(self, answer: HttpResponse) -> None:
        """Take a page for looked at."""
        if is_page(answer):
            self.known.add(shape_of(answer.content.decode()))

    def show(self, who: str, someone: Any, answer: HttpResponse, path: str, how: str = "") -> None:
        """Look at an answer in a browser if it is built like none before it."""
        if not is_page(answer):
            return
        self.asked += 1
        text = answer.content.decode()
        self.wrong += [f"{path} for {who}{how}: {each}" for each in loose_ends(text)]
        shape = shape_of(text)
        if shape in self.known:
            return
        self.known.add(shape)
        self.looked += 1
        if who not in self.windows:
            self.windows[who] = self.visits(someone)
        window = self.windows[who]
        window.page.route(f"**{path}", lambda route: _hand_over(route, answer))
        window.look(path, f"{who}{how}")
        window.page.unroute(f"**{path}")

    def close(self, name: str, report: Callable[[str, object], None]) -> None:
        report("pages", f"{name}: {self.asked} pages, {self.looked} built like none before")
        found = [*self.wrong, *(each for window in self.windows.values() for each in window.wrong)]
        assert not found, f"{len(found)} wrong:\n" + "\n".join(found)


def _hand_over(route: Route, answer: HttpResponse) -> None:
    """Give the browser the very answer whose shape was new."""
    headers = {name: answer[name] for name in HEADERS if name in answer}
    route.fulfill(status=answer.status_code, headers=headers, body=answer.content)


def is_page(answer: HttpResponse) -> bool:
    """Tell whether an answer is a whole page of HTML, and no fragment or way elsewhere."""
    if answer.streaming or "html" not in answer.get("Content-Type", ""):
        return False
    return b"<html" in answer.content


def pages(world: World) -> Iterator[Place]:
    return (each for each in places(world) if not NOT_PAGES.search(each.name))


def test_every_role_sees_every_page_she_may(
    world: World, visits: Any, record_property: Callable[[str, object], None]
) -> None:
    """Everybody of the cast, with all there is on each page."""
    walk, clients = Round(visits), world.clients()
    for who, shown in looked_at(world).items():
        for place in shown:
            walk.learn(walk.ask(clients[who], place.path))
    for place in pages(world):
        for who in sorted(place.may) if place.route.get else ():
            answer = walk.ask(clients[who], place.path)
            walk.show(who, world.people.get(who), answer, place.path)
    assert walk.asked > 500, "hardly anybody saw anything"
    walk.close("as every role", record_property)


def test_everybody_is_refused_and_forms_are_sent_wrong(
    world: World, visits: Any, record_property: Callable[[str, object], None]
) -> None:
    """What is not there, what is not hers, and every form she may send: empty, then wrong."""
    walk, clients = Round(visits), world.clients()
    for who, client in clients.items():
        for path in REFUSED:
            walk.show(who, world.people.get(who), walk.ask(client, path), path, ", refused")
    for place in pages(world):
        for who in sorted(place.may) if place.route.post else ():
            for how, data in sent_wrong(walk, clients[who], place).items():
                answer = walk.ask(clients[who], place.path, data)
                walk.show(who, world.people.get(who), answer, place.path, how)
    assert walk.looked > 10, "hardly any form said what is wrong"
    walk.close("refused, and forms sent wrong", record_property)


def sent_wrong(walk: Round, client: Client, place: Place) -> dict[str, dict[str, Any]]:
    """Give what to send to a form: nothing at all, and in each field what it does not take."""
    fields = dict.fromkeys(place.route.data, "text")
    if place.route.get:
        asked = walk.ask(client, place.path)
        fields |= fields_of(asked.content.decode()) if is_page(asked) else {}
    return {
        ", sent empty": {},
        ", sent wrong": {each: _wrong(kind) for each, kind in fields.items()},
    }


def _wrong(kind: str) -> Any:
    if kind == "file":
        return SimpleUploadedFile("wrong.txt", b"neither a badge nor a table")
    return "" if kind in {"checkbox", "radio", "hidden"} else "neither this nor that"


def test_every_role_alone_with_nothing(
    db: None, visits: Any, record_property: Callable[[str, object], None]
) -> None:
    """One person for each role, and one without any, where nothing has been made yet."""
    walk = Round(visits)
    home = Organisation.objects.create(slug="new", name="New District", kind="district")
    for role in (None, *Role):
        who = role.value if role else "nobody"
        someone = person(who.title())
        if role:
            belongs(someone, home, role)
        client = sign_in_as(Client(), someone)
        for name, route in TABLE.items():
            if route.get and not route.thing and not route.fixed and not NOT_PAGES.search(name):
                path = reverse(name)
                walk.show(who, someone, walk.ask(client, path), path, " with nothing")
    assert walk.asked > len(SIGNED_IN), "hardly anybody saw anything"
    walk.close("with nothing", record_property)
