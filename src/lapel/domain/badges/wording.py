"""A text that many credentials share, with gaps for what differs: kept once, filled when read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Wording:
    """Pieces of a text in order: a text stands for itself, a number for the value at its place."""

    pieces: tuple[str | int, ...]

    def filled(self, values: Sequence[str]) -> str:
        """Return the text with these values in its gaps."""
        return "".join(
            [piece if isinstance(piece, str) else values[piece] for piece in self.pieces]
        )

    def written(self) -> str:
        """Return it as JSON, to be kept; `read_wording` reads it."""
        return json.dumps(self.pieces, ensure_ascii=False, separators=(",", ":"))


def read_wording(written: str) -> Wording:
    """Return the wording that `Wording.written` wrote."""
    return Wording(tuple(json.loads(written)))
