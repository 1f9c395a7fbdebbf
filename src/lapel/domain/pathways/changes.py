"""What changed from one plan to another: nothing comes, goes or moves without its reason."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lapel.domain.pathways.offers import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.pathways.offers import Problem
    from lapel.domain.pathways.plans import Plan


class Why(StrEnum):
    """Why a step came, went or moved."""

    LOCKED = "locked"
    REQUIRED = "required"  # for credits
    BUILT_ON = "built_on"  # by another step
    COVERS = "covers"
    HELD = "held"
    MASTERED = "mastered"
    SKIPPED = "skipped"
    CLOSED = "closed"  # it builds on what is skipped
    RETIRED = "retired"
    NO_NEED = "no_need"
    WORTH_LESS = "worth_less"  # the hours do more elsewhere
    ORDERED = "ordered"  # by her
    BEFORE = "before"  # what builds on it needs it earlier, or it waits for something
    WORTH = "worth"  # by what it is worth an hour


@dataclass(frozen=True)
class Change:
    """One step of a difference; places count from 0, None where it is not in that plan."""

    key: str
    was: int | None
    is_now: int | None
    why: Why


@dataclass(frozen=True)
class Changes:
    """All steps of both plans: each is in one of the four."""

    kept: tuple[str, ...]
    came: tuple[Change, ...]
    went: tuple[Change, ...]
    moved: tuple[Change, ...]

    @property
    def is_none(self) -> bool:
        """Tell whether both plans are the same."""
        return not (self.came or self.went or self.moved)


def changes(old: Sequence[str], problem: Problem, new: Plan) -> Changes:
    """Compare the steps of an older plan with a newer one, and say why by the newer's problem."""
    was = {key: at for at, key in enumerate(old)}
    now = {key: at for at, key in enumerate(new.keys)}
    both = [key for key in new.keys if key in was]
    still = _longest_rising([was[key] for key in both])
    kept = tuple(key for key in both if was[key] in still)
    return Changes(
        kept,
        tuple(Change(key, None, now[key], _why_came(new, key)) for key in now if key not in was),
        tuple(
            Change(key, was[key], None, _why_went(problem, key)) for key in was if key not in now
        ),
        tuple(
            Change(key, was[key], now[key], _why_moved(problem, new, key))
            for key in both
            if was[key] not in still
        ),
    )


def _why_came(new: Plan, key: str) -> Why:
    step = new.step(key)
    if step.is_locked:
        return Why.LOCKED
    if step.counts:
        return Why.REQUIRED
    return Why.COVERS if step.covers else Why.BUILT_ON


def _why_went(problem: Problem, key: str) -> Why:
    plain = {
        Standing.HELD: Why.HELD,
        Standing.MASTERED: Why.MASTERED,
        Standing.SKIPPED: Why.SKIPPED,
        Standing.CLOSED: Why.CLOSED,
    }
    if key not in problem.by_key:
        return Why.RETIRED
    if (standing := problem.standings[key]) in plain:
        return plain[standing]
    gains = problem.by_key[key].gains
    needed = any(gain > 0 and problem.needs.get(name, 0.0) > 0 for name, gain in gains.items())
    return Why.WORTH_LESS if needed else Why.NO_NEED


def _why_moved(problem: Problem, new: Plan, key: str) -> Why:
    if key in problem.order:
        return Why.ORDERED
    return Why.BEFORE if new.step(key).for_steps or problem.before(key) else Why.WORTH


def _longest_rising(places: Sequence[int]) -> frozenset[int]:
    """Give a longest run of rising places (patience sorting): what is in it did not move."""
    tops: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tops, place)
        before[place] = ends[at - 1] if at else None
        tops[at : at + 1] = [place]
        ends[at : at + 1] = [place]
    found: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        found.append(last)
        last = before[last]
    return frozenset(found)
