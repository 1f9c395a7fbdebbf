"""Two texts side by side, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# The comparison takes time by the product of both lengths; longer texts stand side by side plain.
MOST_PIECES = 8000


@dataclass(frozen=True)
class Stretch:
    """Words that both texts share, or that only one of them has."""

    text: str
    kind: Literal["same", "own"]


def compared(one: str, other: str) -> tuple[list[Stretch], list[Stretch]]:
    """Give both texts in stretches, with what only one of them has told apart."""
    ones, others = _PIECES.findall(one), _PIECES.findall(other)
    if len(ones) + len(others) > MOST_PIECES:
        return [Stretch(one, "same")], [Stretch(other, "same")]
    left: list[Stretch] = []
    right: list[Stretch] = []
    matcher = SequenceMatcher(None, ones, others, autojunk=False)
    for kind, from_one, to_one, from_other, to_other in matcher.get_opcodes():
        label: Literal["same", "own"] = "same" if kind == "equal" else "own"
        for side, pieces in ((left, ones[from_one:to_one]), (right, others[from_other:to_other])):
            if pieces:
                side.append(Stretch("".join(pieces), label))
    return left, right
