"""Daily sessions: kept from any device without loss, composed, paused, reminded within hours."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from documents import document, publish
from lapel.domain.memory import Closing, Order, Pace
from lapel.journey.learning.actions import (
    Refusal,
    come_back,
    enrol,
    finish_module,
    keep_daily,
    leave,
    set_rhythm,
    take_off,
)
from lapel.journey.learning.events import ReminderDue, SessionWaits
from lapel.journey.learning.models import (
    CardReview,
    CheckAnswer,
    DailyRhythm,
    DailySession,
    Pause,
    SegmentRead,
    Trial,
)
from lapel.journey.learning.queries import (
    cards_of,
    left_to_recall,
    next_reminder,
    open_pause,
    open_trials,
    own_enrolment,
    quiet_is_over,
    rhythm_of,
    session_of,
    trials_of,
    zone_of,
)
from lapel.journey.people.models import Holiday
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from cast import Cast
    from lapel.journey.learning.models import Enrolment

# A Monday, 14:00 in Nairobi, where Amina teaches.
MONDAY = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BODY = "Words.\n\n## Wait one\nCount.\n\n## Wait two\nNod.\n\n## Wait three\nSmile."
CARDS = [
    {"key": f"card-{n}", "criterion": "waits", "front": f"Question {n}?", "back": f"Answer {n}."}
    for n in range(1, 13)
]
SEGMENTS: list[dict[str, Any]] = [
    {"key": "one", "heading": "Wait one", "minutes": 5, "element_interactivity": 3},
    {
        "key": "two",
        "heading": "Wait two",
        "minutes": 5,
        "element_interactivity": 7,
        "worked_example": "She nods.",
        "task": "Nod.",
    },
    {"key": "three", "heading": "Wait three", "minutes": 5, "element_interactivity": 8},
]
USUAL: dict[str, Any] = {
    "minutes": 15,
    "first": "",
    "zone": "",
    "by_mail": True,
    "remind_at": time(16, 30),
    "quiet_from": time(19),
    "quiet_until": time(7),
}


def modules_with_cards() -> list[dict[str, Any]]:
    """Give the test document's modules, the first with cards, the second article cut in three."""
    content = document()["modules"]
    content[0]["cards"] = CARDS
    cut = {"key": "waits", "title": "Waits", "kind": "article", "minutes": 15, "body": BODY}
    return [content[0], cut | {"segments": SEGMENTS}, *content[1:]]


@pytest.fixture
def hers(cast: Cast) -> Enrolment:
    """Put Amina on a micro-credential with cards; on Monday she has finished its first module."""
    with clock_at(MONDAY):
        version = publish(cast, modules=modules_with_cards())
        enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
        finish_module(person=cast.amina, enrolment=enrolment, module="silence")
        return enrolment


def on(days: float) -> Any:
    """Shift the clock to so many days after that Monday."""
    return clock_at(MONDAY + days * DAY)


def entry(hers: Enrolment, kind: str, **says: Any) -> dict[str, Any]:
    """Give an entry as a device sends it."""
    return {"id": str(uuid.uuid4()), "kind": kind, "enrolment": str(hers.pk), **says}


def recall(hers: Enrolment, number: int = 1, grade: int = 3, **says: Any) -> dict[str, Any]:
    """Give the entry of a card turned over."""
    return entry(hers, "card", card=f"card-{number}", grade=grade, **says)


def keep(hers: Enrolment, *entries: dict[str, Any]) -> dict[str, str]:
    """Keep entries as Amina; gives what was refused."""
    return keep_daily(person=hers.person, entries=entries).refused


# --- kept without loss --------------------------------------------------------------------------


def test_what_is_sent_twice_is_kept_once(hers: Enrolment) -> None:
    """A reply that is lost on the way makes a phone send again."""
    sent = [
        recall(hers),
        entry(hers, "segment", module="waits", segment="one"),
        entry(hers, "trial", words="Wait after one answer"),
        entry(hers, "effort", effort=4, closing="practice"),
    ]
    with on(1):
        first = keep_daily(person=hers.person, entries=sent)
        again = keep_daily(person=hers.person, entries=sent)
    assert first.kept == again.kept == [each["id"] for each in sent]
    assert CardReview.objects.count() == SegmentRead.objects.count() == 1
    assert Trial.objects.count() == DailySession.objects.count() == 1


