"""R17: an assessor who drifts is found, and one who does not is seldom troubled."""

from __future__ import annotations

import random

import pytest

from lapel.domain.rubrics.drift import (
    DriftTest,
    Sign,
    Source,
    Standing,
    Watch,
    Year,
    designed,
    promised,
    sign_of,
)
from lapel.domain.rubrics.levels import Level

SPREADS = {Source.ANCHOR: 0.3, Source.OTHERS: 0.45}
SEVERITY = 0.1
MIX = {Source.ANCHOR: 0.2, Source.OTHERS: 0.8}
PER_YEAR = 120


def signs(chance: random.Random, mean: float) -> Sign:
    """Draw a sign of somebody who stands so far above the references."""
    source = Source.ANCHOR if chance.random() < MIX[Source.ANCHOR] else Source.OTHERS
    return Sign(source, chance.gauss(mean, SPREADS[source]))


def year_of() -> Year:
    """Draw what was seen while nobody drifted."""
    chance = random.Random(3)
    return Year(PER_YEAR, [signs(chance, 0.0) for _sign in range(1500)], SEVERITY)


YEAR = year_of()


@pytest.fixture(scope="module")
def the_test() -> DriftTest:
    """Give the test that suits such a year."""
    return designed(shift=0.6, year=YEAR)


def test_r17_a_sign_is_the_mean_distance_from_the_reference() -> None:
    """Two levels above, one below, one not judged: +0.5 of two criteria."""
    given = {"a": Level.YES, "b": Level.NOT_YET, "c": Level.CANNOT_JUDGE, "d": Level.YES}
    key = {"a": Level.NOT_YET, "b": Level.ALMOST, "c": Level.YES, "d": Level.CANNOT_JUDGE}
    assert sign_of(given, [key], source=Source.ANCHOR) == Sign(Source.ANCHOR, 0.5)
    assert sign_of({"e": Level.YES}, [key], source=Source.ANCHOR) is None


def test_r17_a_partner_and_an_adjudicator_are_one_reference() -> None:
    """Against yes and not yet an almost is no distance; who could not judge does not count."""
    given = {"a": Level.ALMOST, "b": Level.YES}
    others = [
        {"a": Level.YES, "b": Level.CANNOT_JUDGE},
        {"a": Level.NOT_YET, "b": Level.ALMOST},
    ]
    assert sign_of(given, others, source=Source.OTHERS) == Sign(Source.OTHERS, 0.5)


def test_r17_a_partners_known_leniency_is_not_held_against_the_assessor() -> None:
    """Half a level below a partner who stands half a level above others is no sign."""
    given, other = {"a": Level.ALMOST, "b": Level.YES}, {"a": Level.YES, "b": Level.YES}
    assert sign_of(given, [other], source=Source.OTHERS, leniency=0.5) == Sign(Source.OTHERS, 0.0)


def test_r17_a_warning_comes_before_a_pause() -> None:
    """The sum grows by shift/spread² times what lies beyond half the shift (Page 1954)."""
    test = DriftTest(1.0, {Source.ANCHOR: 1.0}, warn_at=1.0, pause_at=2.0)
    watch, seen = Watch(), []
    for apart in (1.0, 1.0, -1.0, 1.0, 1.5):
        watch = watch.after(Sign(Source.ANCHOR, apart), test)
        seen.append((watch.lenient, watch.severe, watch.standing(test)))
    assert seen == [
        (0.5, 0.0, Standing.STEADY),
        (1.0, 0.0, Standing.WARNED),
        (0.0, 0.5, Standing.STEADY),
        (0.5, 0.0, Standing.STEADY),
        (1.5, 0.0, Standing.WARNED),
    ]
    assert watch.after(Sign(Source.ANCHOR, 1.0), test).standing(test) is Standing.PAUSED


def test_r17_severity_and_leniency_are_found_alike() -> None:
    """Signs of the opposite sense lead to the same heights on the other side."""
    test = DriftTest(0.6, SPREADS, 3.0, 5.0)
    one, other = Watch(), Watch()
    for apart in (0.9, -0.2, 1.1):
        one = one.after(Sign(Source.OTHERS, apart), test)
        other = other.after(Sign(Source.OTHERS, -apart), test)
    assert (one.lenient, one.severe) == (other.severe, other.lenient)


def test_r17_the_published_false_alarms_are_within_what_is_allowed(
    the_test: DriftTest,
) -> None:
    """Pauses at most 5 in 100 assessor-years, warnings at most 25, neither far below."""
    promise = promised(the_test, year=YEAR)
    assert 0.03 < promise.false_pauses <= 0.05
    assert 0.15 < promise.false_warnings <= 0.25
    assert promise.warned_after < promise.paused_after < 30


def test_r17_what_is_published_is_what_a_simulation_counts(the_test: DriftTest) -> None:
    """1,500 steady assessors of differing severity for a year, and 300 who have shifted."""
    chance, pauses, delays = random.Random(17), 0, []
    for _assessor in range(1500):
        watch, steady = Watch(), chance.gauss(0, SEVERITY)
        for _sign in range(PER_YEAR):
            watch = watch.after(signs(chance, steady), the_test)
            if watch.standing(the_test) is Standing.PAUSED:
                pauses += 1
                break
    for _assessor in range(300):
        watch, delay = Watch(), 0
        while watch.standing(the_test) is not Standing.PAUSED:
            watch, delay = (
                watch.after(signs(chance, -the_test.shift), the_test),
                delay + 1,
            )
        delays.append(delay)
    promise = promised(the_test, year=YEAR)
    assert pauses / 1500 == pytest.approx(promise.false_pauses, abs=0.017)
    assert sum(delays) / 300 == pytest.approx(promise.paused_after, rel=0.1)


def test_r17_without_differences_of_severity_the_heights_are_lower() -> None:
    """What assessors differ by steadily is paid for with delay."""
    alike = designed(shift=0.6, year=Year(PER_YEAR, YEAR.seen))
    wide = designed(shift=0.6, year=YEAR)
    assert alike.pause_at < wide.pause_at
    assert promised(alike, year=Year(PER_YEAR, YEAR.seen)).false_pauses <= 0.05
    assert promised(alike, year=YEAR).false_pauses > 0.1


def test_r17_who_never_differed_from_a_key_is_not_paused_at_the_first_slip() -> None:
    """Spreads are a tenth of a level at least."""
    always_right = Year(20, [Sign(Source.ANCHOR, 0.0)] * 40)
    test = designed(shift=0.5, year=always_right)
    assert test.spreads == {Source.ANCHOR: 0.1}
