"""Spaced practice: merged logs, due days, what was foretold, and what a session holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import e, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.memory import (
    DEMANDING,
    LONGEST,
    MAXIMUM_INTERVAL,
    SHORTEST,
    Closing,
    DaysOff,
    Grade,
    Order,
    Pace,
    Prediction,
    Review,
    Segment,
    Span,
    accuracy,
    against_average,
    compose,
    log_loss,
    merged,
    minutes_at,
    order,
    pace,
    shifted,
    standing,
    standings,
)

MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    """Give a day so many days after a Monday."""
    return MONDAY + timedelta(days=number)


def review(number: int, grade: Grade = Grade.YES, card: str = "a", **fields: object) -> Review:
    """Give a review on the evening of a day."""
    at = datetime.combine(day(number), time(18), UTC)
    made = Review(at, f"{card}-{number}", day(number), card, grade)
    return replace(made, **fields)  # type: ignore[arg-type]  # (fields of a review)


# --- merging ------------------------------------------------------------------------------------

REVIEWS = st.builds(
    Review,
    at=st.datetimes(min_value=datetime(2026, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (naive bounds are asked for)
    id=st.sampled_from(["r1", "r2", "r3", "r4", "r5", "r6"]),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    card=st.sampled_from(["a", "b"]),
    grade=st.sampled_from(Grade),
)
LOGS = st.lists(REVIEWS, max_size=8)


@given(LOGS, LOGS)
def test_it_does_not_matter_which_device_is_heard_first(
    one: list[Review], two: list[Review]
) -> None:
    """Commutative: the phone may arrive before or after the laptop."""
    assert merged(one, two) == merged(two, one)


@given(LOGS, LOGS, LOGS)
def test_it_does_not_matter_in_which_groups_logs_are_merged(
    one: list[Review], two: list[Review], three: list[Review]
) -> None:
    """Associative: two phones may meet at home before the server hears of either."""
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(LOGS)
def test_what_is_sent_twice_counts_once(log: list[Review]) -> None:
    """Idempotent: a reply that was lost makes a device send again."""
    once = merged(log)
    assert merged(once, once, log) == once


@given(LOGS, LOGS)
def test_nothing_is_lost_and_nothing_made_up(one: list[Review], two: list[Review]) -> None:
    """Every id that was in a log is there once, as one of the reviews that bore it; by time."""
    found = merged(one, two)
    assert sorted(each.id for each in found) == sorted({each.id for each in one + two})
    assert set(found) <= set(one + two)
    assert [each.at for each in found] == sorted(each.at for each in found)


@given(LOGS, LOGS)
def test_cards_stand_the_same_on_whichever_way_their_reviews_came(
    one: list[Review], two: list[Review]
) -> None:
    """The schedule follows from the log alone."""
    met = {"a": MONDAY, "b": MONDAY}
    assert standings(met, merged(one, two)) == standings(met, merged(two, one, one))


# --- scheduling ---------------------------------------------------------------------------------


def test_a_card_is_asked_the_day_after_its_module_was_met() -> None:
    """Nothing is recalled in the hour in which it was read."""
    found = standing("a", [], met=MONDAY)
    assert (found.due, found.stability, found.predictions) == (day(1), None, ())
    assert not found.is_due(MONDAY)
    assert found.is_due(day(1))


@pytest.mark.parametrize(
    ("grade", "days"),
    [(Grade.NOT_YET, 1), (Grade.WITH_EFFORT, 1), (Grade.YES, 2), (Grade.AT_ONCE, 8)],
)
def test_the_first_gap_is_the_published_one(grade: Grade, days: int) -> None:
    """FSRS-6's default weights w0 to w3 are 0.212, 1.2931, 2.3065, 8.2956 days (its wiki).

    At a target of .9 the gap is the stability, rounded to days and one at least.
    """
    found = standing("a", [review(0, grade)], met=MONDAY)
    assert (found.interval, found.due) == (days, day(days))


def test_the_second_gap_is_that_of_the_published_formula() -> None:
    """S' = S (1 + e^w8 (11 - D) S^-w9 (e^(w10 (1 - R)) - 1)), R = (1 + F t / S)^-w20 (FSRS-6)."""
    stability, difficulty, decay = 2.3065, 6.4133 - e ** (0.8334 * 2) + 1, 0.1542
    recall = (1 + (0.9 ** (-1 / decay) - 1) * 2 / stability) ** -decay
    gain = e**1.8722 * (11 - difficulty) * stability**-0.1666 * (e ** (0.796 * (1 - recall)) - 1)
    found = standing("a", [review(0), review(2)], met=MONDAY)
    assert found.stability == pytest.approx(stability * (1 + gain), rel=1e-9)
    assert found.interval == round(stability * (1 + gain))
    assert found.predictions == (Prediction(pytest.approx(recall), recalled=True),)


