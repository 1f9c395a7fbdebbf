"""Problems of plans to test on: small ones anyone can add up, and large ones from a seed."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from lapel.domain.pathways import Belief, Demand, Module, Problem, Wanted

COMPETENCIES = tuple(f"T{number:02}" for number in range(1, 16))


def module(key: str, hours: float = 10, after: str = "", **gains: float) -> Module:
    return Module(key, hours, gains, frozenset(after.split()))


def problem(*modules: Module, hours: float = 100, **more: Any) -> Problem:
    """Make a problem in which somebody is known to be one logit under her target everywhere."""
    names = sorted({name for each in modules for name in each.gains})
    known: dict[str, Any] = {
        "beliefs": {name: Belief(-1.0, 0.01) for name in names},
        "wanted": {name: Wanted(0.0) for name in names},
    }
    return Problem(modules, hours=hours, **(known | more))


def large(seed: int, count: int, hours: float) -> Problem:
    """Draw a catalogue: half of the modules build on one or two others; a renewal asks for 30."""
    chance = random.Random(seed)
    modules: list[Module] = []
    for number in range(count):
        gains = {chance.choice(COMPETENCIES): chance.uniform(0.1, 0.6)}
        if chance.random() < 0.4:
            gains[chance.choice(COMPETENCIES)] = chance.uniform(0.05, 0.3)
        builds = chance.choice([0, 0, 1, 1, 2]) if modules else 0
        after = frozenset(chance.choice(modules).key for _each in range(builds))
        modules.append(Module(f"m{number:03}", chance.randint(4, 20), gains, after))
    beliefs = {
        name: Belief(chance.gauss(0, 0.8), chance.uniform(0.35, 0.8)) for name in COMPETENCIES
    }
    wanted = {
        name: Wanted(chance.choice([-0.25, 0.5, 1.25]), chance.choice([1, 1, 2]))
        for name in COMPETENCIES
    }
    renewal = Demand("renewal", 30, {each.key: chance.choice([0, 0, 5, 10]) for each in modules})
    return Problem(tuple(modules), beliefs, wanted, hours, (renewal,))


@st.composite
def small(draw: st.DrawFn) -> Problem:
    """Draw a problem of up to seven modules, with whatever a person may have decided."""
    names = ("T01", "T02", "T03")
    gain = st.integers(0, 8).map(lambda tenths: tenths / 10)
    count = draw(st.integers(1, 7))
    modules: list[Module] = []
    for number in range(count):
        earlier = [each.key for each in modules]
        after = draw(st.sets(st.sampled_from(earlier), max_size=2)) if earlier else set()
        gains = {name: draw(gain) for name in names}
        hours = draw(st.integers(1, 12))
        modules.append(Module(f"m{number}", hours, gains, frozenset(after)))
    keys = st.sampled_from([each.key for each in modules])
    credit = draw(st.dictionaries(keys, st.integers(1, 3), max_size=4))
    demands = (Demand("credits", draw(st.integers(1, 6)), credit),) if credit else ()
    skipped = draw(st.sets(keys, max_size=1))
    held = frozenset(draw(st.sets(keys, max_size=2)))
    return Problem(
        tuple(modules),
        {name: Belief(draw(st.integers(-2, 1)), 0.5) for name in names},
        {name: Wanted(0.5, draw(st.integers(1, 3))) for name in names},
        draw(st.integers(0, 40)),
        demands,
        held,
        skipped=frozenset(skipped) - held,
    )


def may_be_chosen(given: Problem, chosen: frozenset[str]) -> bool:
    """Tell whether modules fit the hours and nothing lacks what it builds on; written plainly."""
    have = chosen | given.held
    at = {each.key: each for each in given.modules}
    return (
        not chosen & (given.held | given.skipped)
        and sum(at[key].hours for key in chosen) <= given.hours
        and all(at[key].after <= have for key in chosen)
    )


def worth(given: Problem, chosen: frozenset[str]) -> tuple[int, float]:
    """Add up the objective as ADR 39 says it: credits first, then weighted covered need."""
    at = {each.key: each for each in given.modules}
    credited = 0
    for demand in given.demands:
        owed = demand.least - sum(demand.credits.get(key, 0) for key in given.held)
        credited += min(max(0, owed), sum(demand.credits.get(key, 0) for key in chosen))
    covered = 0.0
    for name, wanted in given.wanted.items():
        gained = sum(at[key].gains.get(name, 0.0) for key in chosen)
        covered += wanted.weight * min(given.needs[name], gained)
    return credited, covered


def best_by_force(given: Problem) -> tuple[tuple[int, float], frozenset[str]]:
    """Try every set of modules there is."""
    keys = [each.key for each in given.modules]
    every = (frozenset(some) for size in range(len(keys) + 1) for some in combinations(keys, size))
    return max(
        ((worth(given, some), some) for some in every if may_be_chosen(given, some)),
        key=lambda pair: pair[0],
    )
