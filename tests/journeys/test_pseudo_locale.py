"""Every page in a language that nobody speaks: nothing visible is left in English."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models

from browser import overflow
from journeys.test_every_page import is_page, looked_at, visits
from pseudo import LEFTWARDS, LONGER, disguised, spoken
from world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

__all__ = ["visits"]
# Names and formats that are the same in every language.
NAMES = {
    "Lapel", "LinkedIn", "JSON", "PNG", "SVG", "PDF", "CSV", "QR", "UTC", "SHA", "DID",
    LONGER, "Esc", "lapel",
    # what languages call themselves, and names of students that are kept under seal
    "English", "Fran", "ais", "Espa", "ol", "Kiswahili", "Jamila Kimathi", "Omondi Were",
    # a letter in the demo's post, and the words of Python's own reader of JSON
    "Hello there", "Expecting property name enclosed in double quotes",
}  # fmt: skip
SILENT = {"script", "style", "code", "kbd", "pre", "textarea", "template", "noscript"}
SPOKEN = {"aria-label", "alt", "title", "placeholder", "data-confirm", "aria-description"}
# Addresses, what a script fills in, and the mark of a case and a viewer.
UNSAID = re.compile(r"https?://\S+|\{\w+\}|\b[CV]-[0-9A-Z]{6}\b")
# The disguise leaves no plain letter; these marks stand between words in every language.
MARKS = " .,:;!?()/@+'-\N{RIGHT SINGLE QUOTATION MARK}"
WORDS = re.compile(f"[A-Za-z][A-Za-z{re.escape(MARKS)}]*")


class Words(HTMLParser):
    """Collects what a page says, in text and in attributes that are read aloud or shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        for name, value in attrs:
            if value and (name in SPOKEN or name.startswith("data-say-")):
                self.said.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(" ".join(data.split()))


def kept_words() -> str:
    """Give all that people and documents put into the database, as one long text."""
    found: list[str] = []
    for model in apps.get_models():
        names = [
            each.name
            for each in model._meta.get_fields()
            if isinstance(each, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values_list(*names):
            found += [each for cell in row for each in _strings(cell)]
    return " ".join(" ".join(each.split()) for each in found)


def _strings(cell: Any) -> Iterator[str]:
    if isinstance(cell, dict | list):
        yield from _strings(json.dumps(cell, ensure_ascii=False).replace("\\n", " "))
        for each in cell.values() if isinstance(cell, dict) else cell:
            yield from _strings(each)
    elif isinstance(cell, str):
        yield cell


def in_english(page: str, kept: str) -> list[str]:
    """List what a page says that is neither translated nor anybody's own words."""
    found = []
    for said in Words(page).said:
        for words in WORDS.findall(UNSAID.sub(" ", said)):
            plain = words.strip(MARKS)
            pieces = plain.split(", ")
            if len(plain) > 1 and any(not (each in NAMES or each in kept) for each in pieces):
                found.append(plain)
    return found


def test_the_disguise_keeps_what_stands_for_something_else() -> None:
    """Placeholders, markup and entities come through; letters do not."""
    said = disguised("%(count)s of <b>{name}</b> &amp; more")
    assert said.startswith("%(count)s öƒ <b>{name}</b> &amp; ṁöŕé")
    assert disguised("verb\x04Open") == "Öṕéñ ·"


def test_nothing_visible_is_left_in_english(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    """Every page in every state, with the words of people and documents taken out."""
    settings.MAIL_URL = f"files://{tmp_path}/mail"  # no letters of other tests
    world = World()
    kept = kept_words()
    spoken(monkeypatch, settings, LONGER)
    clients = world.clients()
    wrong: dict[str, set[str]] = {}
    for who, shown in looked_at(world).items():
        client: Client = clients[who]
        for place in shown:
            answer = client.get(place.path)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                for words in in_english(answer.content.decode(), kept):
                    wrong.setdefault(words, set()).add(place.name)
    said = [f"{words!r} on {', '.join(sorted(where))}" for words, where in wrong.items()]
    assert not wrong, f"{len(wrong)} not translatable:\n" + "\n".join(said)


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_every_page_runs_from_right_to_left_and_fits(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, visits: Any
) -> None:
    """In a longer language that runs leftwards, no page is wider than a small phone."""
    world = World()
    spoken(monkeypatch, settings, LEFTWARDS)
    wrong = []
    for who, shown in looked_at(world).items():
        visit = visits(world.people.get(who))
        visit.page.set_viewport_size({"width": 360, "height": 800})
        for place in shown:
            answer = visit.page.goto(place.path, wait_until="domcontentloaded")
            if not is_page(answer):
                continue
            if visit.page.locator("html").get_attribute("dir") != "rtl":
                wrong.append(f"{place} runs from left to right")
            if wide := overflow(visit.page):
                wrong.append(f"{place} is {wide} pixels too wide")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)
