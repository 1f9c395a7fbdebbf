"""The words on a rendered page, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.redaction.boxes import Box
    from lapel.domain.redaction.find import Find


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page's text, text[start:end], and its place on the page."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its text (empty where it is only a scan), and its words.

    `unread` where it shows what no text says, as a scan or a large photograph does: only a person
    can tell whether a name is to be read there.
    """

    number: int
    text: str
    words: tuple[Word, ...]
    unread: bool = False


def boxes_on_page(page: Page, finds: Iterable[Find]) -> list[Box]:
    """Give the boxes of all words that what was found in `page.text` touches."""
    spans = [(find.start, find.end) for find in finds]
    return [
        word.box
        for word in page.words
        if any(word.start < end and start < word.end for start, end in spans)
    ]