def test_no_gap_is_longer_than_ninety_days() -> None:
    """The cap matters more than the algorithm: a term does not pass without a look."""
    reviews = [review(number * 90, Grade.AT_ONCE) for number in range(8)]
    found = standing("a", reviews, met=MONDAY)
    assert found.stability is not None
    assert found.stability > MAXIMUM_INTERVAL
    assert found.interval == MAXIMUM_INTERVAL


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(Grade)), max_size=12))
def test_gaps_are_whole_days_from_one_to_the_cap(history: list[tuple[int, Grade]]) -> None:
    """Whatever happened; and no chance is in it: the same log gives the same day."""
    log = merged(review(number, grade, id=str(at)) for at, (number, grade) in enumerate(history))
    found = standing("a", log, met=MONDAY)
    assert 1 <= found.interval <= MAXIMUM_INTERVAL
    assert found == standing("a", log, met=MONDAY)
    assert all(0 < each.expected < 1 for each in found.predictions)


def test_a_card_that_did_not_come_back_is_asked_the_sooner() -> None:
    """The gap after "not yet" is shorter than before."""
    well = [review(0), review(2), review(13)]
    before, after = standing("a", well[:2], met=MONDAY), standing("a", well, met=MONDAY)
    lapsed = standing("a", [*well[:2], review(13, Grade.NOT_YET)], met=MONDAY)
    assert lapsed.interval < before.interval < after.interval


def test_an_evening_and_the_next_morning_are_a_day_apart() -> None:
    """Twelve hours; her calendar counts, and the hour of the day does not shorten a gap."""
    evening = review(0, at=datetime.combine(day(0), time(21), UTC))
    morning = review(1, at=datetime.combine(day(1), time(7), UTC))
    assert len(standing("a", [evening, morning], met=MONDAY).predictions) == 1


def test_two_reviews_of_one_day_foretell_nothing() -> None:
    """A recall of certainty 1 that failed would be an infinite surprise and no news."""
    twice = [review(0), review(0, Grade.NOT_YET, id="again")]
    assert standing("a", twice, met=MONDAY).predictions == ()


def test_cards_come_the_longest_due_first() -> None:
    """And what the document has no more is passed over."""
    reviews = merged([review(0), review(0, Grade.AT_ONCE, "b"), review(0, card="gone")])
    met = {"b": MONDAY, "c": MONDAY, "a": MONDAY}
    assert [(each.card, each.due) for each in standings(met, reviews)] == [
        ("c", day(1)),
        ("a", day(2)),
        ("b", day(8)),
    ]


# --- days off -----------------------------------------------------------------------------------


def test_days_off_do_not_count() -> None:
    """A card due in five days of which three are a holiday is due in eight (ADR 40)."""
    off = DaysOff(holidays=frozenset({day(2), day(3)}), spans=(Span(day(4), day(4)),))
    assert shifted(MONDAY, 5, DaysOff()) == day(5)
    assert shifted(MONDAY, 5, off) == day(8)


def test_nothing_is_due_on_a_day_off() -> None:
    """The day itself moves on too."""
    assert shifted(MONDAY, 2, DaysOff(holidays=frozenset({day(2)}))) == day(3)
    assert shifted(MONDAY, 0, DaysOff(holidays=frozenset({MONDAY}))) == day(1)


def test_cards_keep_their_distance_over_a_holiday() -> None:
    """A fortnight off does not pile ten sessions onto the first day of term."""
    off = DaysOff(spans=(Span(day(1), day(14)),))
    assert [shifted(MONDAY, days, off) for days in (1, 2, 5)] == [day(15), day(16), day(19)]


def test_nothing_is_due_while_she_is_away_for_an_open_time() -> None:
    """Freeze without an end; when it is ended, the days in it do not count."""
    away = DaysOff(spans=(Span(day(1)),))
    found = standing("a", [review(0)], met=MONDAY, off=away)
    assert found.due is None
    assert not found.is_due(day(99))
    back = DaysOff(spans=(Span(day(1), day(30)),))
    assert standing("a", [review(0)], met=MONDAY, off=back).due == day(32)
    assert [each.due for each in standings({"a": MONDAY, "b": MONDAY}, [], off=away)] == [None] * 2


