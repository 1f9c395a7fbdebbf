"""Evidence, time and retests: how what is known of a person changes after a diagnosis."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lapel.domain.measurement.items import Item
from lapel.domain.measurement.later import (
    Decided,
    Result,
    Standing,
    left_out,
    moved_by,
    retest,
    worn,
)
from lapel.domain.measurement.posterior import after, before_any_answer
from lapel.domain.measurement.prior import is_positive, prior_of

PRIOR = prior_of("ab", [[1, 0.5], [0.5, 1]])
START = before_any_answer(PRIOR)
DAY = date(2026, 9, 1)


def result(
    decided: Decided, *, criterion: str = "aim", day: date = DAY, of: Standing = Standing.PROFICIENT
) -> Result:
    return Result(criterion, "a", of, decided, day)


def test_a_criterion_met_raises_its_competency_and_a_little_its_neighbour() -> None:
    """As an answer of the highest category to an item of slope 1.2 with steps at 0 and .5."""
    moved = moved_by(START, [result(Decided.YES)])
    answer = after(START, 0, Item("i", "a", 1.2, (0.0, 0.5)).table.logs[2])
    assert moved.mean == pytest.approx(answer.mean, abs=1e-9)
    assert moved.mean[0] > moved.mean[1] > 0
    assert moved_by(START, [result(Decided.NOT_YET)]).mean[0] < 0


def test_a_criterion_of_a_higher_level_tells_more_of_who_meets_it() -> None:
    """Who meets a leading criterion stands above who meets an emerging one."""
    means = [moved_by(START, [result(Decided.YES, of=level)]).mean[0] for level in Standing]
    assert means == sorted(means)


def test_of_one_criterion_only_the_latest_decision_counts() -> None:
    """“Not yet” in spring and “yes” in autumn is “yes”; on one day the better one is the later."""
    earlier = result(Decided.NOT_YET, day=DAY - timedelta(days=90))
    best = moved_by(START, [result(Decided.YES)])
    assert moved_by(START, [result(Decided.YES), earlier]) == best
    assert moved_by(START, [result(Decided.YES), result(Decided.ALMOST)]) == best


def test_ten_criteria_of_a_competency_weigh_less_than_ten_answers() -> None:
    """They share a halo: 10 / (1 + 9 * .3) = 2.7 looks; a stack of awards feigns no precision."""
    ten = moved_by(START, [result(Decided.ALMOST, criterion=f"c{one}") for one in range(10)])
    logs = Item("i", "a", 1.2, (0.0, 0.5)).table.logs[1]
    weighed = after(START, 0, [10 / 3.7 * each for each in logs])
    assert ten.sds == pytest.approx(weighed.sds, abs=1e-9)


def test_what_was_known_wears_out_and_never_beyond_the_prior() -> None:
    """A quarter of the way back in a year; after four years she is as unknown as at first."""
    known = moved_by(START, [result(Decided.YES)])
    year, ever = worn(known, 365), worn(known, 5000)
    assert year.mean[0] == pytest.approx(known.mean[0] * 0.75, rel=0.01)
    assert known.covariance[0][0] < year.covariance[0][0] < 1
    assert is_positive(year.covariance)
    assert ever.covariance == PRIOR.covariance
    assert ever.mean == PRIOR.mean
    assert worn(known, -3).mean == known.mean


def test_a_retest_waits_ninety_days() -> None:
    """The same questions next week would measure memory."""
    assert retest("ab", DAY, DAY + timedelta(days=89), {}).today == ()
    found = retest("ab", DAY, DAY + timedelta(days=90), {})
    assert found.today == ("a", "b")
    assert found.all_from == DAY + timedelta(days=90)


def test_learning_opens_its_competency_after_a_fortnight() -> None:
    """Only what she learned since the diagnosis, and not before fourteen days have passed."""
    learned = {"a": DAY + timedelta(days=3), "b": DAY - timedelta(days=3)}
    assert retest("ab", DAY, DAY + timedelta(days=13), learned).today == ()
    assert retest("ab", DAY, DAY + timedelta(days=14), learned).today == ("a",)


def test_a_retest_leaves_out_what_she_saw_within_a_year_or_set_aside() -> None:
    """An item seen 365 days ago may come again; one that is not her context never."""
    seen = {"new": DAY - timedelta(days=364), "old": DAY - timedelta(days=365)}
    assert left_out(seen, ["strange"], DAY) == {"new", "strange"}