def test_two_devices_that_were_apart_are_made_one_in_either_order(hers: Enrolment) -> None:
    """The phone was offline on Tuesday; the laptop was used on Wednesday and spoke first."""
    tuesday, wednesday = MONDAY + DAY, MONDAY + 2 * DAY
    phone = [recall(hers, at=tuesday.isoformat()), recall(hers, 2, 1, at=tuesday.isoformat())]
    laptop = [recall(hers, at=wednesday.isoformat())]
    stood = []
    for order in ((phone, laptop), (laptop, phone)):
        CardReview.objects.all().delete()
        with on(3):
            for entries in order:
                assert keep(hers, *entries) == {}
            stood.append([each.standing for each in cards_of(hers.person)])
    assert stood[0] == stood[1]
    assert CardReview.objects.count() == 3
    days = CardReview.objects.order_by("at").values_list("day", flat=True)
    assert list(days) == [tuesday.date(), tuesday.date(), wednesday.date()]


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2026-03-10T25:99:00Z", "2026-03-10T08:00", "1970-01-01T00:00:00Z"]
)
def test_a_moment_that_cannot_be_right_is_now(hers: Enrolment, at: str) -> None:
    """A clock that was never set must not cost her the work."""
    with on(1):
        assert keep(hers, recall(hers, at=at)) == {}
    assert CardReview.objects.get().day == date(2026, 3, 10)


def test_what_lies_ahead_is_now(hers: Enrolment) -> None:
    """A phone that is a year ahead would push its cards out of reach."""
    with on(1):
        keep(hers, recall(hers, at="2027-03-10T08:00:00Z"))
    assert CardReview.objects.get().day == date(2026, 3, 10)


def test_her_own_calendar_counts(hers: Enrolment) -> None:
    """At 22:30 UTC it is the next day in Nairobi."""
    with on(2):
        keep(hers, recall(hers, at="2026-03-10T22:30:00Z"))
    assert CardReview.objects.get().day == date(2026, 3, 11)


def test_ids_of_two_persons_never_meet(cast: Cast, hers: Enrolment) -> None:
    """Whoever sends an id another has used neither sees nor hides what that one kept."""
    with on(1):
        his = enrol(person=cast.ben, version=hers.version, organisation=None)
        keep(hers, recall(hers, id="same"))
        keep(his, recall(his, id="same"))
    assert CardReview.objects.filter(person=cast.amina).count() == 1
    assert CardReview.objects.filter(person=cast.ben).count() == 1


def test_a_check_answered_later_elsewhere_stands(hers: Enrolment) -> None:
    """What the phone brings late does not undo what she answered since."""
    said = {"module": "try-it", "check": "long"}
    with on(3):
        keep(hers, entry(hers, "check", **said, option=1, at=(MONDAY + 2 * DAY).isoformat()))
        keep(hers, entry(hers, "check", **said, option=0, at=(MONDAY + DAY).isoformat()))
    assert CheckAnswer.objects.get().option == 1


def test_two_replies_from_two_devices_are_both_kept(hers: Enrolment) -> None:
    """Neither line is lost; and the same one sent again is not doubled."""
    with on(1):
        keep(hers, entry(hers, "trial", words="Wait longer"))
    trial = Trial.objects.get()
    with on(2):
        for words in ("It went well.", "S4 spoke!", "It went well."):
            keep(hers, entry(hers, "reply", trial=str(trial.pk), words=words))
    trial.refresh_from_db()
    assert trial.reply == "It went well.\nS4 spoke!"


def test_a_reply_has_a_bound_and_no_byte_that_a_database_refuses(hers: Enrolment) -> None:
    """Twenty lines on one thing; PostgreSQL takes no NUL."""
    with on(1):
        keep(hers, entry(hers, "trial", words="Wait\0 longer"))
    trial = str(Trial.objects.get(words="Wait longer").pk)
    with on(2):
        entries = [entry(hers, "reply", trial=trial, words=f"Line {n}") for n in range(21)]
        assert list(keep(hers, *entries)) == [entries[20]["id"]]


