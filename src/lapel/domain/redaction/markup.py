"""The texts within an HTML fragment, counted and replaced where they stand."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from lapel.domain.redaction.applying import apply_to_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.redaction.applying import Decision

# After these begins a new line of the text; all others stand within one.
_BLOCKS = """address article aside blockquote br caption dd details div dl dt figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hr img li main ol p pre section summary table tbody td tfoot th
    thead tr ul"""
BLOCKS = frozenset(_BLOCKS.split())
READ_ALOUD = frozenset({"alt", "title", "aria-label", "summary"})


def text_in_html(html: str) -> str:
    """Give the text of a fragment as `apply_to_html` counts it: a line per block, alt texts too."""
    return "".join(_Pieces.of(html).texts)


def apply_to_html(html: str, decisions: Iterable[Decision]) -> str:
    """Give the fragment with each place of `text_in_html(html)` replaced, and its tags as before.

    ValueError where the decisions overlap or lie outside.
    """
    pieces = _Pieces.of(html)
    return pieces.written(apply_to_parts(pieces.texts, decisions))


class _Pieces(HTMLParser):
    """Texts, and before and after each the markup as it is to be written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        # markup before the text of the same number; None where that text is only counted
        self._before: list[str] = []
        self._shown: list[bool] = []
        self._markup = ""

    @classmethod
    def of(cls, html: str) -> _Pieces:
        pieces = cls()
        pieces.feed(html)
        pieces.close()
        return pieces

    def written(self, texts: Iterable[str]) -> str:
        made = [
            before + (escape(text) if shown else "")
            for before, shown, text in zip(self._before, self._shown, texts, strict=True)
        ]
        return "".join(made) + self._markup

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._line()
        self._markup += f"<{tag}"
        for name, value in attrs:
            self._attribute(name, value or "")
        self._markup += ">"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._markup += f"</{tag}>"
        if tag in BLOCKS:
            self._line()

    def handle_data(self, data: str) -> None:
        self._piece(data, shown=True)

    def _attribute(self, name: str, value: str) -> None:
        if name not in READ_ALOUD or not value:
            self._markup += f' {name}="{escape(value)}"'
            return
        self._line()
        self._markup += f' {name}="'
        self._piece(value, shown=True)
        self._markup += '"'
        self._line()

    def _line(self) -> None:
        if self.texts and not self.texts[-1].endswith("\n"):
            self._piece("\n", shown=False)

    def _piece(self, text: str, *, shown: bool) -> None:
        self.texts.append(text)
        self._before.append(self._markup)
        self._shown.append(shown)
        self._markup = ""
