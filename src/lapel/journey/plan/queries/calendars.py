"""A plan as an iCalendar file (RFC 5545): a step an event over its days, and the deadline.

Days are whole days, so no zone is needed; an event keeps its UID, so that a newer file replaces
what an older one brought.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from lapel.journey.plan.queries.shown import Shown

MOST_OCTETS = 75


def calendar_of(shown: Shown, *, base: str, stamp: datetime) -> str:
    """Write the calendar; `base` is where this instance stands, for links and UIDs."""
    plan, host = shown.plan, urlsplit(base).netloc
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lapel//Plan//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for each in shown.steps:
        lines += _event(
            uid=f"{plan.pk}-{each.slug}@{host}",
            stamp=stamp,
            revision=plan.revision,
            first=each.starts,
            after=each.ends + timedelta(days=1),
            summary=each.title,
            said=_("%(hours)s hours. Only you have this calendar.") % {"hours": f"{each.hours:g}"},
            url=f"{base}/catalogue/{each.slug}/",
        )
    lines += _event(
        uid=f"{plan.pk}-deadline@{host}",
        stamp=stamp,
        revision=plan.revision,
        first=plan.deadline,
        after=plan.deadline + timedelta(days=1),
        summary=_("Your licence ends") if plan.is_renewal else _("The day of your plan"),
        said="",
        url=f"{base}/plan/",
    )
    lines.append("END:VCALENDAR")
    return "".join(f"{line}\r\n" for line in folded(lines))


def _event(  # noqa: PLR0913 (an event has these parts)
    *,
    uid: str,
    stamp: datetime,
    revision: int,
    first: date,
    after: date,
    summary: str,
    said: str,
    url: str,
) -> list[str]:
    found = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{revision}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{escaped(summary)}",
    ]
    if said:
        found.append(f"DESCRIPTION:{escaped(said)}")
    return [*found, f"URL:{url}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT"]


def escaped(text: str) -> str:
    """Escape a TEXT value (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def folded(lines: Iterable[str]) -> Iterator[str]:
    """Fold lines of more than 75 octets, never within a character (RFC 5545, 3.1)."""
    for line in lines:
        part, size = "", 0
        for letter in line:
            width = len(letter.encode())
            if size + width > MOST_OCTETS:
                yield part
                part, size = " ", 1
            part, size = part + letter, size + width
        yield part
