"""The test of R17 as it is used: what it promises, and that it is the one the study designs."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from lapel.domain.rubrics import norms
from lapel.domain.rubrics.drift import Sign, Source, designed, promised
from lapel.domain.rubrics.shares import share_interval
from lapel.domain.rubrics.study import watching
from lapel.domain.rubrics.study.scenarios import AS_MEASURED


def test_r17_the_test_is_the_one_designed_for_the_promise() -> None:
    """Five false pauses and twenty-five false warnings in a hundred assessor-years, seed 17.

    And what the page promises where all is scored twice comes out of the chain again.
    """
    year = norms.year_of(anchors=0.1, twice=1.0)
    found = designed(model=AS_MEASURED.model, shift=norms.STANDARD.shift, year=year)
    assert found.warn_at == pytest.approx(norms.STANDARD.warn_at, abs=0.05)
    assert found.pause_at == pytest.approx(norms.STANDARD.pause_at, abs=0.05)
    again = promised(norms.STANDARD, year=year)
    told = norms.promise_of(anchors=0.1, twice=1.0)
    assert astuple(told) == pytest.approx(astuple(again), rel=1e-9)
    assert year.signs == watching.SCORINGS


def test_r17_the_promise_for_other_shares_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the anchors, a fifth scored twice: 54 signs a year, about, and few false alarms."""
    monkeypatch.setattr(watching, "LEARNT_FROM", 300)
    norms.year_of.cache_clear()
    assert norms.promise_of(anchors=0.2, twice=0.2).false_pauses < 0.05
    assert norms.year_of(anchors=0.2, twice=0.2).signs == pytest.approx(54, abs=9)
    norms.year_of.cache_clear()


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