@pytest.mark.parametrize(
    "says",
    [
        {"kind": "card", "card": "no-such", "grade": 3},
        {"kind": "card", "card": "card-1", "grade": 5},
        {"kind": "card", "card": "card-1", "grade": "x"},
        {"kind": "card", "card": "card-1", "grade": 3, "enrolment": "x"},
        {"kind": "card", "card": "card-1", "grade": 3, "enrolment": str(uuid.UUID(int=1))},
        {"kind": "segment", "module": "waits", "segment": "nine"},
        {"kind": "segment", "module": "none", "segment": "one"},
        {"kind": "check", "module": "try-it", "check": "long", "option": 9},
        {"kind": "trial", "words": "  "},
        {"kind": "trial", "words": "x" * 301},
        {"kind": "reply", "trial": "x", "words": "Well."},
        {"kind": "reply", "trial": str(uuid.UUID(int=2)), "words": "Well."},
        {"kind": "effort", "effort": 10},
        {"kind": "song"},
        {"kind": "effort", "effort": 3, "id": ""},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_and_the_rest_kept(
    hers: Enrolment, says: dict[str, Any]
) -> None:
    """One bad entry does not hold up what a phone brings home."""
    good = recall(hers)
    with on(1):
        kept = keep_daily(person=hers.person, entries=[entry(hers, **says), good])
    assert kept.kept == [good["id"]]
    assert len(kept.refused) == 1


def test_another_persons_enrolment_and_trial_are_not_hers(cast: Cast, hers: Enrolment) -> None:
    """Ben cannot write into Amina's practice."""
    with on(1):
        keep(hers, entry(hers, "trial", words="Wait longer"))
        reply = entry(hers, "reply", trial=str(Trial.objects.get().pk), words="Mine now")
        refused = keep_daily(person=cast.ben, entries=[recall(hers), reply]).refused
    assert len(refused) == 2
    assert Trial.objects.get().reply == ""


def test_too_much_at_once_is_refused(hers: Enrolment) -> None:
    """A request has a bound; a device sends the rest after it."""
    with pytest.raises(Refusal, match="in parts"):
        keep(hers, *([recall(hers)] * 501))


def test_who_has_left_keeps_nothing_new(cast: Cast) -> None:
    """An account that is closed does nothing."""
    cast.amina.is_active = False
    for act in (
        lambda: keep_daily(person=cast.amina, entries=[]),
        lambda: set_rhythm(person=cast.amina, **USUAL),
        lambda: take_off(person=cast.amina, first=MONDAY.date(), last=None),
        lambda: come_back(person=cast.amina),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- a session ----------------------------------------------------------------------------------


def test_cards_of_a_module_come_the_day_after_she_met_it(hers: Enrolment) -> None:
    """On the day itself there is something to read; the next day seven of twelve cards."""
    with on(0.1):
        today = session_of(hers.person)
        assert (today.cards, today.asked) == ([], 0)
        assert today.next_due == date(2026, 3, 10)
    with on(1):
        session = session_of(hers.person)
    assert len(session.cards) == session.asked == 7
    assert session.cards[0].criterion == "Waits after the question"


def test_what_she_has_done_today_is_not_filled_up_from_the_pile(hers: Enrolment) -> None:
    """Seven cards are seven cards, however many are due."""
    with on(1):
        first = session_of(hers.person).cards[0].card["key"]
        keep(hers, entry(hers, "card", card=first, grade=3))
        session = session_of(hers.person)
    assert (session.asked, session.recalled, len(session.cards)) == (7, 1, 6)
    assert first not in {each.card["key"] for each in session.cards}


def test_one_new_segment_a_day_in_their_order(hers: Enrolment) -> None:
    """What she has read today stays shown as read, and the next one comes tomorrow."""
    with on(1):
        session = session_of(hers.person)
        assert [each.segment.get("key") for each in session.pieces] == ["one"]
        keep(hers, entry(hers, "segment", module="waits", segment="one"))
        session = session_of(hers.person)
        assert session.pieces == []
        assert [each.segment["key"] for each in session.read] == ["one"]
    with on(2):
        session = session_of(hers.person)
        assert [each.segment["key"] for each in session.pieces] == ["two"]
        assert session.pieces[0].order is Order.EXAMPLE


def test_two_demanding_segments_never_meet_in_one_session(hers: Enrolment) -> None:
    """Two (7) and three (8) would fit into half an hour."""
    with on(1):
        keep(hers, entry(hers, "segment", module="waits", segment="one"))
        set_rhythm(person=hers.person, **USUAL | {"minutes": 30})
    with on(2):
        assert [each.segment["key"] for each in session_of(hers.person).pieces] == ["two"]


def test_a_module_is_met_when_its_last_segment_is_read(cast: Cast) -> None:
    """Its cards come the day after that."""
    modules = modules_with_cards()
    modules[1]["cards"] = [CARDS[0] | {"key": "late"}]
    with on(0):
        version = publish(cast, modules=modules[1:])
        hers = enrol(person=cast.amina, version=version, organisation=cast.school)
        keep(hers, entry(hers, "segment", module="waits", segment="one"))
        keep(hers, entry(hers, "segment", module="waits", segment="two"))
        assert cards_of(cast.amina) == []
    with on(1):
        keep(hers, entry(hers, "segment", module="waits", segment="three"))
        assert [each.standing.due for each in cards_of(cast.amina)] == [date(2026, 3, 11)]


def test_trying_first_is_for_who_asks_for_it(hers: Enrolment) -> None:
    """Her own wish stands before what her recall says."""
    with on(1):
        set_rhythm(person=hers.person, **USUAL | {"first": "try"})
        assert session_of(hers.person).pieces[0].order is Order.TRY


def test_a_module_that_nobody_has_cut_is_offered_whole(cast: Cast) -> None:
    """And once it is finished, it is not offered again."""
    with on(0):
        version = publish(cast)
        hers = enrol(person=cast.amina, version=version, organisation=cast.school)
        piece = session_of(cast.amina).pieces[0]
        assert (piece.module["key"], piece.segment, piece.minutes) == ("silence", {}, 10)
        finish_module(person=cast.amina, enrolment=hers, module="silence")
        assert session_of(cast.amina).pieces == []
    with on(1):
        assert session_of(cast.amina).pieces[0].module["key"] == "a-lesson"


def test_practice_and_reflection_take_turns(hers: Enrolment) -> None:
    """Practice comes from modules she has met; the answer of today stays on the page."""
    with on(1):
        finish_after_checks(hers)
        session = session_of(hers.person)
        assert session.closing is Closing.PRACTICE
        assert session.practice is not None
        assert session.practice.answered in {0, 1}
        assert session.practice.choice is not None
        keep(hers, entry(hers, "effort", effort=5, closing="practice"))
        assert session_of(hers.person).done is not None
    with on(2):
        session = session_of(hers.person)
        assert (session.closing, session.practice) == (Closing.REFLECTION, None)
        keep(hers, entry(hers, "trial", words="Wait longer"))
        assert session_of(hers.person).meant == Trial.objects.get()
        keep(hers, entry(hers, "effort", effort=5, closing="reflection"))
    with on(3):
        practice = session_of(hers.person).practice
        assert practice is not None
        assert practice.choice is None


def finish_after_checks(hers: Enrolment) -> None:
    """Answer both checks and finish the practice module."""
    for check in ("long", "who"):
        keep(hers, entry(hers, "check", module="try-it", check=check, option=1))
    finish_module(person=hers.person, enrolment=hers, module="try-it")


def test_three_demanding_sessions_make_the_next_one_shorter(hers: Enrolment) -> None:
    """Median of 9, 8 and 5 is 8: fifteen minutes become ten. Today's own rating waits."""
    for number, effort in enumerate((9, 8, 5), start=1):
        with on(number):
            keep(hers, entry(hers, "effort", effort=effort, closing="reflection"))
            assert session_of(hers.person).pace is Pace.STEADY
    with on(4):
        session = session_of(hers.person)
    assert (session.pace, session.minutes) == (Pace.SHORTER, 10)


def test_light_sessions_with_sure_recall_offer_the_next_level(hers: Enrolment) -> None:
    """Median 2, and twelve of twelve recalled."""
    for number in (1, 2, 3):
        with on(number):
            keep(hers, entry(hers, "effort", effort=2, closing="reflection"))
    with on(3):
        keep(hers, *(recall(hers, each) for each in range(1, 13)))
    with on(4):
        assert session_of(hers.person).pace is Pace.NEXT_LEVEL


def test_who_has_left_a_micro_credential_is_not_asked_its_cards(hers: Enrolment) -> None:
    """Leaving is leaving; when she comes back all is there."""
    with on(1):
        keep(hers, recall(hers))
        leave(person=hers.person, enrolment=hers)
        assert cards_of(hers.person) == []
        assert not session_of(hers.person).holds_something
        again = enrol(person=hers.person, version=hers.version, organisation=None)
        assert own_enrolment(hers.person, again.pk) == hers
        assert len(cards_of(hers.person)) == 12


def test_nothing_is_claimed_of_the_schedule_below_thirty_reviews(hers: Enrolment) -> None:
    """And of thirty-six, what was foretold is held against her own average."""
    with on(1):
        keep(hers, *(recall(hers, each) for each in range(1, 13)))
        assert left_to_recall(cards_of(hers.person)) is None
    for days in (3, 14, 40):
        with on(days):
            keep(hers, *(recall(hers, each, 1 if each == 1 else 3) for each in range(1, 13)))
    with on(41):
        found = left_to_recall(cards_of(hers.person))
    assert found is not None
    assert (found.reviews, found.recalled) == (36, 33 / 36)


def test_a_session_is_read_in_few_queries(
    hers: Enrolment, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """However many cards and reviews there are."""
    with on(1):
        keep(hers, *(recall(hers, each) for each in range(1, 13)))
        with django_assert_max_num_queries(16):
            session_of(hers.person)


# --- days off and reminders ---------------------------------------------------------------------


def test_holidays_and_days_off_shift_what_is_due(cast: Cast, hers: Enrolment) -> None:
    """Tuesday is a holiday of the district, Wednesday and Thursday she takes off: due on Friday."""
    Holiday.objects.create(organisation=cast.district, date=date(2026, 3, 10), name="Lake Day")
    with on(0.1):
        take_off(person=cast.amina, first=date(2026, 3, 11), last=date(2026, 3, 12))
        assert {each.standing.due for each in cards_of(cast.amina)} == {date(2026, 3, 13)}
    with on(2):
        session = session_of(cast.amina)
        assert session.off
        assert session.cards == []


def test_a_pause_without_an_end_ends_when_she_is_back(hers: Enrolment) -> None:
    """Five days passed in it; they do not count."""
    with on(0.1):
        take_off(person=hers.person, first=date(2026, 3, 9), last=None)
        assert {each.standing.due for each in cards_of(hers.person)} == {None}
    with on(5):
        pause = open_pause(hers.person, date(2026, 3, 14))
        assert pause is not None
        come_back(person=hers.person)
        assert open_pause(hers.person, date(2026, 3, 14)) is None
        assert {each.standing.due for each in cards_of(hers.person)} == {date(2026, 3, 14)}
    assert Pause.objects.get().last == date(2026, 3, 13)


def test_days_off_that_are_still_to_come_can_be_taken_back(hers: Enrolment) -> None:
    """Plans change."""
    with on(0):
        take_off(person=hers.person, first=date(2026, 3, 20), last=date(2026, 3, 27))
        come_back(person=hers.person)
    assert not Pause.objects.exists()


def test_days_off_have_an_order_and_lie_ahead(hers: Enrolment) -> None:
    """What is over needs no pause: nothing was counted against her."""
    with on(0):
        for first, last in (
            (date(2026, 3, 8), date(2026, 3, 12)),
            (date(2026, 3, 12), date(2026, 3, 11)),
            (date(2026, 3, 12), date(2027, 4, 12)),
        ):
            with pytest.raises(Refusal):
                take_off(person=hers.person, first=first, last=last)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"minutes": 4}, "5 to 30"),
        ({"minutes": 31}, "5 to 30"),
        ({"zone": "Atlantis"}, "Atlantis"),
        ({"remind_at": time(21)}, "quiet hours"),
        ({"remind_at": time(6, 59)}, "quiet hours"),
    ],
)
def test_a_rhythm_that_cannot_be_kept_is_refused(
    hers: Enrolment, changed: dict[str, Any], words: str
) -> None:
    """In a sentence that says what to change."""
    with pytest.raises(Refusal, match=words):
        set_rhythm(person=hers.person, **USUAL | changed)


