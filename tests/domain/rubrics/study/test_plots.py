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
WATCHED: dict[str, Any] = {
    "scoredTwice": 0.85,
    "falsePauses": 0.045,
    "severe": {"paused": 16.2},
    "lenient": {"paused": 66.4},
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


def test_a_drifts_delay_stands_over_its_false_pauses() -> None:
    """A later pause is higher, more false ones lie farther right; 85 % are scored twice."""
    often = {**WATCHED, "falsePauses": 0.02}
    found = dots(drift_svg([("plain", WATCHED), ("good", often)]))
    severe = found["plain, 85%, more severe: paused after 16 scorings at 0.045 false pauses"]
    lenient = found["plain, 85%, more lenient: paused after 66 scorings at 0.045 false pauses"]
    rarer = found["good, 85%, more severe: paused after 16 scorings at 0.020 false pauses"]
    assert lenient[1] < severe[1] == rarer[1]
    assert rarer[0] < severe[0] == lenient[0]


def test_the_pictures_in_the_docs_are_made_of_the_rows_beneath_them() -> None:
    """Each strategy's row of docs/reference/study.md is a dot of the picture above it."""
    page = (DOCS / "study.md").read_text(encoding="utf-8")
    for shown in re.findall(r"\]\((pictures/study-[\w-]+\.svg)\)", page):
        assert (DOCS / shown).exists()
    said = dots((DOCS / "pictures" / "study-accuracy-1.svg").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| ([^|]+) \| (\.\d{3}) ± .*\| (\d+\.\d\d) \|$", page, re.MULTILINE)
    drawn = {tuple(re.findall(r"\d?\.?\d+\.\d+", each)) for each in said}
    assert len(rows) == 8
    for name, right, scorings in rows:
        assert (f"0{right}", scorings) in drawn, name
    delays = dots((DOCS / "pictures" / "study-drift.svg").read_text(encoding="utf-8"))
    lines = re.findall(
        r"^\| [^|]+, (\d+) % \| \.\d+, (\.\d+) \| (\d+), \d+ % \| (\d+), \d+ % \|$",
        page,
        re.MULTILINE,
    )
    assert len(lines) == 4
    for share, false, severe, lenient in lines:
        for way, late in (("severe", severe), ("lenient", lenient)):
            end = f", {share}%, more {way}: paused after {late} scorings at 0{false} false pauses"
            assert any(each.endswith(end) for each in delays), end
