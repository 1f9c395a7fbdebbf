"""R17: an assessor who drifts is found, and one who does not is seldom troubled."""

from __future__ import annotations

import random
from dataclasses import replace
from math import exp

import pytest

from lapel.domain.rubrics.beside import Model
from lapel.domain.rubrics.drift import (
    DriftTest,
    Sign,
    Source,
    Standing,
    Watch,
    Year,
    designed,
    drifted,
    promised,
    room,
    sign_of,
    steady,
)
from lapel.domain.rubrics.levels import Level

MODEL = Model(mean=1.0, quality=2.0, thresholds=(-0.7, 0.7), halo=0.4, severity=0.3)
SHIFT = 2.0
PER_YEAR = 60


def sign(chance: random.Random, leniency: float) -> Sign:
    """Draw a scoring of three criteria beside an anchor's key or a partner, as the model has it."""
    source = Source.ANCHOR if chance.random() < 0.2 else Source.OTHERS
    halo, pairs = chance.gauss(0, MODEL.halo), []
    for _criterion in range(3):
        quality = chance.gauss(MODEL.mean, MODEL.quality)
        others = tuple(
            sorted(level(chance, quality) for _one in range(4 if source is Source.ANCHOR else 1))
        )
        pairs.append((level(chance, quality + leniency + halo), others))
    return Sign(source, tuple(sorted(pairs)))


def level(chance: random.Random, place: float) -> int:
    """Draw a level at a place in logits (Andrich 1978)."""
    return chance.choices(range(3), [1.0, exp(place + 0.7), exp(2 * place)])[0]


@pytest.fixture(scope="module")
def year() -> Year:
    """Draw what was seen of steady assessors, and of such as have shifted."""
    chance = random.Random(3)
    often = dict.fromkeys(steady(MODEL.severity), 800)
    for way in (1, -1):
        often |= dict.fromkeys(drifted(MODEL.severity, way * SHIFT), 400)
    seen = {each: [sign(chance, each) for _sign in range(times)] for each, times in often.items()}
    return Year(PER_YEAR, seen)


@pytest.fixture(scope="module")
def the_test(year: Year) -> DriftTest:
    """Give the test that suits such a year."""
    return designed(model=MODEL, shift=SHIFT, year=year)


def test_r17_a_sign_is_her_levels_beside_the_references() -> None:
    """Two levels above, one below, one not judged: +0.5 of two criteria. A key counts fourfold."""
    given = {"a": Level.YES, "b": Level.NOT_YET, "c": Level.CANNOT_JUDGE, "d": Level.YES}
    key = {"a": Level.NOT_YET, "b": Level.ALMOST, "c": Level.YES, "d": Level.CANNOT_JUDGE}
    found = sign_of(given, [key], source=Source.ANCHOR)
    assert found == Sign(Source.ANCHOR, ((0, (1, 1, 1, 1)), (2, (0, 0, 0, 0))))
    assert found.apart == 0.5
    assert sign_of({"e": Level.YES}, [key], source=Source.ANCHOR) is None


def test_r17_a_partner_and_an_adjudicator_are_one_reference() -> None:
    """Against yes and not yet an almost is no distance; who could not judge does not count."""
    given = {"a": Level.ALMOST, "b": Level.YES}
    others = [
        {"a": Level.YES, "b": Level.CANNOT_JUDGE},
        {"a": Level.NOT_YET, "b": Level.ALMOST},
    ]
    found = sign_of(given, others, source=Source.OTHERS, known=0.2)
    assert found == Sign(Source.OTHERS, ((1, (0, 2)), (2, (1,))), 0.2)
    assert found.apart == 0.5


def test_r17_a_partners_known_leniency_is_not_held_against_the_assessor() -> None:
    """A level below a lenient partner says less of her severity than below another."""
    test = DriftTest(MODEL, SHIFT, 1.0, 2.0)
    pairs = ((1, (2,)), (1, (2,)))
    lenient, other = Sign(Source.OTHERS, pairs, 1.0), Sign(Source.OTHERS, pairs)
    assert test.weighed(lenient, -1) < test.weighed(other, -1)


