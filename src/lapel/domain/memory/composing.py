"""What one session holds: recall, something new, practice or reflection."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST, LONGEST = 5, 30
SECONDS_A_CARD = 25
RECALL, NEW = 0.2, 0.57
# Above this, a session has room for a second segment.
ROOMY = 20
DEMANDING = 7


class Closing(StrEnum):
    """What a session ends with."""

    PRACTICE = "practice"
    REFLECTION = "reflection"


@dataclass(frozen=True)
class Segment:
    """A stretch of a module; `interactivity` is 1 to 9, or 0 where nobody has said."""

    key: str
    minutes: int
    interactivity: int = 0


@dataclass(frozen=True)
class Today:
    """A session: keys of cards and segments, and how it ends."""

    cards: tuple[str, ...]
    segments: tuple[str, ...]
    closing: Closing
    closing_minutes: int
    minutes: int


def compose(
    *,
    minutes: int,
    due: Sequence[str],
    segments: Sequence[Segment],
    can_practise: bool,
    before: Closing | None = None,
) -> Today:
    """Compose a session of about `minutes` (5 to 30; ValueError outside).

    `due` are cards, the longest due first; what has no room waits. `segments` are those to come, in
    their order; the first is always begun, at most one has an interactivity of 7 or more, and a
    longer one than there is time for is read as far as the time goes. Practice and reflection
    take turns, as far as there is something to practise.
    """
    if not SHORTEST <= minutes <= LONGEST:
        raise ValueError(f"a session takes {SHORTEST} to {LONGEST} minutes, not {minutes}")
    recall, room = round(minutes * RECALL), round(minutes * NEW)
    cards = tuple(due[: recall * 60 // SECONDS_A_CARD])
    chosen = _chosen(segments, room, most=2 if minutes > ROOMY else 1)
    closing_minutes = minutes - recall - room
    practises = can_practise and before is not Closing.PRACTICE
    recalling = -(-len(cards) * SECONDS_A_CARD // 60)
    new = min(room, sum(each.minutes for each in chosen))
    return Today(
        cards,
        tuple(each.key for each in chosen),
        Closing.PRACTICE if practises else Closing.REFLECTION,
        closing_minutes,
        recalling + new + closing_minutes,
    )


def _chosen(segments: Sequence[Segment], room: int, *, most: int) -> list[Segment]:
    """Take segments as they come, until one does not fit or would be the second demanding one."""
    taken = list(segments[:1])
    for each in segments[1:most]:
        demanding = sum(one.interactivity >= DEMANDING for one in (*taken, each))
        if demanding > 1 or sum(one.minutes for one in (*taken, each)) > room:
            break
        taken.append(each)
    return taken
