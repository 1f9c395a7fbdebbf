"""Boxes, tracks and pages as JSON between launcher and child; nothing else gets through."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from lapel.domain.redaction import Box, Page, Span, Track, Word

MOST_PICTURE = 64 * 1024


def box_to_json(box: Box) -> list[float]:
    """Write a box as five numbers."""
    sides = (box.left, box.top, box.width, box.height, box.score)
    return [round(each, 5) for each in sides]


def box_from_json(written: Sequence[Any]) -> Box:
    """Read a box; ValueError where it does not lie within the picture."""
    left, top, width, height, score = map(float, written)
    if not all(0 <= each <= 1.0001 for each in (left, top, width, height, score)):
        raise ValueError("a box lies within its picture")
    return Box(left, top, width, height, score)


def track_to_json(track: Track) -> dict[str, Any]:
    """Write a track."""
    picture = base64.b64encode(track.picture).decode() if track.picture else ""
    boxes = [[round(at, 3), *box_to_json(box)] for at, box in track.boxes]
    return {"number": track.number, "boxes": boxes, "picture": picture}


def track_from_json(written: Mapping[str, Any]) -> Track:
    """Read a track; ValueError, TypeError or KeyError for anything but number, boxes, picture."""
    if set(written) != {"number", "boxes", "picture"} or not written["boxes"]:
        raise ValueError("a track is a number, boxes and a picture")
    boxes = tuple((float(at), box_from_json(rest)) for at, *rest in written["boxes"])
    picture = base64.b64decode(str(written["picture"]), validate=True)
    if picture and (not picture.startswith(b"\xff\xd8") or len(picture) > MOST_PICTURE):
        raise ValueError("a track's picture is a small JPEG")
    return Track(int(written["number"]), boxes, picture or None)


def page_to_json(page: Page) -> dict[str, Any]:
    """Write a page and its words."""
    words = [[word.start, word.end, *box_to_json(word.box)] for word in page.words]
    return {"number": page.number, "text": page.text, "words": words, "unread": page.unread}


def page_from_json(written: Mapping[str, Any]) -> Page:
    """Read a page; ValueError, TypeError or KeyError for anything else."""
    words = tuple(
        Word(int(start), int(end), box_from_json(rest)) for start, end, *rest in written["words"]
    )
    return Page(int(written["number"]), str(written["text"]), words, bool(written["unread"]))


def span_to_json(span: Span) -> list[float]:
    """Write a span in seconds."""
    return [round(span.start, 3), round(span.end, 3)]


def span_from_json(written: Sequence[Any]) -> Span:
    """Read a span."""
    start, end = map(float, written)
    return Span(start, end)