def test_r17_both_directions_can_show_in_an_anchor_near_the_line() -> None:
    """Of a key all yes, or all not yet, only one; of three almost all three."""
    yes, almost, never = Level.YES, Level.ALMOST, Level.NOT_YET
    keys = [(yes, yes, yes), (never, never, never), (never, almost, yes), (almost,) * 3]
    assert [room(dict(zip("abc", key, strict=True))) for key in keys] == [0, 0, 2, 3]
    assert room({"a": Level.CANNOT_JUDGE}) == 0


def test_r17_a_warning_comes_before_a_pause() -> None:
    """A sum grows by the likelihood ratio's logarithm and never falls below 0 (Page 1954)."""
    test = DriftTest(MODEL, SHIFT, warn_at=1.0, pause_at=2.0)
    above = Sign(Source.OTHERS, ((2, (0,)),))
    gain = MODEL.gain(above.pairs, SHIFT)
    assert 1.0 < gain < 2.0
    once = Watch().after(above, test)
    assert once == Watch(lenient=gain, severe=0.0)
    assert once.height == gain
    assert once.standing(test) is Standing.WARNED
    assert once.after(above, test).standing(test) is Standing.PAUSED
    assert Watch().standing(test) is Standing.STEADY
    assert once.after(Sign(Source.OTHERS, ((0, (2,)),)), test).lenient == 0.0


def test_r17_no_one_scoring_pauses_however_many_criteria_it_has() -> None:
    """Thirty criteria two levels above count for six."""
    test = DriftTest(MODEL, SHIFT, warn_at=5.0, pause_at=10.0)
    assert test.weighed(Sign(Source.OTHERS, ((2, (0,)),) * 30), 1) == 6.0


def test_r17_the_published_false_alarms_are_within_what_is_allowed(
    the_test: DriftTest, year: Year
) -> None:
    """Pauses at most 5 in 100 assessor-years, warnings at most 25, neither far below."""
    promise = promised(the_test, year=year)
    assert 0.03 < promise.false_pauses <= 0.05
    assert 0.15 < promise.false_warnings <= 0.25
    assert promise.warned_after < promise.paused_after < 30


def test_r17_what_is_published_is_what_a_simulation_counts(the_test: DriftTest, year: Year) -> None:
    """600 steady assessors for a year, and 150 shifted each way; all of differing severity."""
    chance, pauses, delays = random.Random(17), 0, []
    for _assessor in range(600):
        watch, leniency = Watch(), chance.gauss(0, MODEL.severity)
        for _sign in range(PER_YEAR):
            watch = watch.after(sign(chance, leniency), the_test)
            if watch.standing(the_test) is Standing.PAUSED:
                pauses += 1
                break
    for way in (-1, 1):
        found = 0
        for _assessor in range(150):
            watch, leniency = Watch(), chance.gauss(way * SHIFT, MODEL.severity)
            while watch.standing(the_test) is not Standing.PAUSED:
                watch, found = watch.after(sign(chance, leniency), the_test), found + 1
        delays.append(found / 150)
    promise = promised(the_test, year=year)
    assert pauses / 600 == pytest.approx(promise.false_pauses, abs=0.027)
    assert max(delays) == pytest.approx(promise.paused_after, rel=0.15)


def test_r17_without_differences_of_severity_the_heights_are_lower(
    the_test: DriftTest, year: Year
) -> None:
    """What assessors differ by steadily is paid for with delay."""
    alike = replace(MODEL, severity=0.0)
    assert steady(0.0) == {0.0: 1.0}
    lower = designed(model=alike, shift=SHIFT, year=year)
    assert lower.pause_at < the_test.pause_at
    assert promised(lower, year=year).false_pauses <= 0.05
    assert promised(replace(lower, model=MODEL), year=year).false_pauses > 0.05
