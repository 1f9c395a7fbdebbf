"""Simulated people answer until they are known, in several ways of asking and scoring."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import accumulate
from time import process_time
from typing import TYPE_CHECKING

from lapel.domain.measurement.exposure import CAP
from lapel.domain.measurement.items import chances
from lapel.domain.measurement.prior import independent
from lapel.domain.measurement.sessions import Plan, Said, Turn, begun, taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.measurement.items import Bank
    from lapel.domain.measurement.prior import Prior
    from lapel.domain.measurement.sessions import Session

MARK = 45
ALL_AT = (0.50, 0.45)
MEAN_AT = 0.40


class Way(StrEnum):
    """How items are chosen and answers scored."""

    RANDOM = "random"
    RANDOM_TOGETHER = "random_together"
    SEPARATE = "separate"
    OURS = "ours"


SEPARATELY = frozenset({Way.RANDOM, Way.SEPARATE})
BY_LOT = frozenset({Way.RANDOM, Way.RANDOM_TOGETHER})


@dataclass
class Walk:
    """One person's way: the items in their order, and after how many each bar was passed.

    `all_at` is by bar the number of items until no doubt was greater, `mean_at` until the mean
    doubt was `MEAN_AT`; None where `most` came first. `marked` holds means and doubts after `MARK`
    items; `known` those at the last bar of `ALL_AT`; `seconds` is CPU of choosing and updating.
    """

    items: list[str] = field(default_factory=list)
    all_at: dict[float, int] = field(default_factory=dict)
    mean_at: int | None = None
    marked: tuple[Sequence[float], Sequence[float]] | None = None
    known: tuple[Sequence[float], Sequence[float]] | None = None
    seconds: float = 0.0

    def note(self, session: Session) -> bool:
        """Note where a session stands; returns whether every bar is passed."""
        count, sds = len(session.turns), session.posterior.sds
        now = (session.posterior.mean, sds)
        for bar in ALL_AT:
            if max(sds) <= bar:
                self.all_at.setdefault(bar, count)
        if self.known is None and ALL_AT[-1] in self.all_at:
            self.known = now
        if self.mean_at is None and sum(sds) <= MEAN_AT * len(sds):
            self.mean_at = count
        if count == MARK:
            self.marked = now
        passed = ALL_AT[-1] in self.all_at and self.mean_at is not None
        return passed and count >= MARK


def answers_of(bank: Bank, abilities: Sequence[float], chance: random.Random) -> dict[str, int]:
    """Draw what a person would answer to each item of the bank."""
    ability = dict(zip(bank.competencies, abilities, strict=True))
    drawn = {}
    for item in bank.items:
        bars = accumulate(chances(item.slope, item.steps, ability[item.competency])[:-1])
        lot = chance.random()
        drawn[item.key] = sum(lot > bar for bar in bars)
    return drawn


def walk(  # noqa: PLR0913 (named, and each is a figure of the design)
    way: Way,
    bank: Bank,
    prior: Prior,
    answers: Mapping[str, int],
    *,
    seed: str,
    most: int,
    cap: float = CAP,
) -> Walk:
    """Ask one person, until every bar is passed, nothing is left or `most` items were asked."""
    known = independent(prior) if way in SEPARATELY else prior
    session = begun(bank, known, Plan(seed, cap=cap))
    if way in BY_LOT:
        session = replace(session, open_items=_shuffled(session.open_items, seed))
    made = Walk()
    while len(session.turns) < most and session.open_items:
        started = process_time()
        key = _next(way, session)
        session = taken(session, Turn(key, Said.ANSWERED, answers[key]))
        made.seconds += process_time() - started
        made.items.append(key)
        if made.note(session):
            break
    return made


def _shuffled(keys: Sequence[str], seed: str) -> tuple[str, ...]:
    chance = random.Random(f"lot {seed}")  # noqa: S311 (a simulation keeps no secret)
    return tuple(sorted(keys, key=lambda _key: chance.random()))


def _next(way: Way, session: Session) -> str:
    if way in BY_LOT:
        return session.open_items[0]
    choice = session.choice()
    assert choice is not None, "the walk ends before nothing is open"
    return choice.item
