"""What a plan is made of: modules, what is known and wanted, and what somebody decided herself.

A `Problem` is what the caller knows. `Field` is the same for a solver: each open module with its
hours and what it adds along axes (competencies and demands), each axis with a cap and a weight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from lapel.domain.pathways.needs import Belief, has_mastered, need
from lapel.domain.pathways.requirements import layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lapel.domain.pathways.requirements import Requires

# What differs by less is the same: sums of floats in another order.
CLOSE = 1e-9


@dataclass(frozen=True)
class Module:
    """Something to do: hours, gains in logits by competency, and what it builds on.

    `cuts` says from where on each competency counts as mastered; `proof_hours` is what only
    proving it takes, for somebody who has.
    """

    key: str
    hours: float
    gains: Mapping[str, float]
    after: frozenset[str] = frozenset()
    cuts: Mapping[str, float] = field(default_factory=dict)
    proof_hours: float = 0.0

    def __post_init__(self) -> None:
        """Refuse hours and gains that no plan can weigh; raises `ValueError`."""
        if self.hours <= 0 or self.proof_hours < 0:
            raise ValueError(f"{self.key} must take some hours")
        if any(gain < 0 for gain in self.gains.values()):
            raise ValueError(f"{self.key} cannot take anything away")


@dataclass(frozen=True)
class Wanted:
    """Where somebody wants to stand in a competency, in logits, and how much it matters to her."""

    target: float
    weight: float = 1.0


@dataclass(frozen=True)
class Demand:
    """Credits that are required: at least so many, in whole numbers by module."""

    name: str
    least: int
    credits: Mapping[str, int]


class Standing(StrEnum):
    """Where a module stands before any plan is made."""

    OPEN = "open"
    HELD = "held"
    MASTERED = "mastered"  # left out; the credential can be had by proving it
    TO_PROVE = "to_prove"  # mastered, and its credential is required
    SKIPPED = "skipped"
    CLOSED = "closed"  # what it builds on cannot be in any plan


@dataclass(frozen=True)
class Problem:
    """What a plan is to be made of. `order` is hers, of keys, and may name some only."""

    modules: tuple[Module, ...]
    beliefs: Mapping[str, Belief]
    wanted: Mapping[str, Wanted]
    hours: float
    demands: tuple[Demand, ...] = ()
    held: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Module]:
        """Find modules."""
        return {each.key: each for each in self.modules}

    @cached_property
    def needs(self) -> dict[str, float]:
        """Give the expected distance to each target; a competency nobody asked about has none."""
        return {
            name: need(self.beliefs[name], wanted.target)
            for name, wanted in self.wanted.items()
            if name in self.beliefs
        }

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Say of each module where it stands; `ValueError` when prerequisites run in a circle."""
        found: dict[str, Standing] = {}
        for layer in layers({each.key: sorted(each.after) for each in self.modules}):
            for key in layer:
                found[key] = self._standing(self.by_key[key], found)
        return found

    def _standing(self, module: Module, before: Mapping[str, Standing]) -> Standing:
        if module.key in self.held:
            return Standing.HELD
        if module.key in self.skipped:
            return Standing.SKIPPED
        if self.has_mastered(module.key) and module.key not in self.locked:
            return Standing.TO_PROVE if self._counts(module.key) else Standing.MASTERED
        if any(self._is_shut(key, before) for key in module.after):
            return Standing.CLOSED
        return Standing.OPEN

    def _is_shut(self, key: str, before: Mapping[str, Standing]) -> bool:
        shut = before.get(key) in {Standing.SKIPPED, Standing.CLOSED}
        return shut and not self.has_mastered(key)

    def _counts(self, key: str) -> bool:
        return any(demand.credits.get(key, 0) > 0 for demand in self.demands)

    def has_mastered(self, key: str) -> bool:
        """Tell whether all that a module teaches is mastered, as far as is known."""
        cuts = self.by_key[key].cuts
        return bool(cuts) and all(
            name in self.beliefs and has_mastered(self.beliefs[name], cut)
            for name, cut in cuts.items()
        )

    def is_met(self, key: str) -> bool:
        """Tell whether what builds on a module need not wait for it.

        A module that is not offered holds nobody up.
        """
        if key in self.held or key not in self.by_key:
            return True
        return key not in self.locked and self.has_mastered(key)

    def before(self, key: str) -> list[str]:
        """Give what must come before a module and is not met, by key."""
        return self._waits[key]

    @cached_property
    def _waits(self) -> dict[str, list[str]]:
        met = {key for each in self.modules for key in each.after if self.is_met(key)}
        return {
            each.key: []
            if self.standings[each.key] is Standing.TO_PROVE
            else sorted(each.after - met)
            for each in self.modules
        }

    def hours_of(self, key: str) -> float:
        """Give what a module takes her: all of it, or only the proof."""
        module = self.by_key[key]
        is_proof = self.standings[key] is Standing.TO_PROVE and module.proof_hours > 0
        return module.proof_hours if is_proof else module.hours


