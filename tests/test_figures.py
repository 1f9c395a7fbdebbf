"""Figures that people read are rounded, never cut."""

from __future__ import annotations

import pytest
from django.utils import translation

from lapel.figures import rounded


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (0.479, 2, "0.48"),  # Django's number_format says 0.47
        (0.6665, 3, "0.667"),  # half goes up, as people round
        (2.5, 0, "3"),  # and not to the even neighbour, as Python's round() does
        (-2.5, 0, "-3"),
        (19.999, 0, "20"),
        (-0.001, 2, "0.00"),
        (1, 1, "1.0"),
        (1e-7, 2, "0.00"),
    ],
)
def test_a_figure_is_rounded_half_away_from_zero(value: float, places: int, said: str) -> None:
    """Expected values by hand."""
    assert rounded(value, places) == said


def test_a_figure_is_written_as_the_readers_language_writes_it() -> None:
    """German writes a comma."""
    with translation.override("de"):
        assert rounded(0.479, 2) == "0,48"


def test_nothing_shows_a_figure_that_djangos_own_way_has_cut() -> None:
    """One way for all figures; `number_format` stands in one file."""
    from pathlib import Path

    import lapel

    home = Path(lapel.__file__).parent
    found = {
        str(each.relative_to(home))
        for each in home.rglob("*.py")
        if "number_format" in each.read_text(encoding="utf-8")
    }
    assert found == {"figures.py"}
