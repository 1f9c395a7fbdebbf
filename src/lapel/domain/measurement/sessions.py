"""An adaptive session as a plan and its turns: everything else follows, and can be replayed.

A turn is an answer, a skip, or “not my context”. The last two say nothing of ability. Either item
is not asked again in the session; one that is not her context is `set_aside` for later sessions
too. After either the next question comes from another competency, if one is open.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lapel.domain.measurement.exposure import CAP, opened
from lapel.domain.measurement.posterior import after, before_any_answer, restored
from lapel.domain.measurement.selecting import for_goals, widest_doubt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lapel.domain.measurement.items import Bank
    from lapel.domain.measurement.posterior import Posterior, Row
    from lapel.domain.measurement.prior import Prior
    from lapel.domain.measurement.selecting import Choice


class Said(StrEnum):
    """What she did with a question."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    NOT_MY_CONTEXT = "not_my_context"


@dataclass(frozen=True)
class Turn:
    """One question and what came of it; `category` is the answer's, 0 the lowest."""

    item: str
    said: Said
    category: int | None = None

    def __post_init__(self) -> None:
        if (self.said is Said.ANSWERED) != (self.category is not None):
            raise ValueError("an answer has a category, and nothing else has")


@dataclass(frozen=True)
class Plan:
    """What decides a session beside its turns; keep it with the session.

    `seed` draws what is open under `cap`; `scope` names the competencies in question (all, if
    empty); `weights` are of goals; `left_out` are items seen too lately or set aside.
    """

    seed: str
    scope: tuple[str, ...] = ()
    weights: Mapping[str, float] | None = None
    left_out: frozenset[str] = frozenset()
    cap: float = CAP

    def as_plain(self) -> dict[str, Any]:
        """Give the plan as JSON can hold it."""
        return {
            "seed": self.seed,
            "scope": list(self.scope),
            "weights": None if self.weights is None else dict(self.weights),
            "left_out": sorted(self.left_out),
            "cap": self.cap,
        }


def plan_from(plain: Mapping[str, Any]) -> Plan:
    """Read what `Plan.as_plain` gave."""
    return Plan(
        seed=plain["seed"],
        scope=tuple(plain["scope"]),
        weights=plain["weights"],
        left_out=frozenset(plain["left_out"]),
        # one that began by an earlier rule: all that was asked in it must be open
        cap=plain.get("cap", 1.0),
    )


@dataclass(frozen=True)
class Session:
    """Where a session stands: what is still open, what is known, and what happened."""

    bank: Bank
    plan: Plan
    posterior: Posterior
    open_items: tuple[str, ...]
    turns: tuple[Turn, ...] = ()

    @property
    def answers(self) -> int:
        """Count the questions answered."""
        return sum(turn.said is Said.ANSWERED for turn in self.turns)

    @property
    def set_aside(self) -> frozenset[str]:
        """Give the items that are not her context, to be left out later too."""
        return frozenset(each.item for each in self.turns if each.said is Said.NOT_MY_CONTEXT)

    def choice(self) -> Choice | None:
        """Choose the next question; None where no item is open."""
        candidates = self._elsewhere() or self.open_items
        if self.plan.weights is None:
            return widest_doubt(self.bank, self.posterior, candidates)
        return for_goals(self.bank, self.posterior, candidates, self.plan.weights)

    def sds(self) -> list[float]:
        """Give the doubts of the competencies in question."""
        return [
            doubt
            for name, doubt in zip(self.bank.competencies, self.posterior.sds, strict=True)
            if name in (self.plan.scope or self.bank.competencies)
        ]

    def _elsewhere(self) -> tuple[str, ...]:
        """Give the open items of other competencies, after a question that she passed by."""
        if not self.turns or self.turns[-1].said is Said.ANSWERED:
            return ()
        passed = self.bank.by_key[self.turns[-1].item].competency
        return tuple(key for key in self.open_items if self.bank.by_key[key].competency != passed)


@dataclass(frozen=True)
class Step:
    """One turn of a replay: what was chosen and why, what she did, and what was known then.

    `chosen` is what the rule chooses; a turn with another item was not asked by this rule.
    """

    chosen: Choice | None
    turn: Turn
    posterior: Posterior

    @property
    def as_the_rule_says(self) -> bool:
        """Tell whether the question asked is the one that the rule chooses."""
        return self.chosen is not None and self.chosen.item == self.turn.item


def begun(bank: Bank, prior: Prior, plan: Plan) -> Session:
    """Begin a session. Raises `ValueError` where bank and prior name other competencies."""
    if bank.competencies != prior.competencies:
        raise ValueError("the bank's competencies are not the prior's")
    chance = random.Random(plan.seed)  # noqa: S311 (which items are open is no secret)
    scope = plan.scope or bank.competencies
    keys = tuple(
        key
        for key in opened(bank, chance=chance, cap=plan.cap)
        if key not in plan.left_out and bank.by_key[key].competency in scope
    )
    return Session(bank, plan, before_any_answer(prior), keys)


def taken(session: Session, turn: Turn) -> Session:
    """Take a turn. Raises `ValueError` for an item that is not open, or a category it has not."""
    if turn.item not in session.open_items:
        raise ValueError(f"“{turn.item}” is not open in this session")
    posterior = session.posterior
    for place, logs in _told(session.bank, [turn]):
        posterior = after(posterior, place, logs)
    return replace(
        session,
        posterior=posterior,
        open_items=tuple(key for key in session.open_items if key != turn.item),
        turns=(*session.turns, turn),
    )


def replayed(bank: Bank, prior: Prior, plan: Plan, turns: Iterable[Turn]) -> Iterator[Step]:
    """Go through a session again, turn by turn, for an audit."""
    session = begun(bank, prior, plan)
    for turn in turns:
        chosen = session.choice()
        session = taken(session, turn)
        yield Step(chosen, turn, session.posterior)


def resumed(
    bank: Bank, prior: Prior, plan: Plan, turns: Iterable[Turn], kept: Mapping[str, Any]
) -> Session:
    """Bring a session back at once from what `Posterior.as_plain` gave after its last turn."""
    session, done = begun(bank, prior, plan), tuple(turns)
    asked = {turn.item for turn in done}
    return replace(
        session,
        posterior=restored(prior, _told(bank, done), kept),
        open_items=tuple(key for key in session.open_items if key not in asked),
        turns=done,
    )


def _told(bank: Bank, turns: Iterable[Turn]) -> Iterator[tuple[int, Row]]:
    """Give of each answer its competency's place and its likelihood along the grid."""
    for turn in turns:
        if turn.category is None:
            continue
        item = bank.by_key[turn.item]
        if not 0 <= turn.category < item.categories:
            raise ValueError(f"“{item.key}” has no category {turn.category}")
        yield bank.competencies.index(item.competency), item.table.logs[turn.category]
