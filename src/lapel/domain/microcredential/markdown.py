"""Designers' Markdown as HTML that cannot harm a reader."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

LEAD_TO = ("http://", "https://", "mailto:")
DEEPEST_HEADING = 6


def html_of(markdown: str, *, heading: int = 3) -> str:
    """Turn Markdown (CommonMark and tables) into HTML that is safe to put into a page.

    HTML inside is shown as text, pictures are left out (they would call a stranger's server), and
    links lead only to http, https and mailto. The first level of headings becomes `<h{heading}>`,
    so that the text fits below the headings of the page around it.
    """
    environment = {"shift": heading - 1}
    html: str = _parser().render(markdown, environment)
    return html


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return url.strip().lower().startswith(LEAD_TO)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False}).enable("table").disable("image")
    parser.add_render_rule("link_open", _link)
    for name in ("heading_open", "heading_close"):
        parser.add_render_rule(name, _heading)
    for name in ("th_open", "td_open"):
        parser.add_render_rule(name, _cell)
    return parser


def _link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    tokens[at].attrSet("rel", "nofollow noopener external")
    return renderer.renderToken(tokens, at, options, environment)


def _heading(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    level = min(int(tokens[at].tag[1:]) + environment["shift"], DEEPEST_HEADING)
    tokens[at].tag = f"h{level}"
    return renderer.renderToken(tokens, at, options, environment)


def _cell(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    # A style attribute would break the Content Security Policy; the alignment is only looks.
    tokens[at].attrs.pop("style", None)
    return renderer.renderToken(tokens, at, options, environment)
