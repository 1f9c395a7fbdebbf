"""Templates follow the same arrows as imports, and hold no inline script or style."""

from __future__ import annotations

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
