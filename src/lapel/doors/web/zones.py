"""Times on pages are shown in the zone of the place where the reader works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from lapel.journey.people.queries import roles_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person


class ReadersZone(tzinfo):
    """The zone of a reader's first organisation, asked for when a page shows its first time.

    Who belongs nowhere, and whoever only visits, reads UTC.
    """

    def __init__(self, reader: Person | AnonymousUser) -> None:
        self._reader = reader

    @cached_property
    def _zone(self) -> tzinfo:
        held = roles_of(self._reader)
        return ZoneInfo(held[0].organisation.zone) if held else UTC

    def __str__(self) -> str:
        """Name it as the IANA does; queries by day hand this to the database."""
        return str(self._zone)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Tell how far its clocks are from UTC at a moment."""
        return self._zone.utcoffset(_in(self._zone, moment))

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Tell how far its clocks are moved in summer."""
        return self._zone.dst(_in(self._zone, moment))

    def tzname(self, moment: datetime | None) -> str | None:
        """Name it as at a moment."""
        return self._zone.tzname(_in(self._zone, moment))

    def fromutc(self, moment: datetime) -> datetime:
        """Give a moment in UTC as its clocks show it."""
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)


def _in(zone: tzinfo, moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=zone) if moment else None


class ReadersZoneMiddleware:
    """Shows times in the reader's zone; a page that needs another one says so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate it for this page and no longer."""
        with timezone.override(ReadersZone(request.user)):
            return self.get_response(request)