def waits() -> list[str]:
    """List the days for which a session was said to wait."""
    return [each.payload["day"] for each in OutboxEvent.objects.filter(kind=SessionWaits.kind())]


def test_nobody_is_reminded_who_did_not_ask(hers: Enrolment) -> None:
    """Opt-in."""
    with on(0):
        set_rhythm(person=hers.person, **USUAL | {"by_mail": False})
    assert not OutboxEvent.objects.filter(kind=ReminderDue.kind()).exists()
    assert rhythm_of(hers.person).chain is None


def test_she_is_reminded_at_her_hour_on_school_days_only(hers: Enrolment) -> None:
    """16:30 in Nairobi is 13:30 UTC; Saturday and Sunday pass, Monday comes again."""
    with on(0):
        set_rhythm(person=hers.person, **USUAL)
        at = next_reminder(rhythm_of(hers.person), MONDAY)
        assert at == datetime(2026, 3, 9, 13, 30, tzinfo=UTC)
    for number in range(8):
        with on(number + 0.2):
            deliver_all()
    # On Monday itself she has read her module of the day, and no card is due yet.
    assert waits() == [f"2026-03-{day}" for day in (10, 11, 12, 13, 16)]


def test_who_is_done_for_today_is_left_alone(hers: Enrolment) -> None:
    """A reminder of what she has done would be a nuisance."""
    with on(1):
        set_rhythm(person=hers.person, **USUAL)
        keep(hers, entry(hers, "effort", effort=5, closing="reflection"))
    with on(1.2):
        deliver_all()
    assert waits() == []


