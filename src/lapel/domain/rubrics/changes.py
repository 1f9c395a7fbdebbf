"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Change:
    """A run of words that stayed, came or went."""

    kind: Kind
    text: str


def changed_words(before: str, after: str) -> list[Change]:
    """Compare two texts by words.

    The `same` and `removed` runs together spell `before`, the `same` and `added` ones `after`.
    """
    old, new = _words(before), _words(after)
    runs: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Change("same", "".join(old[old_from:old_to])))
            continue
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        runs += [Change("removed", gone)] if gone else []
        runs += [Change("added", come)] if come else []
    return runs


def _words(text: str) -> list[str]:
    """Cut a text into words, each with the white space after it."""
    return re.findall(r"\S+\s*|^\s+", text)
