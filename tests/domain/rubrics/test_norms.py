"""The test of R17 as it is used: what it promises, and that it is the one the study designs."""

from __future__ import annotations

import random
from dataclasses import asdict, astuple, replace
from typing import TYPE_CHECKING

import pytest

from lapel.domain.rubrics import norms
from lapel.domain.rubrics.drift import SCORINGS, Sign, Source, designed, promised
from lapel.domain.rubrics.shares import share_interval
from lapel.domain.rubrics.study.scenarios import AS_MEASURED
from lapel.domain.rubrics.study.watching import Setting, Watcher

if TYPE_CHECKING:
    from lapel.domain.rubrics.drift import Year

SEED = 17
# The same test with all decimals, as the study has it.
EXACT = replace(
    norms.STANDARD, model=AS_MEASURED.model, shift=AS_MEASURED.one_level * AS_MEASURED.logits
)


def year_of(twice: float) -> Year:
    """Draw an assessor-year in which so large a share of what is no anchor is scored twice."""
    setting = Setting(scored_twice=twice, anchors=norms.ANCHORS)
    return Watcher(AS_MEASURED, setting, random.Random(SEED)).learnt()


def test_r17_the_model_is_that_of_assessors_as_measured_elsewhere() -> None:
    """To four decimals."""
    told, exact = ({**asdict(test), **asdict(test.model)} for test in (norms.STANDARD, EXACT))
    for name in ("mean", "quality", "thresholds", "halo", "severity", "shift"):
        assert told[name] == pytest.approx(exact[name], abs=6e-5), name


def test_r17_the_test_is_the_one_designed_for_the_promise() -> None:
    """Five false pauses and twenty-five false warnings in a hundred assessor-years, seed 17.

    And what the page promises where all is scored twice comes out of the chain again.
    """
    year = year_of(1.0)
    found = designed(model=EXACT.model, shift=EXACT.shift, year=year)
    assert found.warn_at == pytest.approx(EXACT.warn_at, abs=0.05)
    assert found.pause_at == pytest.approx(EXACT.pause_at, abs=0.05)
    assert year.signs == SCORINGS
    assert astuple(promised(EXACT, year=year)) == pytest.approx(
        astuple(norms.PROMISED[1.0]), rel=2e-3
    )


def test_r17_so_does_what_is_promised_where_a_fifth_is_scored_twice() -> None:
    """About 28 signs in a hundred scorings: fewer false alarms, and a later one that is true."""
    year = year_of(0.2)
    assert year.signs == pytest.approx(0.28 * SCORINGS, abs=2)
    assert astuple(promised(EXACT, year=year)) == pytest.approx(
        astuple(norms.PROMISED[0.2]), rel=4e-3
    )


def test_leniency_is_said_from_fifteen_on_and_within_its_error() -> None:
    """ADAPTIVE's rule: fifteen scorings, an error under .35 logits; and drawn towards none."""
    above = Sign(Source.OTHERS, ((2, (1,)),) * 5)
    assert norms.leniency_of([above] * 14) is None
    few, many = norms.leniency_of([above] * 15), norms.leniency_of([above] * 60)
    assert few is not None
    assert many is not None
    assert 0 < few[0] < many[0]
    assert many[1] < few[1] < 0.35 / norms.STANDARD.shift
    telling_nothing = Sign(Source.OTHERS, ((2, (2,)),))
    assert norms.leniency_of([telling_nothing] * 15) is None


def test_a_share_has_wilsons_interval() -> None:
    """Wilson's own: 10 of 20 lie between .299 and .701; none of 6 between 0 and .390."""
    assert share_interval(10, 20) == pytest.approx((0.2993, 0.7007), abs=0.0001)
    assert share_interval(0, 6) == pytest.approx((0.0, 0.3903), abs=0.0001)
    assert share_interval(6, 6) == pytest.approx((0.6097, 1.0), abs=0.0001)
