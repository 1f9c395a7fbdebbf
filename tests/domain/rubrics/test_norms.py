"""The test of R17 as it is used: what it promises, and that it is the one the study designs."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import astuple

import pytest

from lapel.domain.rubrics import norms
from lapel.domain.rubrics.drift import Source, designed, promised
from lapel.domain.rubrics.shares import share_interval
from lapel.domain.rubrics.study import watching
from lapel.domain.rubrics.study.scenarios import AS_MEASURED


def test_r17_the_signs_are_those_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """6,000 scorings of steady assessors, seed 17, everything scored twice."""
    monkeypatch.setattr(watching, "LEARNT_FROM", 6000)
    year = watching._Watcher(AS_MEASURED, 1.0, random.Random(17)).learnt()
    seen = Counter((each.source, round(each.apart * 10)) for each in year.seen)
    assert {source: dict(counts) for source, counts in norms.SEEN.items()} == {
        source: {tenths: n for (where, tenths), n in seen.items() if where is source}
        for source in Source
    }
    assert year.severity == pytest.approx(norms.SEVERITY, abs=0.001)
    moved = AS_MEASURED.mean_level(AS_MEASURED.one_level)
    moved -= AS_MEASURED.mean_level(-AS_MEASURED.one_level)
    assert norms.STANDARD.shift == pytest.approx(moved / 2, abs=0.001)


def test_r17_the_heights_are_those_designed_for_the_promise() -> None:
    """Five false pauses and twenty-five false warnings in a hundred assessor-years."""
    year = norms.Year(norms.SCORINGS, norms.signs_seen(), norms.SEVERITY)
    found = designed(shift=norms.STANDARD.shift, year=year)
    assert found.warn_at == pytest.approx(norms.STANDARD.warn_at, abs=0.1)
    assert found.pause_at == pytest.approx(norms.STANDARD.pause_at, abs=0.1)
    for source in Source:
        assert found.spreads[source] == pytest.approx(norms.STANDARD.spreads[source], abs=0.002)


@pytest.mark.parametrize(("anchors", "twice"), [*norms.PROMISED, (0.2, 0.2)])
def test_r17_what_is_promised_beforehand_is_what_is_computed(anchors: float, twice: float) -> None:
    """The page's figures stand in the program; the same come out of the chain again."""
    told = norms.promise_of(anchors=anchors, twice=twice)
    again = promised(norms.STANDARD, year=norms.year_of(anchors=anchors, twice=twice))
    assert astuple(told) == pytest.approx(astuple(again), rel=1e-9)


@pytest.mark.parametrize(("anchors", "twice", "signs"), [(0.1, 1.0, 150), (0.1, 0.2, 42)])
def test_a_year_weighs_each_source_by_its_share(anchors: float, twice: float, signs: int) -> None:
    """Of 150 scorings 15 are anchors, and of the other 135 as many as are scored twice."""
    year = norms.year_of(anchors=anchors, twice=twice)
    assert year.signs == signs
    share = sum(each.source is Source.ANCHOR for each in year.seen) / len(year.seen)
    assert share == pytest.approx(15 / signs, abs=0.03)


def test_a_year_without_one_source_is_of_the_other() -> None:
    """No anchors, or nothing scored twice."""
    for anchors, twice, only in ((0.0, 1.0, Source.OTHERS), (0.1, 0.0, Source.ANCHOR)):
        year = norms.year_of(anchors=anchors, twice=twice)
        assert {each.source for each in year.seen} == {only}
    assert promised(norms.STANDARD, year=year).false_pauses <= 0.05


def test_leniency_is_said_from_fifteen_on_and_shrunk() -> None:
    """Half a level beside fifteen others is taken for less; beside fifteen hundred for nearly all.

    The weights: .069² / (.069² + .281² / n), Efron and Morris 1973.
    """
    assert norms.leniency_of([0.5] * 14) is None
    few, many = norms.leniency_of([0.5] * 15), norms.leniency_of([0.5] * 1500)
    assert few is not None
    assert many is not None
    assert few[0] == pytest.approx(0.5 * 0.069**2 / (0.069**2 + 0.281**2 / 15))
    assert 0.49 < many[0] < 0.5
    assert many[1] < few[1] < norms.SEVERITY


def test_a_share_has_wilsons_interval() -> None:
    """Wilson's own: 10 of 20 lie between .299 and .701; none of 6 between 0 and .390."""
    assert share_interval(10, 20) == pytest.approx((0.2993, 0.7007), abs=0.0001)
    assert share_interval(0, 6) == pytest.approx((0.0, 0.3903), abs=0.0001)
    assert share_interval(6, 6) == pytest.approx((0.6097, 1.0), abs=0.0001)
