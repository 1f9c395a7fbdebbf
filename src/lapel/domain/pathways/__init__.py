"""What a stack requires, how far somebody is on the way, and what is best done next.

`lapel.domain.pathways.optimum` loads HiGHS and is imported by jobs alone (ADR 39).
"""

from lapel.domain.pathways.arguing import Alternative, Turning, alternative, turning_point
from lapel.domain.pathways.changes import Change, Changes, Why, changes
from lapel.domain.pathways.greedy import chosen_at_once
from lapel.domain.pathways.map import Layout, broken, laid_out
from lapel.domain.pathways.needs import MASTERY, Belief, has_mastered, mastery, need
from lapel.domain.pathways.offers import (
    Demand,
    Module,
    Problem,
    Standing,
    Wanted,
    demand_left,
    demands_of,
    fewest_hours,
)
from lapel.domain.pathways.plans import Plan, Step, plan_at_once, plan_of
from lapel.domain.pathways.requirements import (
    Fault,
    Progress,
    Requires,
    faults,
    layers,
    members,
    missing,
    progress,
    satisfied,
)

__all__ = [
    "MASTERY",
    "Alternative",
    "Belief",
    "Change",
    "Changes",
    "Demand",
    "Fault",
    "Layout",
    "Module",
    "Plan",
    "Problem",
    "Progress",
    "Requires",
    "Standing",
    "Step",
    "Turning",
    "Wanted",
    "Why",
    "alternative",
    "broken",
    "changes",
    "chosen_at_once",
    "demand_left",
    "demands_of",
    "faults",
    "fewest_hours",
    "has_mastered",
    "laid_out",
    "layers",
    "mastery",
    "members",
    "missing",
    "need",
    "plan_at_once",
    "plan_of",
    "progress",
    "satisfied",
    "turning_point",
]
