"""What people decided, carried out on texts, on HTML and on captions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Decision:
    """Put `replacement` in the place text[start:end]. What is to stay has no decision."""

    start: int
    end: int
    replacement: str


def apply(text: str, decisions: Iterable[Decision]) -> str:
    """Give the text with each place replaced; ValueError where they overlap or lie outside."""
    parts, reached = [], 0
    for decision in in_order(decisions, len(text)):
        parts += [text[reached : decision.start], decision.replacement]
        reached = decision.end
    return "".join([*parts, text[reached:]])


def in_order(decisions: Iterable[Decision], length: int) -> list[Decision]:
    """Give the decisions by place; ValueError where they overlap or lie outside of `length`."""
    ordered = sorted(decisions, key=lambda each: (each.start, each.end))
    reached = 0
    for decision in ordered:
        if decision.start < reached or not decision.start < decision.end <= length:
            raise ValueError("Decisions overlap, are empty, or lie outside of the text.")
        reached = decision.end
    return ordered


def apply_to_parts(parts: Sequence[str], decisions: Iterable[Decision]) -> list[str]:
    """Give parts, whose texts one after another are the text decided on, with places replaced.

    Where a place goes over several parts, its replacement stands in the first of them.
    """
    ordered = in_order(decisions, sum(map(len, parts)))
    made, reached = [], 0
    for part in parts:
        end = reached + len(part)
        made.append(_within(part, reached, ordered))
        reached = end
    return made


def _within(part: str, offset: int, ordered: Sequence[Decision]) -> str:
    end = offset + len(part)
    own = [
        Decision(
            max(each.start, offset) - offset,
            min(each.end, end) - offset,
            each.replacement if each.start >= offset else "",
        )
        for each in ordered
        if each.start < end and offset < each.end
    ]
    return apply(part, own)
