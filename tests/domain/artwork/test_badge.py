"""The family of pins: every badge its own, and every one safe to show anywhere."""

from __future__ import annotations

import hashlib
import io
import json
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import resvg_py
from PIL import Image

from lapel.domain.artwork import FONT_FILES, badge_svg, og_card_svg

# The words of the domain: docs of the catalogue's import format.
CATEGORIES = (
    "digital teaching tools",
    "inclusive education",
    "instructional design",
    "assessment strategies",
    "social-emotional learning",
    "leadership and coaching",
)
LEVELS = ("Emerging", "Practising", "Proficient", "Leading")
COMPETENCIES = tuple(f"T{number:02}" for number in range(1, 16))
FAMILY = tuple(product(CATEGORIES, COMPETENCIES, LEVELS))
SVG = "{http://www.w3.org/2000/svg}"
FONTS = Path(FONT_FILES[0]).parent


def draw(category: str = CATEGORIES[0], competency: str | None = "T01", **words: Any) -> str:
    """Draw a badge whose other words do not matter."""
    chosen = {"level": "Emerging", "title": "A title", **words}
    return badge_svg(category=category, competency=competency, **chosen)


def pixels(svg: str, width: int) -> Image.Image:
    """Rasterise a badge as sharing does."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width))
    return Image.open(io.BytesIO(png)).convert("RGBA")


@pytest.mark.parametrize("size", [None, 32], ids=["full", "small"])
def test_no_two_badges_of_the_family_are_drawn_alike(size: int | None) -> None:
    """Six categories, fifteen competencies and four levels give 360 different drawings."""
    drawn = {draw(c, k, level=level, size=size) for c, k, level in FAMILY}
    assert len(drawn) == 6 * 15 * 4


def test_badges_differ_to_the_eye_even_at_32_pixels() -> None:
    """Rasterised in grey at 32 pixels, no two badges of a level have the same picture."""
    grey = {
        pixels(draw(c, k, level="Leading", size=32), 32).convert("L").tobytes()
        for c, k in product(CATEGORIES, COMPETENCIES)
    }
    assert len(grey) == 6 * 15


def test_categories_differ_by_outline_and_not_by_colour_alone() -> None:
    """Painted in one colour, the six outlines still differ, for those who do not see the hue."""
    outlines = {
        ET.fromstring(draw(category)).find(f".//{SVG}path").get("d")  # type: ignore[union-attr]  # each has a path
        for category in CATEGORIES
    }
    assert len(outlines) == 6


def test_a_stack_looks_different_from_a_single_badge() -> None:
    """The same words drawn as a stack give another picture."""
    assert draw(competency=None, stack=True) != draw(competency=None)


@pytest.mark.parametrize(("index", "level"), list(enumerate(LEVELS, start=1)))
def test_knots_count_the_level(index: int, level: str) -> None:
    """As many knots are tied as the level's place among the four."""
    drawn = ET.fromstring(draw(level=level, size=32))
    assert len(drawn.findall(f".//{SVG}circle[@r='5']")) == index


@pytest.mark.parametrize(("category", "competency", "level"), FAMILY[::7])
def test_a_badge_holds_nothing_but_shapes(category: str, competency: str, level: str) -> None:
    """No script, style, id, reference, text or foreign element: safe inline under any policy."""
    drawn = ET.fromstring(draw(category, competency, level=level))
    tags = {each.tag.removeprefix(SVG) for each in drawn.iter()}
    attributes = {name for each in drawn.iter() for name in each.attrib}
    assert tags <= {"svg", "title", "g", "path", "circle", "rect"}
    assert attributes.isdisjoint({"id", "style", "class", "href", "onload"})


def test_a_title_cannot_break_out_of_the_picture() -> None:
    """What a designer types in a title is text, whatever signs it holds."""
    title = '</title><script>alert("x")</script>&'
    drawn = ET.fromstring(draw(title=title))
    assert drawn.findtext(f"{SVG}title") == title
    assert drawn.find(f".//{SVG}script") is None


def test_the_same_words_give_the_same_picture() -> None:
    """Drawing is pure: hashes of a badge's file never change by themselves."""
    assert draw(level="Leading") == draw(level="Leading")


def test_a_badge_stays_small_enough_to_stand_in_a_list() -> None:
    """No badge takes more than 3 kB, so that a page of two dozen stays under 100 kB."""
    assert max(len(draw(c, k, level=level)) for c, k, level in FAMILY) < 3000


@pytest.mark.parametrize("size", [None, 32], ids=["full", "small"])
@pytest.mark.parametrize("stack", [False, True], ids=["single", "stack"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_nothing_of_a_badge_is_cut_off(category: str, *, stack: bool, size: int | None) -> None:
    """Drawn with eight units of room on every side, nothing reaches into that room."""
    drawn = draw(category, size=size, stack=stack, level="Leading")
    roomy = drawn.replace('viewBox="0 0 96 96"', 'viewBox="-8 -8 112 112"')
    inked = pixels(roomy, 560).getchannel("A").getbbox()
    assert inked is not None
    assert min(inked) >= 40
    assert max(inked) <= 520


def test_unknown_words_are_refused() -> None:
    """A category outside the vocabulary is an error and not a blank badge."""
    with pytest.raises(KeyError):
        draw("knitting")


def test_a_link_preview_shows_title_and_lines() -> None:
    """The card carries badge, title and the lines that were asked for."""
    drawn = og_card_svg(
        category=CATEGORIES[3],
        competency="T09",
        level="Proficient",
        title="Wait Time & Uptake",
        lines=("Earned by Amina", "Issued by Riverbend"),
    )
    words = [each.text for each in ET.fromstring(drawn).iter(f"{SVG}text")]
    assert words == ["Wait Time &", "Uptake", "Earned by Amina", "Issued by Riverbend", "Lapel"]


@pytest.mark.parametrize(
    ("title", "rows", "ends"),
    [
        ("Classroom Management", 2, "Management"),
        ("Using Data Analytics to Personalize Instruction", 3, "Instruction"),
        ("Planning and Teaching Together Across Four Schools and Two Languages", 4, "Languages"),
        ("word " * 60, 4, "…"),
    ],
)
def test_a_long_title_is_fitted_to_the_card(title: str, rows: int, ends: str) -> None:
    """Titles wrap, shrink, and only at last are cut."""
    drawn = og_card_svg(category=CATEGORIES[0], competency="T10", level="Leading", title=title)
    texts = [each.text or "" for each in ET.fromstring(drawn).iter(f"{SVG}text")]
    assert len(texts) == rows + 1
    assert texts[-2].endswith(ends)


def test_the_card_is_drawn_in_letters_that_travel_with_it() -> None:
    """Rasterised with our fonts alone, the title leaves ink on the sheet."""
    drawn = og_card_svg(category=CATEGORIES[0], competency="T10", level="Leading", title="Mmm")
    png = resvg_py.svg_to_bytes(
        svg_string=drawn, skip_system_fonts=True, font_files=list(FONT_FILES)
    )
    picture = Image.open(io.BytesIO(bytes(png))).convert("L").crop((545, 200, 1100, 330))
    assert min(picture.tobytes()) < 60


@pytest.mark.parametrize("entry", json.loads((FONTS / "VENDORED.json").read_text()))
def test_vendored_fonts_are_what_the_record_says(entry: dict[str, str]) -> None:
    """Each vendored font has the recorded hash and its licence beside it."""
    assert hashlib.sha256((FONTS / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (FONTS / entry["licence_file"]).is_file()
