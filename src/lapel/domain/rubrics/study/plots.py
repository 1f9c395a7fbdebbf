"""The study's pictures, drawn from the rows that it prints (as JSON, in doors/cli/review)."""

from __future__ import annotations

from html import escape
from math import log10
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.pictures import ACCENT, INK, PAPER, SOFT, dot, line, placed, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Place = Callable[[float], float]

MADDER = "#a1393c"
WIDTH, HEIGHT = 960, 540
LEFT, RIGHT, TOP, BOTTOM = 90, 920, 118, 470
NAMES = {
    "single": "one",
    "double": "two, adjudicated",
    "Lapel": "Lapel",
    "panel of 3": "three of everything",
    "panel of 10": "ten",
}
# Which words stand above their dot, so that none lies on another's.
ABOVE = {"panel of 3", "single"}


def accuracy_svg(name: str, rows: Mapping[str, Any]) -> str:
    """Draw right decisions against scorings per decision: each strategy, and routing as a line."""
    points = {NAMES[key]: row for key, row in rows["strategies"].items()}
    routed = sorted(rows["routedAlone"].values(), key=lambda row: row["scorings"])
    every = [*points.values(), *routed]
    least = int(50 * min(row["right"] for row in every)) / 50
    most = int(50 * max(row["right"] for row in every) + 1.5) / 50

    def across(value: float) -> float:
        return placed(log10(value), 0, 1, LEFT, RIGHT)

    def up(value: float) -> float:
        return placed(value, least, most, BOTTOM, TOP)

    ticks = [least + 0.02 * step for step in range(round((most - least) / 0.02) + 1)]
    drawn = _axis([1, 1.5, 2, 3, 5, 10], across, ticks, up, "scorings per decision", "right")
    drawn += line(
        [(across(row["scorings"]), up(row["right"])) for row in routed], stroke=MADDER, width=3
    )
    for row in routed:
        place = (across(row["scorings"]), up(row["right"]))
        drawn += _dot(*place, _row_said("routing alone", row), fill=MADDER, radius=5)
    for key, row in rows["strategies"].items():
        place = (across(row["scorings"]), up(row["right"]))
        drawn += _dot(*place, _row_said(NAMES[key], row), fill=ACCENT, radius=7)
        if key != "Lapel" or row["scorings"] != rows["strategies"]["double"]["scorings"]:
            drawn += _label(NAMES[key], place, is_above=key in ABOVE)
    return _sheet(f"Right decisions: {name}", "Red: routing alone, by its line of doubt.", drawn)


def drift_svg(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Draw how late a drift is found against false pauses, a line a setting and direction."""
    points = [
        (name, way, fill, [(_late(each, way), each) for each in heights])
        for name, heights in rows.items()
        for way, fill in (("more severe", ACCENT), ("more lenient", MADDER))
    ]
    farthest = max(late for _name, _way, _fill, line in points for late, _each in line)
    most = 20 * (int(farthest / 20) + 1)

    def across(value: float) -> float:
        return placed(log10(value), -2, log10(0.2), LEFT, RIGHT)

    def up(value: float) -> float:
        return placed(value, 0, most, BOTTOM, TOP)

    axis = [20.0 * step for step in range(most // 20 + 1)]
    ticks = [0.01, 0.02, 0.05, 0.1, 0.2]
    drawn = _axis(ticks, across, axis, up, "false pauses allowed in an assessor-year", "scorings")
    for number, (name, way, fill, found) in enumerate(points):
        places = [(across(each["allowed"]), up(late)) for late, each in found]
        drawn += line(places, stroke=fill, width=2)
        for place, (late, each) in zip(places, found, strict=True):
            said = f"{name}, {way}: paused after {late:.0f} scorings"
            drawn += _dot(*place, f"{said} at {each['allowed']:.2f}", fill=fill, radius=4)
        x, y = places[0]
        if number % 2 == 0:
            drawn += words(name.partition(":")[0], x + 8, y - 8, size=13, fill=SOFT)
    return _sheet(
        "Scorings until a drift of one level leads to a pause",
        "Blue: towards severity. Red: towards leniency. Everything scored twice.",
        drawn,
    )


def _late(height: Mapping[str, Any], way: str) -> float:
    return float(height["delays"][way]["paused"]["value"])


def _row_said(name: str, row: Mapping[str, float]) -> str:
    return f"{name}: {row['right']:.3f} right at {row['scorings']:.2f} scorings"


def _dot(x: float, y: float, said: str, *, fill: str, radius: float) -> str:
    return f"<g><title>{escape(said)}</title>{dot(x, y, fill=fill, radius=radius)}</g>"


def _label(said: str, place: tuple[float, float], *, is_above: bool) -> str:
    x, y = place
    anchor = "end" if x > RIGHT - 40 else "middle"
    return words(said, x, y + (-16 if is_above else 28), size=16, fill=INK, anchor=anchor)


def _axis(  # noqa: PLR0913, PLR0917 (two axes of three parts each)
    across_ticks: Sequence[float],
    across: Place,
    up_ticks: Sequence[float],
    up: Place,
    across_said: str,
    up_said: str,
) -> str:
    drawn = ""
    for value in across_ticks:
        x = across(value)
        drawn += line([(x, TOP), (x, BOTTOM)])
        drawn += words(f"{value:g}", x, BOTTOM + 22, size=14, fill=SOFT, anchor="middle")
    for value in up_ticks:
        y = up(value)
        drawn += line([(LEFT, y), (RIGHT, y)])
        drawn += words(f"{round(value, 3):g}", LEFT - 10, y + 5, size=14, fill=SOFT, anchor="end")
    drawn += words(across_said, RIGHT, BOTTOM + 46, size=15, fill=SOFT, anchor="end")
    return drawn + words(up_said, LEFT, TOP - 14, size=15, fill=SOFT, anchor="end")


def _sheet(title: str, subtitle: str, drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" role="img" font-family="Bitter, serif"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f"{words(title, 40, 44, size=25, weight=700)}{words(subtitle, 40, 70, size=15, fill=SOFT)}"
        f"{drawn}</svg>\n"
    )
