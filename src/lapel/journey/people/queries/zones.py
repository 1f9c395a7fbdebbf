"""Time zones, as the IANA database names them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

# Beside these the database holds old names of countries and zones without a place.
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zones() -> tuple[str, ...]:
    """List the zones to choose from, by name; UTC stands first."""
    return ("UTC", *sorted(each for each in available_timezones() if each.startswith(REGIONS)))


@cache
def _by_words() -> dict[str, str]:
    """Give each zone by its whole name and, where there is only one, by its city."""
    places: dict[str, list[str]] = {}
    for zone in zones():
        places.setdefault(zone.rpartition("/")[2].casefold(), []).append(zone)
    cities = {city: found[0] for city, found in places.items() if len(found) == 1}
    return cities | {zone.casefold(): zone for zone in available_timezones()}


def zone_named(words: str) -> str:
    """Find the zone somebody means by a name such as `africa/nairobi` or `New York`; else ""."""
    return _by_words().get("_".join(words.split()).casefold(), "")