def test_what_was_due_before_the_open_time_is_not_asked_in_it_either() -> None:
    """A freeze that began on the day of the review."""
    found = standing("a", [review(0)], met=MONDAY, off=DaysOff(spans=(Span(day(0)),)))
    assert found.due is None


@given(
    st.integers(0, 120),
    st.frozensets(st.integers(0, 200).map(day), max_size=60),
)
def test_exactly_the_counting_days_pass(days: int, holidays: frozenset[date]) -> None:
    """Between the day of the review and the due day lie as many counting days as the gap has."""
    off = DaysOff(holidays=holidays)
    due = shifted(MONDAY, days, off)
    assert due is not None
    assert due not in off
    passed = [day(number) for number in range(1, (due - MONDAY).days + 1)]
    counted = sum(each not in off for each in passed)
    assert counted == max(days, MONDAY in off)


# --- what was foretold --------------------------------------------------------------------------


def test_log_loss_is_the_mean_surprise() -> None:
    """By hand: -(ln .9 + ln (1 - .6)) / 2."""
    given_ = [Prediction(0.9, recalled=True), Prediction(0.6, recalled=False)]
    assert log_loss(given_) == pytest.approx(-(log(0.9) + log(0.4)) / 2)


def test_below_thirty_reviews_nothing_is_claimed() -> None:
    """Twenty-nine tell chance and skill apart badly."""
    assert against_average([Prediction(0.9, recalled=True)] * 29) is None


def test_a_schedule_that_only_knows_the_average_tells_no_more() -> None:
    """Of 40, 30 came back: -(.75 ln .75 + .25 ln .25) for both."""
    flat = [Prediction(0.75, recalled=True)] * 30 + [Prediction(0.75, recalled=False)] * 10
    found = against_average(flat)
    assert found is not None
    assert (found.reviews, found.recalled) == (40, 0.75)
    assert found.average == pytest.approx(0.5623351446188083)
    assert found.schedule == pytest.approx(found.average)


def test_a_schedule_that_knows_which_come_back_tells_more() -> None:
    """Sure where it was right."""
    sharp = [Prediction(0.95, recalled=True)] * 30 + [Prediction(0.1, recalled=False)] * 10
    found = against_average(sharp)
    assert found is not None
    assert found.tells_more


def test_of_who_recalls_everything_the_average_is_never_surprised() -> None:
    """0 ln 0 is 0; no schedule can do better than certainty."""
    found = against_average([Prediction(0.9, recalled=True)] * 30)
    assert found is not None
    assert (found.average, found.tells_more) == (0, False)


# --- pace ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratings", "share", "expected"),
    [
        ([9, 9], 0.95, Pace.STEADY),
        ([8, 8, 1], None, Pace.SHORTER),
        ([1, 9, 8, 5], 0.5, Pace.SHORTER),
        ([9, 7, 7, 7], 0.5, Pace.STEADY),
        ([3, 3, 9], 0.91, Pace.NEXT_LEVEL),
        ([3, 3, 9], 0.9, Pace.STEADY),
        ([1, 1, 1], None, Pace.STEADY),
        ([4, 4, 4], 1.0, Pace.STEADY),
    ],
)
def test_the_last_three_ratings_set_the_pace(
    ratings: list[int], share: float | None, expected: Pace
) -> None:
    """ADAPTIVE: median of the last three >= 8 shorter; <= 3 with accuracy above .9, next level."""
    assert pace(ratings, share) is expected


@pytest.mark.parametrize(
    ("wished", "now", "minutes"),
    [
        (15, Pace.STEADY, 15),
        (15, Pace.SHORTER, 10),
        (5, Pace.SHORTER, 5),
        (30, Pace.NEXT_LEVEL, 30),
    ],
)
def test_shorter_is_a_third_less_and_never_below_five(wished: int, now: Pace, minutes: int) -> None:
    """Five minutes are the shortest session there is."""
    assert minutes_at(wished, now) == minutes


@pytest.mark.parametrize(
    ("practised", "share", "expected"),
    [
        (0, None, Order.EXAMPLE),
        (5, None, Order.EXAMPLE),
        (5, 0.9, Order.EXAMPLE),
        (2, 1.0, Order.EXAMPLE),
        (3, 0.95, Order.TRY),
    ],
)
def test_a_novice_sees_the_example_first(
    practised: int, share: float | None, expected: Order
) -> None:
    """Chen, Kalyuga & Sweller 2015: what helps a novice stands in an experienced person's way."""
    assert order(practised=practised, accuracy=share) is expected


