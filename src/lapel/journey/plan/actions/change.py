"""Her own hand in the plan: lock, skip, swap, move, undo, plan again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.pathways import Standing
from lapel.journey.plan.actions.making import (
    STATE,
    held_plan,
    make_anew,
    ordered,
    remember,
    settle,
)
from lapel.journey.plan.actions.refusal import Refusal
from lapel.journey.plan.queries import ground_of, standing_steps

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.plan.models import Plan
    from lapel.journey.plan.queries import Ground

LOCK, UNLOCK, SKIP, TAKE_BACK, SWAP = "lock", "unlock", "skip", "take back", "swap"
ACTS = (LOCK, UNLOCK, SKIP, TAKE_BACK, SWAP)


def change(*, person: Person, act: str, slug: str, instead: str = "") -> Plan:
    """Lock a step, let it go, skip it, take that back, or put another in its place."""
    with transaction.atomic():
        plan = held_plan(person)
        ground = ground_of(plan)
        wanted = [slug, instead] if act == SWAP else [slug]
        if act not in ACTS or any(each not in ground.offered for each in wanted):
            raise Refusal(_("That is not offered any more."))
        remember(plan, act=act)
        _decide(plan, act, slug, instead)
        _check(plan, ground)
        order = [instead if act == SWAP and each == slug else each for each in plan.steps]
        make_anew(plan, order=list(dict.fromkeys(order)))
        settle(plan, act=act, microcredential=slug)
    return plan


def _decide(plan: Plan, act: str, slug: str, instead: str) -> None:
    """Write down what she decided; the latest word on a micro-credential holds."""
    locked, skipped = set(plan.locked), set(plan.skipped)
    if act in {LOCK, UNLOCK, SKIP, SWAP}:
        locked -= {slug}
    if act in {SKIP, SWAP}:
        skipped |= {slug}
    if act in {LOCK, TAKE_BACK}:
        skipped -= {slug}
    if act == LOCK:
        locked |= {slug}
    if act == SWAP:
        locked, skipped = locked | {instead}, skipped - {instead}
    plan.locked, plan.skipped = sorted(locked), sorted(skipped)


def _check(plan: Plan, before: Ground) -> None:
    """Refuse to keep something in whose ground is taken away."""
    for slug in sorted(ground_of(plan).shut - before.shut):
        said = _("“%(title)s” stays in your plan and builds on what you skip. Let it go first.")
        raise Refusal(said % {"title": before.offered[slug]})


def move(*, person: Person, slug: str, up: bool) -> Plan:
    """Move a step one place earlier or later; what it builds on still comes before it."""
    with transaction.atomic():
        plan = held_plan(person)
        ground = ground_of(plan)
        steps = standing_steps(plan, ground)
        if slug not in steps:
            raise Refusal(_("That is no step of your plan any more."))
        first = steps.index(slug) - 1 if up else steps.index(slug)
        if not 0 <= first < len(steps) - 1:
            raise Refusal(_("It stands at the end of the list already."))
        earlier, later = steps[first], steps[first + 1]
        if earlier in ground.problem.before(later):
            said = _("“%(later)s” builds on “%(earlier)s”, so their order stays.")
            offered = ground.offered
            raise Refusal(said % {"later": offered[later], "earlier": offered[earlier]})
        remember(plan, act="move")
        steps[first : first + 2] = [later, earlier]
        plan.is_ordered = True
        ordered(plan, steps=steps)
        settle(plan, act="moved", microcredential=slug)
    return plan


def plan_again(*, person: Person) -> Plan:
    """Choose the steps anew by what is known today; her decisions and her order stay."""
    with transaction.atomic():
        plan = held_plan(person)
        remember(plan, act="again")
        make_anew(plan, order=plan.steps)
        settle(plan, act="planned again")
    return plan


def undo(*, person: Person) -> Plan:
    """Bring back what the plan was before her last act."""
    with transaction.atomic():
        plan = held_plan(person)
        former = plan.formers.order_by("-pk").first()
        if former is None:
            raise Refusal(_("There is nothing to undo."))
        steps = former.state["steps"]
        for name in STATE:
            if name != "steps":
                setattr(plan, name, former.state.get(name, getattr(plan, name)))
        plan.deadline = date.fromisoformat(former.state["deadline"])
        since = former.state.get("renewal_since")
        plan.renewal_since = date.fromisoformat(since) if since else None
        usable = _usable(plan, steps)
        ordered(plan, steps=[slug for slug in steps if slug in usable])
        former.delete()
        settle(plan, act="undone")
    return plan


def _usable(plan: Plan, steps: list[str]) -> set[str]:
    """Give which of some steps can be done today: she may have earned one since."""
    standings = ground_of(plan).problem.standings
    return {slug for slug in steps if standings.get(slug) in {Standing.OPEN, Standing.TO_PROVE}}