def test_a_late_reminder_waits_until_the_quiet_hours_are_over(hers: Enrolment) -> None:
    """Nothing ran from afternoon to midnight; at 00:00 in Nairobi nobody is woken."""
    with on(0):
        set_rhythm(person=hers.person, **USUAL)
    with clock_at(datetime(2026, 3, 9, 21, 0, tzinfo=UTC)):
        deliver_all()
    assert waits() == []
    with clock_at(datetime(2026, 3, 10, 4, 1, tzinfo=UTC)):
        deliver_all()
    assert waits() == ["2026-03-10"]


def test_a_late_reminder_never_comes_on_a_weekend(hers: Enrolment) -> None:
    """Thursday's found nothing running until Saturday; she asked for school days."""
    with on(3):
        set_rhythm(person=hers.person, **USUAL)
    with on(5):
        deliver_all()
    assert waits() == []
    with on(7.2):
        deliver_all()
    assert waits() == ["2026-03-16"]


def test_a_rhythm_changed_ends_the_earlier_row(hers: Enrolment) -> None:
    """Two rows would mean two letters."""
    with on(1):
        set_rhythm(person=hers.person, **USUAL)
        set_rhythm(person=hers.person, **USUAL | {"remind_at": time(16)})
    with on(1.2):
        deliver_all()
    assert waits() == ["2026-03-10"]


