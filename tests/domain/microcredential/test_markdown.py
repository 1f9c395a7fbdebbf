"""Designers' Markdown becomes HTML that fits into a page and harms nobody.

Expected HTML is CommonMark 0.31's (spec.commonmark.org), with the differences each test names.
"""

import pytest

from lapel.domain.microcredential import html_of


def test_headings_start_at_the_level_the_page_asks_for() -> None:
    """The highest heading used takes the page's level, whatever number the designer wrote."""
    assert html_of("## Ask\n\n#### Wait", heading=3) == "<h3>Ask</h3>\n<h4>Wait</h4>\n"


def test_headings_never_go_below_the_sixth_level() -> None:
    """HTML knows six levels; deeper ones stay at the sixth."""
    assert html_of("# A\n\n## B", heading=6) == "<h6>A</h6>\n<h6>B</h6>\n"


def test_html_inside_is_shown_as_text() -> None:
    """A script in the text is read by people and run by nobody."""
    assert "&lt;script&gt;" in html_of("<script>alert(1)</script>")
    assert "<script>" not in html_of("Hello <script>alert(1)</script>")


def test_a_picture_is_left_out_since_it_would_call_a_stranger() -> None:
    """No img element comes of picture syntax."""
    assert "<img" not in html_of("![a class](https://tracker.example/1.png)")


def test_a_link_to_the_web_says_that_it_leads_away() -> None:
    """Links to http, https and mailto work and carry rel."""
    found = html_of("[the study](https://doi.org/10.1000/1)")
    assert '<a href="https://doi.org/10.1000/1" rel="nofollow noopener external">the study</a>' in (
        found
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "/people/", "x"]
)
def test_a_link_anywhere_else_stays_text(address: str) -> None:
    """What is no http, https or mailto address is no link."""
    assert "<a " not in html_of(f"[here]({address})")


def test_a_table_has_no_style_attributes() -> None:
    """Alignment marks are dropped: a style attribute would break the Content Security Policy."""
    found = html_of("| wait | uptake |\n|:--|--:|\n| 3 s | yes |")
    assert "<table>" in found
    assert "<th>wait</th>" in found
    assert "<td>yes</td>" in found
    assert "style" not in found