def test_accuracy_is_of_the_latest_twenty_and_of_ten_at_least() -> None:
    """What was hard in autumn does not hold her back in spring."""
    lapses = [review(number, Grade.NOT_YET) for number in range(10)]
    assert accuracy(lapses[:9]) is None
    assert accuracy(lapses) == 0
    assert accuracy([*lapses, *(review(20 + number) for number in range(15))]) == 0.75
    assert accuracy([*lapses, *(review(20 + number) for number in range(20))]) == 1


# --- a session ----------------------------------------------------------------------------------

DUE = [f"c{number}" for number in range(40)]
SEGMENTS = [Segment("s1", 8, 7), Segment("s2", 6, 8), Segment("s3", 6, 4)]


def test_fifteen_minutes_are_recall_one_segment_and_a_closing() -> None:
    """ADAPTIVE: 3 minutes with 6 to 8 cards, 8 to 9 of one new segment, 2 to 3 to close."""
    found = compose(minutes=15, due=DUE, segments=SEGMENTS, can_practise=True)
    assert found.cards == tuple(DUE[:7])
    assert found.segments == ("s1",)
    assert (found.closing, found.closing_minutes) == (Closing.PRACTICE, 3)
    assert found.minutes == 14


def test_practice_and_reflection_take_turns() -> None:
    """As far as there is something to practise."""

    def closing(before: Closing | None, *, can_practise: bool = True) -> Closing:
        return compose(
            minutes=10, due=[], segments=[], can_practise=can_practise, before=before
        ).closing

    assert closing(None) is Closing.PRACTICE
    assert closing(Closing.PRACTICE) is Closing.REFLECTION
    assert closing(Closing.REFLECTION) is Closing.PRACTICE
    assert closing(Closing.REFLECTION, can_practise=False) is Closing.REFLECTION


def test_a_long_session_has_room_for_two_segments_but_not_for_two_demanding_ones() -> None:
    """s1 and s2 both are 7 or more."""
    both = compose(minutes=30, due=[], segments=SEGMENTS[1:], can_practise=False)
    one = compose(minutes=30, due=[], segments=SEGMENTS, can_practise=False)
    assert (both.segments, one.segments) == (("s2", "s3"), ("s1",))


def test_a_second_segment_that_does_not_fit_waits() -> None:
    """Eleven and eight minutes in a room of fourteen."""
    long = [Segment("s1", 11, 2), Segment("s2", 8, 2)]
    assert compose(minutes=25, due=[], segments=long, can_practise=False).segments == ("s1",)


def test_a_long_segment_is_read_as_far_as_the_time_goes() -> None:
    """A module that nobody has cut; the session does not grow to its length."""
    found = compose(minutes=15, due=[], segments=[Segment("whole", 40)], can_practise=False)
    assert (found.segments, found.minutes) == (("whole",), 12)


@pytest.mark.parametrize("minutes", [SHORTEST - 1, LONGEST + 1])
def test_a_session_of_another_length_there_is_not(minutes: int) -> None:
    """5 to 30 minutes."""
    with pytest.raises(ValueError, match="5 to 30"):
        compose(minutes=minutes, due=[], segments=[], can_practise=False)


@given(
    st.integers(SHORTEST, LONGEST),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), max_size=6),
    st.booleans(),
    st.sampled_from([None, *Closing]),
)
def test_a_session_never_grows_beyond_its_minutes(
    minutes: int,
    due: int,
    segments: list[tuple[int, int]],
    can_practise: bool,
    before: Closing | None,
) -> None:
    """Nor does it ask for two demanding things, whatever waits."""
    known = {
        f"s{at}": Segment(f"s{at}", length, load) for at, (length, load) in enumerate(segments)
    }
    found = compose(
        minutes=minutes,
        due=[f"c{number}" for number in range(due)],
        segments=list(known.values()),
        can_practise=can_practise,
        before=before,
    )
    assert found.minutes <= minutes
    assert found.closing_minutes >= 1
    assert bool(found.cards) == bool(due)
    assert bool(found.segments) == bool(segments)
    assert sum(known[key].interactivity >= DEMANDING for key in found.segments) <= 1
    assert found.segments == tuple(known)[: len(found.segments)]
