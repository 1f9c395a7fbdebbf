"""The study's pictures are made of the rows it prints, and those in the docs of the docs' rows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lapel.domain.rubrics.study.plots import accuracy_svg, drift_svg

DOCS = Path(__file__).parents[4] / "docs" / "reference"
DOT = re.compile(r"<g><title>([^<]+)</title><circle cx=\"([\d.]+)\" cy=\"([\d.]+)\"")


def row(right: float, scorings: float) -> dict[str, float]:
    return {"right": right, "scorings": scorings}


COMPARISON = {
    "strategies": {
        "single": row(0.82, 1.0),
        "double": row(0.875, 2.4),
        "Lapel": row(0.875, 2.4),
        "panel of 3": row(0.875, 3.0),
        "panel of 10": row(0.92, 10.0),
    },
    "routedAlone": {"0.12": row(0.879, 1.85), "0.3": row(0.86, 1.4)},
}


def height(allowed: float, severe: float, lenient: float) -> dict[str, Any]:
    """Write one height of a frontier."""
    late = {"more severe": severe, "more lenient": lenient}
    return {
        "allowed": allowed,
        "delays": {way: {"paused": {"value": value}} for way, value in late.items()},
    }


def dots(drawing: str) -> dict[str, tuple[float, float]]:
    """Give each dot's place by what it says."""
    return {said: (float(x), float(y)) for said, x, y in DOT.findall(drawing)}


def test_every_row_is_a_dot_at_its_place() -> None:
    """One scoring stands at the left edge, ten at the right one, and more right is higher."""
    found = dots(accuracy_svg("as measured", COMPARISON))
    assert len(found) == 7
    one = found["one: 0.820 right at 1.00 scorings"]
    ten = found["ten: 0.920 right at 10.00 scorings"]
    assert (one[0], ten[0]) == (90, 920)
    assert ten[1] < found["routing alone: 0.879 right at 1.85 scorings"][1] < one[1]
    height = one[1] - ten[1]
    three = found["three of everything: 0.875 right at 3.00 scorings"]
    assert one[1] - three[1] == pytest.approx(height * 0.055 / 0.1, abs=0.2)


def test_lapel_has_a_name_of_its_own_where_it_scores_less_than_two() -> None:
    """Where both lie on one place one name is written there, else each has its own."""
    assert ">Lapel</text>" not in accuracy_svg("as measured", COMPARISON)
    strategies = {**COMPARISON["strategies"], "Lapel": row(0.87, 1.5)}
    assert ">Lapel</text>" in accuracy_svg("good", {**COMPARISON, "strategies": strategies})


def test_a_drifts_delay_stands_over_the_false_pauses_that_are_allowed() -> None:
    """A later pause is higher, more false ones lie farther right; each way has its line."""
    heights = [height(0.01, 50.0, 60.0), height(0.05, 24.0, 27.0), height(0.2, 12.0, 15.0)]
    drawing = drift_svg({"plain: as they are": heights})
    found = dots(drawing)
    severe = found["plain: as they are, more severe: paused after 24 scorings at 0.05"]
    lenient = found["plain: as they are, more lenient: paused after 27 scorings at 0.05"]
    rarer = found["plain: as they are, more severe: paused after 50 scorings at 0.01"]
    often = found["plain: as they are, more severe: paused after 12 scorings at 0.20"]
    assert rarer[1] < lenient[1] < severe[1] < often[1]
    assert (rarer[0], often[0]) == (90, 920)
    assert rarer[0] < severe[0] == lenient[0] < often[0]
    assert drawing.count(">plain</text>") == 1


def test_the_pictures_in_the_docs_are_made_of_the_rows_beneath_them() -> None:
    """Each strategy's row of docs/reference/study.md is a dot of a picture, as is each height."""
    page = (DOCS / "study.md").read_text(encoding="utf-8")
    shown = re.findall(r"\]\((pictures/study-[\w-]+\.svg)\)", page)
    assert len(shown) == 3
    assert all((DOCS / each).exists() for each in shown)
    first = page.partition("### Assessors as measured elsewhere")[2].partition("\n###")[0]
    rows = re.findall(r"^\| ([^|]+) \| (0\.\d{3}) ± .*\| (\d+\.\d\d) \|$", first, re.MULTILINE)
    assert len(rows) == 11
    said = dots((DOCS / "pictures" / "study-accuracy-1.svg").read_text(encoding="utf-8"))
    drawn = {tuple(re.findall(r"\d+\.\d+", each)) for each in said}
    for name, right, scorings in rows:
        assert (right, scorings) in drawn, name
    delays = dots((DOCS / "pictures" / "study-drift.svg").read_text(encoding="utf-8"))
    heights = re.findall(
        r"^\| (0\.\d\d), [^|]+\| (\d+) ±[^|]+\|[^|]+\| (\d+) ±", page, re.MULTILINE
    )
    assert len(heights) == 10
    for allowed, severe, lenient in heights:
        for way, late in (("severe", severe), ("lenient", lenient)):
            end = f", more {way}: paused after {late} scorings at {allowed}"
            assert any(each.endswith(end) for each in delays), end


def test_every_figure_the_page_speaks_of_was_printed() -> None:
    """What is said before and after the printed part repeats its figures, and no others."""
    page = (DOCS / "study.md").read_text(encoding="utf-8")
    printed = page.partition("<!-- printed by")[2].partition("<!-- end of")[0]
    said = page.partition("## What it says")[2].partition("## ")[0]
    for each in re.findall(r"\d*\.?\d+", said):
        assert each.lstrip("0") in printed.replace("0.", "."), each
