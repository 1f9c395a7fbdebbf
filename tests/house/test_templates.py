"""Templates follow the same arrows as imports, and hold no inline script or style."""

from __future__ import annotations

import ast
import re

import pytest

from house.tree import SOURCE, order, rooms

REFERENCE = re.compile(r"{%\s*(?:extends|include)\s+[\"']([\w-]+)/")
ADDRESS = re.compile(r"{%\s*url\s+[\"']([\w-]+):")
INLINE = re.compile(
    r"\s(?:style|on[a-z]+)=\"|<style|<script(?![^>]*(?:src=|nonce=|type=\"application/))"
)


def templates():
    return [
        (room.name, path)
        for room in rooms()
        for path in sorted(room.glob("templates/**/*"))
        if path.is_file()
    ]


def ids():
    return [f"{room}:{path.name}" for room, path in templates()]


@pytest.mark.parametrize(("room", "path"), templates(), ids=ids())
def test_a_template_uses_only_the_shell_its_own_room_and_earlier_ones(room, path):
    """A page cannot show a later room's fragment or link to its pages; panels do that."""
    text = path.read_text(encoding="utf-8")
    used = {*REFERENCE.findall(text), *ADDRESS.findall(text)}
    ahead = [name for name in used if name in ROOMS and order(name) > order(room)]
    assert ahead == []


ROOMS = {room.name for room in rooms()}


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("templates/**/*.html")), ids=lambda path: path.name
)
def test_a_template_holds_no_inline_style_or_script(path):
    """The Content Security Policy allows none, so a page would silently break."""
    if "mail" in path.stem or "mail" in path.parts:
        return  # mail readers know no style sheets; no policy applies to a letter
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


DATED = re.compile(r"\|\s*(?:date|time):\s*[\"']([^\"']*)[\"']")
FORMATTED = re.compile(r"(?:^|\.)(?:date|time)_format$")
# what machines read (ISO 8601), and the name of a weekday or a zone alone, which has no order to
# get wrong
ALIKE_EVERYWHERE = {"c", "Y-m-d", "l", "T"}


def written(code):
    """Give the formats that calls of Django's date_format and time_format name."""
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and FORMATTED.search(ast.unparse(call.func)):
            named = [each.value for each in call.keywords if each.arg == "format"]
            for each in (*call.args[1:2], *named):
                yield each.value if isinstance(each, ast.Constant) else ast.unparse(each)


def fixed(found):
    return [each for each in found if each not in ALIKE_EVERYWHERE and not each.endswith("_FORMAT")]


@pytest.mark.parametrize(
    "path",
    sorted(path for path in SOURCE.rglob("templates/**/*") if path.is_file()),
    ids=lambda path: path.name,
)
def test_a_page_writes_days_and_times_as_its_language_does(path):
    """A format in letters fixes the English order; Django's named formats follow the language."""
    assert fixed(DATED.findall(path.read_text(encoding="utf-8"))) == []


def test_what_is_not_a_page_writes_days_and_times_as_its_language_does():
    """Certificates and sentences too."""
    found = {
        str(path.relative_to(SOURCE)): fixed(written(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
    }
    assert {name: formats for name, formats in found.items() if formats} == {}


def test_a_format_fixed_in_letters_is_seen():
    """As a filter or as a call, in either kind of quotes; not those by name and for machines."""
    assert fixed(DATED.findall("{{ a|date:'j F Y' }} {{ b|time:\"H:i\" }} {{ c|date:'c' }}"))
    assert fixed(written('date_format(moment.astimezone(zone(of)), "j F Y")')) == ["j F Y"]
    assert not fixed(
        DATED.findall("{{ a|date }} {{ b|date:\"DATE_FORMAT\" }} {{ c|date:'Y-m-d' }}")
    )
