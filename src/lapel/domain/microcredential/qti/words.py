"""Words between plain text and XML: paragraphs, lines, white space, and what XML cannot hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# XML 1.0, production 2: everything else has no way into a document.
_UNKEPT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"[ \t\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")


def line(text: str) -> str:
    """Give a text as one line with single spaces; what XML cannot hold becomes U+FFFD."""
    return _SPACES.sub(" ", _UNKEPT.sub("\ufffd", text)).strip(" ")


def plain(text: str) -> str:
    """Give a text as QTI keeps it: lines and paragraphs stay, spaces become single."""
    return "\n\n".join("\n".join(each) for each in paragraphs(text))


def paragraphs(text: str) -> list[list[str]]:
    """Give the paragraphs of a text, and the lines of each; empty ones fall away."""
    parts = _PARAGRAPHS.split(_BREAK.sub("\n", text))
    lined = ([line(each) for each in part.split("\n")] for part in parts)
    kept = ([each for each in lines if each] for lines in lined)
    return [lines for lines in kept if lines]


def escaped(text: str) -> str:
    """Write characters so that they are text in XML, also between quotation marks."""
    for mark, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        text = text.replace(mark, f"&{name};")
    return text


def element(name: str, inside: str = "", /, **attributes: str) -> str:
    """Write an element; `_` in the name of an attribute becomes `-`, and `__` a colon."""
    said = _attributes({each.strip("_"): value for each, value in attributes.items()})
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def _attributes(given: Mapping[str, str]) -> str:
    named = ((name.replace("__", ":").replace("_", "-"), value) for name, value in given.items())
    return "".join(f' {name}="{escaped(line(value))}"' for name, value in named)


def flow(text: str) -> str:
    """Write a text as paragraphs of lines."""
    return "".join(element("p", _lines(each)) for each in paragraphs(text))


def inline(text: str) -> str:
    """Write a text that stands in one line of flowing text; an empty line becomes two breaks."""
    return "<br/><br/>".join(_lines(each) for each in paragraphs(text))


def _lines(lines: list[str]) -> str:
    return "<br/>".join(escaped(each) for each in lines)
