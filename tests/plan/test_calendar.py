"""The calendar file, read by the rules of RFC 5545 written out here, not by what wrote it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.journey.people.queries import today
from lapel.journey.plan import queries
from lapel.journey.plan.queries.calendars import escaped, folded
from plan.shelf import offer, planned

if TYPE_CHECKING:
    from cast import Cast

STAMP = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
# contentline = name *(";" param ) ":" value CRLF (3.1)
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)


def unfolded(text: str) -> list[str]:
    """Split at CRLF and join what begins with a space to the line before (3.1)."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in lines)
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def plain(value: str) -> str:
    """Take a TEXT value's escapes back (3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(text: str) -> list[dict[str, str]]:
    """Read VEVENTs between their BEGIN and END; each property stands at most once (3.6.1)."""
    lines = unfolded(text)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        parsed = LINE.fullmatch(line)
        assert parsed, line
        name, params, value = parsed.groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found and inside and name != "END":
            assert name not in found[-1]
            found[-1][name] = value
            assert params == (";VALUE=DATE" if name in {"DTSTART", "DTEND"} else "")
        inside = (inside or (name, value) == ("BEGIN", "VEVENT")) and name != "END"
    return found


def written(cast: Cast, base: str = "https://lapel.example") -> list[dict[str, str]]:
    shown = queries.shown_of(queries.own_plan(cast.amina))
    return events(queries.calendar_of(shown, base=base, stamp=STAMP))


def test_each_step_is_an_event_over_its_days(cast):
    """At an hour a week a step of eight hours takes eight weeks; the end stands a day after."""
    offer(cast)
    plan = planned(cast, weeks=60, targets={"T01": "Leading"})
    first, second, last = written(cast)
    assert first["SUMMARY"] == "Begin well"
    assert first["DTSTART"] == f"{today():%Y%m%d}"
    assert first["DTEND"] == f"{today() + timedelta(weeks=8):%Y%m%d}"
    assert second["DTSTART"] == first["DTEND"]
    assert first["UID"] == f"{plan.pk}-begin-well@lapel.example"
    assert first["DTSTAMP"] == "20260504T100000Z"
    assert first["URL"] == "https://lapel.example/catalogue/begin-well/"
    assert (last["SUMMARY"], last["DTSTART"]) == ("The day of your plan", f"{plan.deadline:%Y%m%d}")
    assert {each["CLASS"] for each in (first, second, last)} == {"PRIVATE"}


def test_a_later_file_replaces_the_older_one(cast):
    """Same UIDs, a higher sequence (3.8.7.4); and a licence's end is called so."""
    offer(cast)
    planned(cast, targets={"T02": "Proficient"})
    before = written(cast)
    planned(cast, targets={"T02": "Proficient"}, is_renewal=True)
    after = written(cast)
    assert {each["UID"] for each in before} == {each["UID"] for each in after}
    assert int(after[0]["SEQUENCE"]) > int(before[0]["SEQUENCE"])
    assert after[-1]["SUMMARY"] == "Your licence ends"


def test_the_page_gives_a_file(cast, client):
    """With the type that calendars know."""
    offer(cast)
    planned(cast)
    client.force_login(cast.amina)
    answer = client.get("/plan/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(events(answer.content.decode())) == len(queries.own_plan(cast.amina).steps) + 1


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200))
def test_any_title_survives_escaping_and_folding(title):
    """Commas, semicolons, backslashes, and letters of several octets."""
    (line,) = unfolded("".join(f"{each}\r\n" for each in folded([f"SUMMARY:{escaped(title)}"])))
    assert plain(line.removeprefix("SUMMARY:")) == title


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_a_line_break_is_escaped(break_):
    """It would end the line, and begin a property of somebody's choice."""
    assert escaped(f"a{break_}ATTENDEE:x;y") == "a\\nATTENDEE:x\\;y"