@dataclass(frozen=True)
class Field:
    """A problem for a solver, by numbers: open modules 0 … n - 1 and axes 0 … k - 1.

    `gains[i]` pairs axes with amounts; `closures[i]` is a module with all it builds on, in
    an order in which it can be done; axes are needs first, then demands, and a demand's weight is
    more than all needs together.
    """

    keys: list[str]
    hours: list[float]
    gains: list[list[tuple[int, float]]]
    before: list[list[int]]
    closures: list[tuple[int, ...]]
    caps: list[float]
    weights: list[float]
    budget: float
    locked: frozenset[int]
    needs: int

    def gained(self, chosen: Iterable[int]) -> list[float]:
        """Give what some modules add along each axis, beyond its cap too."""
        gained = [0.0] * len(self.caps)
        for each in chosen:
            for axis, amount in self.gains[each]:
                gained[axis] += amount
        return gained

    def value(self, chosen: Iterable[int]) -> float:
        """Give what some modules are worth together."""
        parts = zip(self.weights, self.caps, self.gained(chosen), strict=True)
        return sum([weight * min(cap, gained) for weight, cap, gained in parts])

    def left(self, chosen: Iterable[int]) -> list[float]:
        """Give what is still uncovered on each axis."""
        parts = zip(self.caps, self.gained(chosen), strict=True)
        return [max(0.0, cap - gained) for cap, gained in parts]

    def time(self, chosen: Iterable[int]) -> float:
        """Give the hours that some modules take together."""
        return sum(self.hours[each] for each in chosen)

    def whole(self, some: Iterable[int]) -> set[int]:
        """Give modules with all they build on."""
        return {each for one in some for each in self.closures[one]}


def field_of(problem: Problem) -> Field:
    """Give a problem by numbers; `ValueError` where something locked cannot be in any plan."""
    usable = {Standing.OPEN, Standing.TO_PROVE}
    keys = [each.key for each in problem.modules if problem.standings[each.key] in usable]
    number = {key: at for at, key in enumerate(keys)}
    if shut := sorted(problem.locked - problem.held - set(keys)):
        raise ValueError(f"locked, but not open: {', '.join(shut)}")
    axes = list(problem.needs)
    gains = [_gains(problem, key, axes) for key in keys]
    before = [[number[each] for each in problem.before(key)] for key in keys]
    weights = [problem.wanted[name].weight for name in axes]
    caps = [problem.needs[name] for name in axes]
    first = 1.0 + sum(weight * cap for weight, cap in zip(weights, caps, strict=True))
    locked = frozenset(number[key] for key in problem.locked if key in number)
    return Field(
        keys,
        [problem.hours_of(key) for key in keys],
        gains,
        before,
        _closures(before),
        caps + [float(demand_left(problem, each)) for each in problem.demands],
        weights + [first] * len(problem.demands),
        problem.hours,
        locked,
        len(axes),
    )


def demand_left(problem: Problem, demand: Demand) -> int:
    """Give how many credits are still to be had, beside what is held."""
    return max(0, demand.least - sum(demand.credits.get(key, 0) for key in problem.held))


def _gains(problem: Problem, key: str, axes: list[str]) -> list[tuple[int, float]]:
    gains = problem.by_key[key].gains
    if problem.standings[key] is Standing.TO_PROVE:
        gains = {}
    found = [(at, gains[name]) for at, name in enumerate(axes) if gains.get(name, 0) > 0]
    for at, demand in enumerate(problem.demands, len(axes)):
        if demand.credits.get(key, 0) > 0:
            found.append((at, float(demand.credits[key])))
    return found


def _closures(before: list[list[int]]) -> list[tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}

    def closure(each: int) -> tuple[int, ...]:
        if each not in found:
            below = dict.fromkeys(one for need in before[each] for one in closure(need))
            found[each] = (*below, each)
        return found[each]

    return [closure(each) for each in range(len(before))]


def demands_of(
    requires: Requires, hours: Mapping[str, float], held: frozenset[str], name: str
) -> list[Demand]:
    """Turn what a stack still requires into demands.

    All of something is a demand; a choice among credentials is one more. A choice among
    choices, which a sum of credits cannot say, is settled for the one of the fewest hours.
    """
    singles: list[str] = []
    choices: list[Demand] = []

    def walk(node: Requires) -> None:
        if isinstance(node, str):
            singles.append(node)
            return
        parts = node.get("of") or node.get("any") or node["all"]
        least = node.get("at_least", 1 if "any" in node else len(parts))
        if least == len(parts):
            for part in parts:
                walk(part)
        elif all(isinstance(part, str) for part in parts):
            called = f"{name}: {len(choices) + 1}"
            choices.append(Demand(called, least, dict.fromkeys(parts, 1)))
        else:
            for part in sorted(parts, key=lambda part: fewest_hours(part, hours, held))[:least]:
                walk(part)

    walk(requires)
    return [Demand(name, len(singles), dict.fromkeys(singles, 1)), *choices][not singles :]


def fewest_hours(requires: Requires, hours: Mapping[str, float], held: frozenset[str]) -> float:
    """Give the hours of the shortest way through a requirement; endless without one."""
    if isinstance(requires, str):
        return 0.0 if requires in held else hours.get(requires, float("inf"))
    parts = requires.get("of") or requires.get("any") or requires["all"]
    least = requires.get("at_least", 1 if "any" in requires else len(parts))
    return sum(sorted(fewest_hours(part, hours, held) for part in parts)[:least])
