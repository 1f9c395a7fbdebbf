"""A step put to the question: what else would be done, and which result would take it out.

Both are found by solving again, and compared with solving again today: a plan may come from HiGHS,
or from what was known earlier, and then what differs is no matter of the step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lapel.domain.pathways.needs import Belief
from lapel.domain.pathways.offers import CLOSE
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
    the plan was made in a hurry, more worth. `share` is of what is covered with the step.
    """

    instead: tuple[str, ...]
    also_gone: tuple[str, ...]
    worth: float
    share: float
    hours: float
    credits: Mapping[str, int]

    @property
    def covers_more(self) -> bool:
        """Tell whether more is covered without the step than with it."""
        return self.worth < -CLOSE


@dataclass(frozen=True)
class Turning:
    """A result that would take a step out: a competency known to stand at `mean`, as well known."""

    competency: str
    mean: float


@dataclass(frozen=True)
class Argued:
    """A step put to the question; `comes_again` tells whether solving today would choose it.

    Where it would not, what is chosen today is the alternative, and no result is needed for that.
    """

    comes_again: bool
    alternative: Alternative
    turning: Turning | None


def argued(problem: Problem, plan: Plan, key: str) -> Argued:
    """Put a step of a plan to the question; it is solved six times at most."""
    afresh = plan_at_once(problem)
    if key not in afresh.keys:
        return Argued(
            comes_again=False, alternative=_compared(plan, plan, afresh, key), turning=None
        )
    other = plan_at_once(_without(problem, plan.step(key)))
    return Argued(
        comes_again=True,
        alternative=_compared(plan, afresh, other, key),
        turning=_turning_point(problem, afresh.step(key)),
    )


def _compared(plan: Plan, having: Plan, other: Plan, key: str) -> Alternative:
    """Compare what has a step with what has not; what goes with it goes out of her own plan."""
    lost = having.worth - other.worth
    return Alternative(
        tuple(each for each in other.keys if each not in {*plan.keys, *having.keys}),
        tuple(each for each in plan.keys if each in having.keys and each not in {key, *other.keys}),
        lost,
        lost / having.worth if having.worth else 0.0,
        having.hours - other.hours,
        {name: met - other.credits[name] for name, met in having.credits.items()},
    )


def _without(problem: Problem, step: Step) -> Problem:
    """Give the problem without a step; of what is locked, it and what builds on it is let go."""
    gone = {step.key}
    grown = True
    while grown:
        more = {each.key for each in problem.modules if not gone.isdisjoint(each.after)} - gone
        gone |= more
        grown = bool(more)
    return replace(problem, skipped=problem.skipped | {step.key}, locked=problem.locked - gone)


def _turning_point(problem: Problem, step: Step) -> Turning | None:
    """Halve the way to the result that would take a step out; None where none was found.

    What is locked, or required for credits, stays whatever she is found to know.
    """
    if step.is_locked or not step.covers:
        return None
    name = max(step.covers, key=lambda each: (step.covers[each], each))
    known = problem.beliefs[name]
    held, out = 0, STRIDES + 1
    while out - held > 1:
        stride = (held + out) // 2
        belief = Belief(known.mean + stride * STRIDE, known.sd)
        other = replace(problem, beliefs={**problem.beliefs, name: belief})
        if step.key in plan_at_once(other).keys:
            held = stride
        else:
            out = stride
    return Turning(name, known.mean + out * STRIDE) if out <= STRIDES else None
