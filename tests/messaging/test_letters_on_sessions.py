"""A week of daily sessions, with a day offline, a day off, a letter each school day, and a note."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lapel.journey.learning.actions import keep_daily, set_rhythm, take_off
from lapel.journey.learning.events import SessionWaits
from lapel.journey.learning.models import CardReview, DailySession, Trial
from lapel.journey.learning.queries import cards_of, session_of
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import announce, deliver_all
from learning.test_daily import MONDAY, USUAL, entry, hers, keep, on

if TYPE_CHECKING:
    from typing import Any

    from cast import Cast
    from lapel.journey.learning.models import Enrolment

__all__ = ["hers"]
EVENING = 0.11  # of a day after 14:00 in Nairobi: shortly after half past four


def letters() -> list[Message]:
    """Give the letters on sessions in their order."""
    return list(Message.objects.filter(kind="session").order_by("written_at"))


def a_session(hers: Enrolment, *, effort: int = 5) -> list[dict[str, Any]]:
    """Do all that today holds; gives what a device would send."""
    session = session_of(hers.person)
    return [
        *(entry(hers, "card", card=each.card["key"], grade=3) for each in session.cards),
        *(
            entry(hers, "segment", module=each.module["key"], segment=each.segment["key"])
            for each in session.pieces
            if each.segment
        ),
        entry(hers, "effort", effort=effort, closing=session.closing),
    ]


def test_a_week_of_daily_sessions_with_a_day_offline(cast: Cast, hers: Enrolment) -> None:
    """Met on Monday; done on Tuesday, offline on Wednesday, off on Thursday, done on Friday."""
    with on(0.01):
        set_rhythm(person=cast.amina, **USUAL)
    with on(1):
        assert keep(hers, *a_session(hers)) == {}
        assert keep(hers, entry(hers, "trial", words="Wait after one answer")) == {}
    with on(1 + EVENING):
        deliver_all()
    assert letters() == []  # she was faster than the letter

    with on(2):
        wednesday = [
            each | {"at": (MONDAY + timedelta(days=2)).isoformat()} for each in a_session(hers)
        ]
    with on(2 + EVENING):
        deliver_all()
    (letter,) = letters()
    assert letter.to == cast.amina.email
    assert letter.subject == "Today: 15 minutes"
    assert "You meant to try: “Wait after one answer”." in letter.text
    assert "/learning/today/" in letter.text
    there = letter.written_at.astimezone(ZoneInfo("Africa/Nairobi"))
    assert there.strftime("%A %H") == "Wednesday 16"

    with on(3 - EVENING):
        take_off(person=cast.amina, first=date(2026, 3, 12), last=date(2026, 3, 12))
    with on(3 + EVENING):
        deliver_all()
        assert session_of(cast.amina).cards == []
    assert len(letters()) == 1  # nobody writes on a day off

    with on(4):
        trial = Trial.objects.get()
        friday = [*a_session(hers), entry(hers, "reply", trial=str(trial.pk), words="S4 spoke!")]
        for _again in range(2):  # the answer to the first sending was lost
            answer = keep_daily(person=cast.amina, entries=[*wednesday, *friday])
            assert answer.refused == {}
    with on(4 + EVENING):
        deliver_all()
    assert len(letters()) == 1

    days = {each.day for each in DailySession.objects.all()}
    assert days == {date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 13)}
    reviews = CardReview.objects.filter(day=date(2026, 3, 11))
    assert reviews.count() == len([each for each in wednesday if each["kind"] == "card"])
    trial.refresh_from_db()
    assert trial.reply == "S4 spoke!"
    with on(5):
        standings = [each.standing for each in cards_of(cast.amina)]
    assert all(each.last is not None for each in standings)
    assert min(each.due for each in standings if each.due) == date(2026, 3, 13)


def test_a_letter_that_comes_too_late_for_its_day_is_not_written(
    cast: Cast, hers: Enrolment
) -> None:
    """The post stood still over night: yesterday's session does not wait any more."""
    with on(2):
        announce(SessionWaits(person_id=cast.amina.pk, day="2026-03-10"))
        deliver_all()
    assert letters() == []


def test_a_letter_says_nothing_of_what_she_rated(cast: Cast, hers: Enrolment) -> None:
    """A mailbox is read over shoulders."""
    with on(0.01):
        set_rhythm(person=cast.amina, **USUAL)
    for number in (1, 2, 3):
        with on(number):
            keep(hers, entry(hers, "effort", effort=9, closing="practice"))
    with on(4):
        announce(SessionWaits(person_id=cast.amina.pk, day="2026-03-13"))
        deliver_all()
    (letter,) = letters()
    assert letter.subject == "Today: 10 minutes"
    for word in ("demanding", "effort", "streak", "missed"):
        assert word not in letter.text
    assert letter.written_at > datetime.fromisoformat("2026-03-13T00:00:00+00:00")
