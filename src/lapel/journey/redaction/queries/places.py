"""Where things are, between what is kept and what the engine takes."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.domain.redaction import Box, Pupil, Track, text_in_captions, text_in_html
from lapel.journey.consent.queries import students_of
from lapel.journey.files.models import Derivative
from lapel.journey.files.queries import words_of
from lapel.ports.redaction import from_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.files.models import StoredFile
    from lapel.journey.people.models import Person
    from lapel.journey.redaction.models import Suggestion
    from lapel.ports.redaction import Redaction

SPOKEN = (Derivative.Kind.CAPTIONS, Derivative.Kind.TRANSCRIPT)


@cache
def _engine_at(url: str) -> Redaction:
    return from_url(url)


_chosen: ContextVar[Redaction | None] = ContextVar("engine", default=None)


def engine() -> Redaction:
    """Give what finds and covers, as the settings chose it."""
    return _chosen.get() or _engine_at(settings.REDACTION_URL)


@contextmanager
def looking_with(other: Redaction) -> Iterator[None]:
    """Have another engine look and cover within the block, for files of our own making."""
    token = _chosen.set(other)
    try:
        yield
    finally:
        _chosen.reset(token)


def pupils_of(person: Person) -> list[Pupil]:
    """Give her class lists as the engine takes them: those whose real names she has typed."""
    return [
        Pupil(name=each.name, alias=each.student.label) for each in students_of(person) if each.name
    ]


def box_of(numbers: list[float]) -> Box:
    """Make a box of what is kept of it."""
    left, top, width, height = numbers
    return Box(left, top, width, height)


def track_of(suggestion: Suggestion, number: int) -> Track:
    """Make a track of what is kept of it; a single moment lasts a while."""
    boxes = tuple((each[0], box_of(each[1:])) for each in suggestion.place["boxes"])
    return Track(number, boxes)


def numbers_of(box: Box) -> list[float]:
    """Give what is kept of a box."""
    return [round(each, 5) for each in (box.left, box.top, box.width, box.height)]


def boxes_of(track: Track) -> list[list[float]]:
    """Give what is kept of a track."""
    return [[round(second, 3), *numbers_of(box)] for second, box in track.boxes]


def text_of(file: StoredFile, derivative: Derivative | None, where: str = "") -> str:
    """Give the text in which a suggestion's `start` and `end` count."""
    if derivative is None:
        return file.name if where == "name" else file.text
    words = words_of(derivative)
    if derivative.kind == Derivative.Kind.HTML:
        return text_in_html(words)
    return text_in_captions(words) if derivative.kind == Derivative.Kind.CAPTIONS else words


def spoken_words(file: StoredFile) -> list[Derivative]:
    """Give the captions and transcripts of a file of words."""
    return list(file.derivatives.filter(kind__in=SPOKEN, edition=0).order_by("kind", "number"))
