"""Designers' Markdown cannot harm a reader."""

from __future__ import annotations

import pytest

from lapel.journey.catalogue.queries import rendered


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,hi)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "[x](/learning/leave)",
        "[x](//stranger.example)",
        "| a |\n|--:|\n| <b onclick=x>b</b> |",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(hostile: str) -> None:
    """No script, handler, picture or address of another kind gets into the page."""
    html = rendered(hostile)
    assert not any(part in html for part in ("<script", "<img", "<b ", "href=", "style="))


def test_links_lead_out_without_a_recommendation() -> None:
    """Web and mail addresses work, and are marked."""
    assert rendered("[a](https://a.example)") == (
        '<p><a href="https://a.example" rel="nofollow noopener external">a</a></p>\n'
    )
    assert 'href="mailto:a@b.example"' in rendered("<a@b.example>")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# A\n\n## B", "<h4>A</h4>\n<h5>B</h5>\n"),
        ("## A\n\n##### B\n\n## C", "<h4>A</h4>\n<h5>B</h5>\n<h4>C</h4>\n"),
        ("# A\n## B\n### C\n#### D", "<h4>A</h4>\n<h5>B</h5>\n<h6>C</h6>\n<h6>D</h6>\n"),
    ],
)
def test_headings_fit_below_the_page_around_them(markdown: str, html: str) -> None:
    """Whatever level a designer begins with, none is skipped; the sixth is the deepest."""
    assert rendered(markdown, heading=4) == html


def test_a_picture_is_a_link_that_a_reader_may_follow() -> None:
    """Nothing is fetched from a stranger's server by itself."""
    assert "<img" not in rendered("![x](https://stranger.example/pixel.gif)")
