"""Times are shown in the zone of the place where the reader works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils import timezone

from lapel.doors.web.zones import ReadersZone, ReadersZoneMiddleware

if TYPE_CHECKING:
    from cast import Cast

# Auckland is 13 hours ahead of UTC in its summer and 12 in its winter (IANA, Pacific/Auckland).
SUMMER = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
WINTER = datetime(2026, 7, 31, 12, 30, tzinfo=UTC)
SHOWN = Template("{% load tz %}{{ moment|date:'Y-m-d H:i T' }}")


@pytest.fixture
def far(cast: Cast) -> Cast:
    """Move everybody's places to the other side of the world."""
    for place in (cast.state, cast.district, cast.school, cast.college):
        place.zone = "Pacific/Auckland"
        place.save()
    return cast


def shown(moment: datetime) -> str:
    return SHOWN.render(Context({"moment": moment}))


def test_a_page_shows_times_by_the_clocks_of_the_readers_place(far: Cast, rf: Any) -> None:
    """In summer and in winter, and UTC again after the page."""
    request = rf.get("/")
    request.user = far.amina
    middleware = ReadersZoneMiddleware(lambda _request: (shown(SUMMER), shown(WINTER)))  # type: ignore[arg-type,return-value]  # the words stand for a page
    assert middleware(request) == ("2026-02-01 01:30 NZDT", "2026-08-01 00:30 NZST")  # type: ignore[comparison-overlap]  # the words stand for a page
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_page_without_times_asks_for_no_zone(
    far: Cast, rf: Any, django_assert_num_queries: Any
) -> None:
    """The query waits for the first time, and is made once."""
    request = rf.get("/")
    request.user = far.amina
    with django_assert_num_queries(0):
        ReadersZoneMiddleware(lambda _request: None)(request)  # type: ignore[arg-type,return-value]  # nothing stands for a page
    zone = ReadersZone(far.amina)
    with django_assert_num_queries(1):
        assert [SUMMER.astimezone(zone).day, WINTER.astimezone(zone).day] == [1, 1]


def test_who_belongs_nowhere_reads_utc(far: Cast) -> None:
    """A stranger with an account, and a visitor."""
    for reader in (far.femi, AnonymousUser()):
        assert SUMMER.astimezone(ReadersZone(reader)).isoformat() == "2026-01-31T12:30:00+00:00"


def test_the_zone_is_a_whole_one(far: Cast) -> None:
    """Offsets, summer time and names are those of the place; there and back is the same moment."""
    zone = ReadersZone(far.amina)
    there = SUMMER.astimezone(zone)
    assert there.utcoffset() == timedelta(hours=13)
    assert there.dst() == timedelta(hours=1)
    assert there.tzname() == "NZDT"
    assert there.astimezone(UTC) == SUMMER == there
    assert zone.utcoffset(None) is None
    assert str(zone) == "Pacific/Auckland"
