"""A step put to the question: what else would be done, and which result would take it out.

Both are found by solving again, so that what a page says of a step is what the plan would do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lapel.domain.pathways.needs import Belief
from lapel.domain.pathways.plans import plan_at_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.domain.pathways.offers import Problem
    from lapel.domain.pathways.plans import Plan, Step

# A result is tried in steps of a quarter of a logit, up to three logits above what is known.
STRIDE, STRIDES = 0.25, 12


@dataclass(frozen=True)
class Alternative:
    """What would be done without a step. `worth` and `hours` are what the whole then loses.

    `credits` says by demand how many it loses. The others may be below zero: less hours, or, where
    the plan was made in a hurry, more worth.
    """

    instead: tuple[str, ...]
    also_gone: tuple[str, ...]
    worth: float
    hours: float
    credits: Mapping[str, int]


@dataclass(frozen=True)
class Turning:
    """A result that would take a step out: a competency known to stand at `mean`, as well known."""

    competency: str
    mean: float


def alternative(problem: Problem, plan: Plan, key: str) -> Alternative:
    """Solve again without a step; nothing else of hers is changed."""
    without = replace(
        problem, skipped=problem.skipped | {key}, locked=_unlocked(problem, plan.step(key))
    )
    other = plan_at_once(without)
    return Alternative(
        tuple(each for each in other.keys if each not in plan.keys),
        tuple(each for each in plan.keys if each != key and each not in other.keys),
        plan.worth - other.worth,
        plan.hours - other.hours,
        {name: met - other.credits[name] for name, met in plan.credits.items()},
    )


def _unlocked(problem: Problem, step: Step) -> frozenset[str]:
    """Give what stays locked without a step: neither it nor what builds on it."""
    gone = {step.key}
    grown = True
    while grown:
        more = {each.key for each in problem.modules if not gone.isdisjoint(each.after)} - gone
        gone |= more
        grown = bool(more)
    return problem.locked - gone


def turning_point(problem: Problem, plan: Plan, key: str) -> Turning | None:
    """Find the result that would take a step out; None where no result on its own would.

    What is locked, or required for credits, stays whatever she is found to know.
    """
    step = plan.step(key)
    if not step.covers:
        return None
    name = max(step.covers, key=lambda each: (step.covers[each], each))
    known = problem.beliefs[name]
    for stride in range(1, STRIDES + 1):
        mean = known.mean + stride * STRIDE
        other = replace(problem, beliefs={**problem.beliefs, name: Belief(mean, known.sd)})
        if key not in plan_at_once(other).keys:
            return Turning(name, mean)
    return None
