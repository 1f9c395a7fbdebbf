"""A plan as people read it: steps in order, each with what it covers, opens and counts for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.pathways.greedy import chosen_at_once
from lapel.domain.pathways.offers import CLOSE, Standing, demand_left

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from lapel.domain.pathways.offers import Module, Problem


@dataclass(frozen=True)
class Step:
    """One module of a plan. `covers` is in logits of need, after the steps before it.

    `opens` are modules that build on it, in the plan or not; `for_steps` are those in the plan.
    """

    key: str
    hours: float
    covers: Mapping[str, float]
    counts: Mapping[str, int]
    opens: tuple[str, ...]
    for_steps: tuple[str, ...]
    is_locked: bool
    is_proof: bool


@dataclass(frozen=True)
class Plan:
    """Steps in order; `needs` are what they are to cover, `credits` what is met of demands."""

    steps: tuple[Step, ...]
    needs: Mapping[str, float]
    worth: float
    credits: Mapping[str, int]
    missing: Mapping[str, int]
    hours: float
    hours_over: float

    @property
    def keys(self) -> tuple[str, ...]:
        """Give the modules in order."""
        return tuple(each.key for each in self.steps)

    def step(self, key: str) -> Step:
        """Find a step; `KeyError` where there is none."""
        return {each.key: each for each in self.steps}[key]

    def covered(self, name: str) -> float:
        """Give what all steps cover of a need."""
        return sum(each.covers.get(name, 0.0) for each in self.steps)


def plan_at_once(problem: Problem) -> Plan:
    """Make a good plan quickly."""
    return plan_of(problem, chosen_at_once(problem))


def plan_of(problem: Problem, chosen: Collection[str]) -> Plan:
    """Put chosen modules in order and say what each does."""
    told = _Telling(problem)
    order = sequence(problem, frozenset(chosen))
    steps = tuple(told.step(key, order) for key in order)
    hours = sum(each.hours for each in steps)
    worth = sum(
        problem.wanted[name].weight * amount
        for each in steps
        for name, amount in each.covers.items()
    )
    met = {
        demand.name: sum(each.counts.get(demand.name, 0) for each in steps)
        for demand in problem.demands
    }
    missing = {
        demand.name: short
        for demand in problem.demands
        if (short := demand_left(problem, demand) - met[demand.name]) > 0
    }
    over = max(0.0, hours - problem.hours)
    return Plan(steps, problem.needs, worth, met, missing, hours, over if over > CLOSE else 0.0)


class _Telling:
    """What is left to cover while steps are told in their order."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.left = dict(problem.needs)
        self.owed = {each.name: demand_left(problem, each) for each in problem.demands}

    def step(self, key: str, order: Collection[str]) -> Step:
        """Tell one step, and take off what it covers."""
        problem = self.problem
        is_proof = problem.standings[key] is Standing.TO_PROVE
        covers = {} if is_proof else _covered(problem.by_key[key], self.left)
        for name, amount in covers.items():
            self.left[name] -= amount
        counts = self._counted(key)
        opens = tuple(
            each.key
            for each in problem.modules
            if key in each.after and problem.standings[each.key] is not Standing.HELD
        )
        return Step(
            key,
            problem.hours_of(key),
            covers,
            counts,
            opens,
            tuple(each for each in order if key in problem.before(each)),
            is_locked=key in problem.locked,
            is_proof=is_proof,
        )

    def _counted(self, key: str) -> dict[str, int]:
        counts = {}
        for demand in self.problem.demands:
            if amount := min(self.owed[demand.name], demand.credits.get(key, 0)):
                counts[demand.name] = amount
                self.owed[demand.name] -= amount
        return counts


def _covered(module: Module, left: Mapping[str, float]) -> dict[str, float]:
    found = {name: min(gain, left.get(name, 0.0)) for name, gain in module.gains.items()}
    return {name: amount for name, amount in found.items() if amount > CLOSE}


def sequence(problem: Problem, chosen: AbstractSet[str]) -> tuple[str, ...]:
    """Order modules: prerequisites first, then as she ordered, then by worth an hour.

    What she did not order stands behind what she did, unless it must come before. Worth an
    hour is that of a module with what it still waits for, as the whole was chosen.
    """
    ranked = _ranked(problem, chosen)
    rank = {key: at for at, key in enumerate(ranked)}
    hers = _places(problem, ranked)
    waiting, found = set(chosen), []
    while waiting:
        ready = [each for each in waiting if waiting.isdisjoint(problem.before(each))]
        best = min(ready, key=lambda each: (hers[each], rank[each]))
        waiting.discard(best)
        found.append(best)
    return tuple(found)


def _places(problem: Problem, doable: Sequence[str]) -> dict[str, float]:
    """Give each module's place in her order: its own, or the first of what it must come before.

    `doable` is an order in which they can be done.
    """
    found: dict[str, float] = dict.fromkeys(doable, float("inf"))
    found |= {key: at for at, key in enumerate(problem.order) if key in found}
    for key in reversed(doable):
        for each in problem.before(key):
            if each in found and each not in problem.order:
                found[each] = min(found[each], found[key])
    return found


def _ranked(problem: Problem, chosen: AbstractSet[str]) -> list[str]:
    """Order modules by what they are worth an hour, together with what they wait for."""
    left = dict(problem.needs)
    owed = {each.name: demand_left(problem, each) for each in problem.demands}
    first = 1.0 + sum(problem.wanted[name].weight * need for name, need in left.items())
    found: list[str] = []
    waiting = sorted(chosen)

    def rate(key: str) -> tuple[float, str]:
        group = _waits_for(problem, key, waiting)
        worth = sum(
            problem.wanted[name].weight * amount
            for name, amount in _covered_by(problem, group, left).items()
        )
        for demand in problem.demands:
            credited = sum(demand.credits.get(each, 0) for each in group)
            worth += first * min(owed[demand.name], credited)
        return worth / sum(problem.hours_of(each) for each in group), key

    while waiting:
        best = max(waiting, key=rate)
        group = _waits_for(problem, best, waiting)
        for name, amount in _covered_by(problem, group, left).items():
            left[name] -= amount
        for demand in problem.demands:
            credited = sum(demand.credits.get(each, 0) for each in group)
            owed[demand.name] = max(0, owed[demand.name] - credited)
        found += group
        waiting = [each for each in waiting if each not in group]
    return found


def _covered_by(
    problem: Problem, group: Collection[str], left: Mapping[str, float]
) -> dict[str, float]:
    total: dict[str, float] = {}
    for key in group:
        if problem.standings[key] is not Standing.TO_PROVE:
            for name, gain in problem.by_key[key].gains.items():
                total[name] = total.get(name, 0.0) + gain
    return {name: min(left[name], gain) for name, gain in total.items() if name in left}


def _waits_for(problem: Problem, key: str, waiting: Collection[str]) -> list[str]:
    """Give a module with what it waits for among these, in an order in which it can be done."""
    below = [
        one
        for each in problem.before(key)
        if each in waiting
        for one in _waits_for(problem, each, waiting)
    ]
    return list(dict.fromkeys([*below, key]))
