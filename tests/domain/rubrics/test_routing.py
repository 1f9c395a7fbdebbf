"""How many score a piece of work (R10)."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.levels import Criterion, Judgement, Level, Outcome, Reason
from lapel.domain.rubrics.resolution import How, Step, resolve
from lapel.domain.rubrics.routing import (
    Bars,
    Mode,
    Why,
    commitment,
    drawn,
    is_near_the_line,
    reasons_for_a_second,
    resolve_alone,
    routing,
)

YES, ALMOST, NOT_YET = (
    Judgement(each) for each in (Level.YES, Level.ALMOST, Level.NOT_YET)
)  # fmt: skip
RUBRIC = [Criterion("a"), Criterion("b"), Criterion("c"), Criterion("x", required=False)]


def said(*levels: Judgement, optional: Judgement = YES) -> dict[str, Judgement]:
    return {"a": levels[0], "b": levels[1], "c": levels[2], "x": optional}


@pytest.mark.parametrize(
    ("n", "low", "mode", "why"),
    [
        (0, None, Mode.DOUBLE, Why.TOO_FEW),
        (29, 0.99, Mode.DOUBLE, Why.TOO_FEW),
        (30, None, Mode.DOUBLE, Why.UNDEFINED),
        (30, 0.666, Mode.DOUBLE, Why.BELOW_BAR),
        (30, 0.667, Mode.ONE_FIRST, Why.ESTABLISHED),
        (400, 0.5, Mode.DOUBLE, Why.BELOW_BAR),
    ],
)
def test_r10_all_is_scored_twice_until_thirty_and_alphas_bound_are_reached(
    n: int, low: float | None, mode: Mode, why: Why
) -> None:
    """R10: n >= 30 double-scored and the lower bound of Krippendorff's alpha >= .667."""
    found = routing(n, low, bars=Bars())
    assert (found.mode, found.why, found.n, found.alpha_low) == (mode, why, n, low)


def test_r10_the_bars_are_settings() -> None:
    """An instance that asks for more gets more."""
    assert routing(30, 0.7, bars=Bars(fewest=60)).why is Why.TOO_FEW
    assert routing(30, 0.7, bars=Bars(alpha=0.8)).why is Why.BELOW_BAR


@pytest.mark.parametrize(
    ("insisted", "why"),
    [
        ({Why.DRIFT}, Why.DRIFT),
        ({Why.ASKED}, Why.ASKED),
        ({Why.DRIFT, Why.LICENSURE}, Why.LICENSURE),
    ],
)
def test_r10_licensure_and_drift_bring_back_two_for_all(insisted: set[Why], why: Why) -> None:
    """However good the figures are, licensure is always double, and drift goes back to it."""
    found = routing(500, 0.9, bars=Bars(), insisted=insisted)
    assert (found.mode, found.why) == (Mode.DOUBLE, why)


def test_r10_the_draw_is_the_hmac_of_the_case_under_a_seed_told_before() -> None:
    """The first 53 bits of RFC 2104's HMAC with SHA-256; the seed's hash comes first."""
    seed = bytes(range(32))
    digest = hmac.new(seed, b"case", hashlib.sha256).digest()
    expected = int.from_bytes(digest, "big") >> (256 - 53)
    assert drawn(seed, "case") == expected / 2**53
    assert commitment(seed) == hashlib.sha256(seed).hexdigest()


def test_r10_a_fifth_is_drawn() -> None:
    """Over 5,000 cases of one seed the share is .2 within three standard errors (.0057)."""
    draws = [drawn(b"seed", str(number)) for number in range(5000)]
    assert all(0 <= each < 1 for each in draws)
    assert sum(each < Bars().share for each in draws) / 5000 == pytest.approx(0.2, abs=0.017)


@pytest.mark.parametrize(
    ("levels", "near"),
    [
        ((YES, YES, YES), False),
        ((YES, YES, ALMOST), True),
        ((YES, YES, NOT_YET), True),
        ((YES, ALMOST, ALMOST), True),
        ((ALMOST, ALMOST, ALMOST), True),
        ((YES, ALMOST, NOT_YET), False),
        ((YES, NOT_YET, NOT_YET), False),
    ],
)
def test_r10_near_the_line_is_one_criterion_or_nothing_lower_than_almost(
    levels: tuple[Judgement, ...], near: bool
) -> None:
    """The rule of ADR 24, whatever an optional criterion has."""
    for optional in (YES, NOT_YET):
        assert is_near_the_line(RUBRIC, said(*levels, optional=optional)) is near


def test_r10_what_is_carried_over_is_not_near_any_line() -> None:
    """A criterion shown in an earlier attempt was not scored now (R12)."""
    levels = {"a": NOT_YET, "b": ALMOST, "x": YES}
    assert not is_near_the_line(RUBRIC, levels, carried=["c"])


def reasons(levels: dict[str, Judgement], draw: float) -> list[Why]:
    return reasons_for_a_second(RUBRIC, levels, draw=draw, bars=Bars())


def test_r10_a_second_scoring_has_its_reasons() -> None:
    """Drawn, near the line, or not to be judged by the first; else one scoring does."""
    assert reasons(said(YES, YES, YES), 0.2) == []
    assert reasons(said(YES, YES, YES), 0.19) == [Why.RANDOM]
    assert reasons(said(YES, YES, ALMOST), 0.5) == [Why.NEAR_THE_LINE]
    assert reasons(said(YES, YES, ALMOST), 0.1) == [Why.RANDOM, Why.NEAR_THE_LINE]
    unread = Judgement(Level.CANNOT_JUDGE, Reason.UNREADABLE)
    assert reasons(said(YES, YES, unread), 0.5) == [Why.UNJUDGED]
    assert reasons(said(YES, YES, YES, optional=unread), 0.5) == []


@given(levels=st.lists(st.sampled_from([YES, ALMOST, NOT_YET]), min_size=3, max_size=3))
def test_r10_one_scoring_is_decided_as_if_two_had_said_the_same(levels: list[Judgement]) -> None:
    """The outcome is R7's; each level says that one person gave it."""
    given_ = said(*levels)
    alone, both = resolve_alone(RUBRIC, given_), resolve(RUBRIC, given_, given_)
    assert (alone.step, alone.outcome) == (Step.DECIDE, both.outcome)
    assert {each.how for each in alone.findings} == {How.SINGLE}
    assert [each.level for each in alone.findings] == [each.level for each in both.findings]


def test_r10_carried_criteria_stay_carried_where_one_scores() -> None:
    """R12: what was shown before stays shown."""
    found = resolve_alone(RUBRIC, {"a": YES, "b": YES, "x": YES}, carried=["c"])
    assert found.outcome is Outcome.EARNED
    assert {each.criterion: each.how for each in found.findings}["c"] is How.CARRIED
