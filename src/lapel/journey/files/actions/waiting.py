"""How much one person may send at once, within an hour, and within a day."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.files.models import StoredFile
from lapel.journey.record.queries import now
from lapel.turnstile import Turnstile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lapel.journey.people.models import Person

# A piece holds a thread for as long as a slow line takes; pages need some too (`lapel serve`).
AT_ONCE = 24
MOST_OF_ONE = 4
EVERYBODY = "everybody"
PAUSE = 3
# Far more than any evidence asks for; far less than it takes to fill a disk unnoticed.
MOST_AN_HOUR = 120
MOST_LARGE_A_DAY = 10
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

_places = Turnstile()


class WaitError(Exception):
    """She is asked to come again after `seconds`; `sentence` says why.

    `is_hers` tells whether it is by what she sends herself, or by what all do together.
    """

    def __init__(self, sentence: str, *, seconds: int, is_hers: bool = True) -> None:
        super().__init__(sentence)
        self.sentence, self.seconds, self.is_hers = sentence, seconds, is_hers


@contextmanager
def place_held(person: Person) -> Iterator[None]:
    """Hold one of the places for what is being sent; `WaitError` where none is free for her."""
    with _places.passed(_limits(person)) as full:
        if full:
            raise _no_place(full)
        yield


def look_for_place(person: Person) -> None:
    """Raise `WaitError` where a piece that she sent now would find no place."""
    full = _places.full(_limits(person))
    if full:
        raise _no_place(full)


def _limits(person: Person) -> dict[str, int]:
    return {str(person.pk): MOST_OF_ONE, EVERYBODY: AT_ONCE}


def _no_place(full: str) -> WaitError:
    if full == EVERYBODY:
        sentence = _("Many people are sending files just now; please try again in a moment.")
        return WaitError(sentence, seconds=PAUSE, is_hers=False)
    sentence = _("You are sending as many files as one person can at once; let one arrive first.")
    return WaitError(sentence, seconds=PAUSE)


def check_rate(*, person: Person, size: int) -> None:
    """Raise `WaitError` where one more file of `size` bytes is more than an hour or a day allows.

    What was removed counts too: its bytes are kept.
    """
    moment = now()
    brought = StoredFile.objects.filter(owner=person, created_at__gt=moment - DAY)
    begun = list(brought.order_by("created_at").values_list("created_at", "size"))
    lately = [at for at, _size in begun if at > moment - HOUR]
    if len(lately) >= MOST_AN_HOUR:
        raise _too_many(lately[-MOST_AN_HOUR] + HOUR - moment)
    free_from = _room_from(begun, MOST_LARGE_A_DAY * settings.UPLOAD_LIMIT - size)
    if free_from is not None:
        raise _too_many(free_from + DAY - moment)


def _room_from(begun: list[tuple[datetime, int]], room: int) -> datetime | None:
    """Give the file after whose day the others leave enough room; None where there is room now."""
    total, last = sum(size for _at, size in begun), None
    for at, size in begun:
        if total <= room:
            break
        total, last = total - size, at
    return last


def _too_many(wait: timedelta) -> WaitError:
    seconds = max(1, ceil(wait.total_seconds()))
    minutes = ceil(seconds / 60)
    sentence = ngettext(
        "That is more than one person can bring in so short a time; go on in a minute.",
        "That is more than one person can bring in so short a time; go on in %(count)s minutes.",
        minutes,
    ) % {"count": minutes}
    return WaitError(sentence, seconds=seconds)