def test_nobody_is_reminded_in_days_off(hers: Enrolment) -> None:
    """And after an open pause the row begins again by itself when she is back."""
    with on(0):
        set_rhythm(person=hers.person, **USUAL)
        take_off(person=hers.person, first=date(2026, 3, 9), last=None)
        assert rhythm_of(hers.person).chain is None
    with on(2):
        deliver_all()
        come_back(person=hers.person)
    with on(2.2):
        deliver_all()
    assert waits() == ["2026-03-11"]


def test_quiet_hours_may_lie_within_a_day(hers: Enrolment) -> None:
    """From noon to two: at half past twelve it waits until two."""
    rhythm = DailyRhythm(person=hers.person, quiet_from=time(12), quiet_until=time(14), zone="UTC")
    noon = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)
    assert quiet_is_over(rhythm, noon, zone_of(rhythm)) == datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
    early = datetime(2026, 3, 9, 11, 30, tzinfo=UTC)
    assert quiet_is_over(rhythm, early, zone_of(rhythm)) == early


def test_her_zone_is_the_one_she_names_or_her_schools_or_utc(cast: Cast, hers: Enrolment) -> None:
    """Femi belongs nowhere."""
    assert str(zone_of(rhythm_of(cast.amina))) == "Africa/Nairobi"
    assert str(zone_of(rhythm_of(cast.femi))) == "UTC"
    set_rhythm(person=cast.amina, **USUAL | {"zone": "Asia/Tokyo", "by_mail": False})
    assert str(zone_of(rhythm_of(cast.amina))) == "Asia/Tokyo"


# --- try tomorrow -------------------------------------------------------------------------------


def test_what_she_meant_to_try_is_asked_the_next_day_and_once(hers: Enrolment) -> None:
    """Not on the day itself; the latest alone; and not any more once she wrote of it."""
    with on(1):
        keep(hers, entry(hers, "trial", words="The first"))
        assert open_trials(hers.person, date(2026, 3, 10)) == []
    with on(2):
        keep(hers, entry(hers, "trial", words="The second"))
    (found,) = open_trials(hers.person, date(2026, 3, 12))
    assert found.words == "The second"
    with on(3):
        assert session_of(hers.person).tried == [found]
        keep(hers, entry(hers, "reply", trial=str(found.pk), words="S4 spoke."))
    assert [each.reply for each in trials_of(hers.person)] == ["S4 spoke.", ""]
