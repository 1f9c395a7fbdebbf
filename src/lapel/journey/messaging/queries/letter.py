"""What a letter is, and how it writes an address and a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


@dataclass(frozen=True)
class Letter:
    """A letter in one language: its paragraphs are plain text, its button an absolute address."""

    subject: str
    heading: str
    paragraphs: list[str]
    button: str
    url: str
    why: str


def address_of(name: str, *args: object) -> str:
    """Give the absolute address of a page of this instance."""
    return settings.BASE_URL + reverse(name, args=args)


def day_of(moment: datetime, zone: tzinfo) -> str:
    """Write the day of a moment in a zone, as the letter's language writes days."""
    return date_format(moment.astimezone(zone), "DATE_FORMAT")
