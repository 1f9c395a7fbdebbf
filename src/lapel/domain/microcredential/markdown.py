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


def html_of(markdown: str, *, heading: int = 3) -> str:
    """Turn Markdown (CommonMark and tables) into HTML that is safe to put into a page.

    HTML inside is shown as text, pictures are left out (they would call a stranger's server), and
    links lead only to http, https and mailto. The highest heading used becomes `<h{heading}>`, the
    next one below it `<h{heading + 1}>`, so that the text fits into the page around it.
    """
    parser = _parser()
    environment: dict[str, Any] = {}
    tokens = parser.parse(markdown, environment)
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    deeper = range(heading, heading + len(used))
    environment["tags"] = {tag: f"h{min(at, 6)}" for tag, at in zip(used, deeper, strict=True)}
    html: str = parser.renderer.render(tokens, parser.options, environment)
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
    tokens[at].tag = environment["tags"][tokens[at].tag]
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
