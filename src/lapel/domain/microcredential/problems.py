"""A place in a document and what is to be mended there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


# Nobody mends more at a time, and a page that lists a hundred thousand stands still.
MOST_SAID = 1_000


def gettext_noop(text: str) -> str:
    """Mark a text for the translators; pages translate it when they show it."""
    return text


@dataclass(frozen=True)
class Place:
    """Where in a text something stands: its line and column, both counted from 1, and its length.

    Lines end at line feeds, as the JSON reader counts them.
    """

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True)
class Problem:
    """What is wrong (or, from the linter, could be better) at one path of a document.

    `path` is written as in JSON tools, counted from 0: `rubric[2].levels.yes`; empty for the
    whole. `text` is the sentence before its `values` are filled in, for translation. `place` is
    known where the text itself was looked at.
    """

    path: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.text.format(**self.values)


def path_of(steps: Iterable[str | int]) -> str:
    """Write the steps into a document as one path."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".")
