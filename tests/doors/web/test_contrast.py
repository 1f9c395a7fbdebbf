"""Colours that can be read: WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lapel.doors import web

CSS = Path(web.__file__).parent / "static" / "web" / "tokens.css"
TEXT = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "sunk"),
    ("ink", "mark"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("ink-soft", "sunk"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent", "sunk"),
    ("accent", "accent-wash"),
    ("accent", "bad-wash"),
    ("accent-strong", "sheet"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("cloth-ink", "cloth"),
    ("cloth-ink", "cloth-deep"),
    ("paper", "madder"),
    *[("ink", f"{tone}-wash") for tone in ("accent", "good", "warn", "bad")],
    *[
        (tone, ground)
        for tone in ("good", "warn", "bad")
        for ground in ("paper", "sheet", f"{tone}-wash")
    ],
    *[
        (f"dye-{dye}", ground)
        for dye in ("woad", "madder", "weld", "verdigris", "orchil", "moss")
        for ground in ("paper", "sheet")
    ],
]
CONTROLS = [
    ("edge", "paper"),
    ("edge", "sheet"),
    ("edge", "sunk"),
    ("focus", "paper"),
    ("focus", "sheet"),
    ("stitch", "cloth"),
    ("madder", "paper"),
    ("accent", "sunk"),
    ("accent", "sheet"),
]


def blocks() -> dict[str, dict[str, str]]:
    """Read the tokens of each theme from the stylesheet, by selector."""
    css = CSS.read_text(encoding="utf-8")
    found = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]+)\}", css):
        tokens = dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
        if "paper" in tokens:
            found[selector.split(",")[-1].strip()] = tokens
    return found


def luminance(colour: str) -> float:
    """Compute relative luminance as WCAG 2.2 defines it, from `#rrggbb`."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Compute the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    """Black on white is 21 and #767676 on white is 4.54 (WebAIM's contrast checker)."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", ['[data-theme="light"]', '[data-theme="dark"]'])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme: str, front: str, ground: str) -> None:
    """Every pair used for text reaches 4.5 to 1 (1.4.3)."""
    tokens = blocks()[theme]
    assert contrast(tokens[front], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ['[data-theme="light"]', '[data-theme="dark"]'])
@pytest.mark.parametrize(("front", "ground"), CONTROLS)
def test_controls_stand_out_from_their_ground(theme: str, front: str, ground: str) -> None:
    """Every pair used for edges of controls and marks reaches 3 to 1 (1.4.11)."""
    tokens = blocks()[theme]
    assert contrast(tokens[front], tokens[ground]) >= 3


def test_dark_by_device_and_dark_by_choice_are_the_same() -> None:
    """The two dark blocks, which CSS forces us to write twice, agree."""
    found = blocks()
    assert found[":root:not([data-theme])"] == found['[data-theme="dark"]']
    assert found['[data-theme="light"]'].keys() == found['[data-theme="dark"]'].keys()
