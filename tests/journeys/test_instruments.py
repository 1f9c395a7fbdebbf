"""What the journeys measure with: each instrument finds the fault it is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from journeys.focus import out_of_reach, stop, tab_to
from journeys.shapes import fields_of, loose_ends, shape_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = """<!doctype html><html lang="en"><head><title>A</title><style>
{style}
:focus-visible {{ outline: 3px solid }}</style></head><body><main>{body}</main></body></html>"""
LONG = "<p>Line</p>" * 60
TABLE = "<table><tr>" + "<td>unbreakable</td>" * 40 + "</tr></table>"
FAULTS = {
    "covered": ("header { position: fixed; inset: 0; height: 80px; background: white }",
                "<header>Head</header><button>Under it</button>"),
    "cut": ("button { margin-left: 300px; width: 100px } main { overflow-x: clip }",
            "<button>Half of it</button>"),
    "scrolls sideways": (".box { overflow-x: auto }", f"<div class='box'>{TABLE}</div>"),
    "stays in the way": ("nav { position: sticky; top: 0; height: 100px }", f"<nav></nav>{LONG}"),
    "wider than the window": ("", TABLE),
}  # fmt: skip


@pytest.fixture
def small(browser: Browser) -> Page:
    """Open an empty window of 320 by 256."""
    page = browser.new_page(viewport={"width": 320, "height": 256})
    yield page
    page.close()


@pytest.mark.journey
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_out_of_reach_is_found(small: Page, fault: str) -> None:
    """A page with one fault is told from a page without."""
    style, body = FAULTS[fault]
    small.set_content(PAGE.format(style=style, body=body))
    assert {each.partition(":")[0] for each in out_of_reach(small)} == {fault}


@pytest.mark.journey
def test_what_can_be_reached_is_not_held_against_a_page(small: Page) -> None:
    """Tables in their scroller, long pages and links in the text are as they should be."""
    style = ".scroller { overflow-x: auto }"
    body = f"<div class='scroller' tabindex='0'>{TABLE}</div>{LONG}<a href='/'>Home</a>"
    small.set_content(PAGE.format(style=style, body=body))
    assert out_of_reach(small) == []


@pytest.mark.journey
def test_a_stop_that_does_not_show_is_found(small: Page) -> None:
    """An element without a ring, and one beneath a bar, stop the walk by keyboard."""
    small.set_content(PAGE.format(style="", body="<button>Plain</button>"))
    tab_to(small, "Plain")
    small.set_content(PAGE.format(style="", body="<button style='outline: none'>Bare</button>"))
    with pytest.raises(AssertionError, match="nothing shows"):
        tab_to(small, "Bare")
    small.set_content(PAGE.format(style=FAULTS["covered"][0], body=FAULTS["covered"][1]))
    small.keyboard.press("Tab")
    with pytest.raises(AssertionError, match="is hidden"):
        stop(small)


def page_of(body: str) -> str:
    return PAGE.format(style="", body=body)


def test_pages_that_differ_in_words_alone_are_built_alike() -> None:
    """Other words, addresses and more rows of a kind make no other page."""
    one = "<ul><li id='a'><a href='/1'>One</a></li></ul>"
    more = "<ul><li id='b'><a href='/2'>Two</a></li><li id='c'><a href='/3'>Three</a></li></ul>"
    assert shape_of(page_of(one)) == shape_of(page_of(more))


@pytest.mark.parametrize(
    "other",
    [
        "<ul><li id='a'><a href='/1'></a></li></ul>",
        "<ul><li id='a'><a href=''>One</a></li></ul>",
        "<ul><li id='a'><a href='/1' class='button'>One</a></li></ul>",
        "<ul><li id='a'><a href='/1' aria-current='page'>One</a></li></ul>",
        "<ul><li id='a'><a href='/1'>One</a> <b>new</b></li></ul>",
        "<ol><li id='a'><a href='/1'>One</a></li></ol>",
    ],
)
def test_pages_that_differ_in_what_they_are_made_of_are_told_apart(other: str) -> None:
    """A word missing, another class, state, element: each is looked at anew."""
    one = "<ul><li id='a'><a href='/1'>One</a></li></ul>"
    assert shape_of(page_of(one)) != shape_of(page_of(other))


def test_loose_ends_are_found() -> None:
    """Ids given twice, and labels, descriptions and jumps that lead to none."""
    assert loose_ends(page_of("<label for='a'>A</label><input id='a'><a href='#a'>A</a>")) == []
    found = loose_ends(page_of("<p id='a'></p><p id='a'></p><input aria-describedby='b'>"))
    assert found == ["the id a is given 2 times", "nothing is called b"]


def test_the_fields_of_a_page_are_those_of_its_main_part() -> None:
    """What stands in the head or foot of every page is no field of this one."""
    form = "<input name='to' type='file'><select name='role'></select><textarea name='why'>"
    outside = page_of(form).replace("<body>", "<body><input name='language'>")
    assert fields_of(outside) == {"to": "file", "role": "select", "why": "textarea"}
