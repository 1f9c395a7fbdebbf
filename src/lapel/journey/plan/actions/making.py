"""What every act on a plan shares: holding it, remembering it, making it anew, noting the act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from lapel.domain.pathways import changes, plan_at_once
from lapel.domain.pathways import plan_of as in_order
from lapel.journey.plan.events import BetterPlanWanted
from lapel.journey.plan.models import Former, Plan, Proposal
from lapel.journey.plan.policies import may_open
from lapel.journey.plan.queries import as_plain, beliefs_of, ground_of, rounded
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection

    from lapel.journey.people.models import Person

AGGREGATE = "plan"
# What an act can change, and an undoing brings back.
STATE = (
    "targets", "focus", "problem", "aim", "stack_id", "minutes_a_week", "is_renewal",
    "renewal_by", "renewal_unit", "renewal_tenths",
    "locked", "skipped", "is_ordered", "steps",
)  # fmt: skip
MOST_FORMERS = 50


def held_plan(person: Person) -> Plan:
    """Hold a person's own plan for the rest of the transaction; `PermissionDenied` without one."""
    found = Plan.objects.select_for_update(of=("self",)).select_related("person", "stack")
    plan = found.filter(person=person).first()
    if plan is None or not may_open(person, plan):
        raise PermissionDenied
    return plan


def state_of(plan: Plan) -> dict[str, Any]:
    """Give all of a plan that an act can change, as JSON keeps it."""
    state = {name: getattr(plan, name) for name in STATE}
    stack = str(plan.stack_id) if plan.stack_id else None
    since = plan.renewal_since.isoformat() if plan.renewal_since else None
    days = {"deadline": plan.deadline.isoformat(), "renewal_since": since}
    return state | {"stack_id": stack} | days


def remember(plan: Plan, *, act: str) -> None:
    """Keep what a plan is before an act."""
    Former.objects.create(plan=plan, act=act, state=state_of(plan), at=now())
    kept = plan.formers.order_by("-pk").values_list("pk", flat=True)[:MOST_FORMERS]
    plan.formers.exclude(pk__in=list(kept)).delete()


def make_anew(plan: Plan, *, order: Collection[str]) -> None:
    """Choose the steps anew, at once; `order` is what of an older order is to hold."""
    before = list(plan.steps)
    plan.steps = list(order)
    problem = ground_of(plan).problem
    made = plan_at_once(problem)
    plan.changes = as_plain(changes(before, problem, made))
    plan.steps = list(made.keys)


def settle(plan: Plan, *, act: str, **facts: Any) -> None:
    """Save a plan that an act changed, note the act, and have the best one worked out."""
    plan.revision += 1
    plan.changed_at = now()
    plan.known = rounded(beliefs_of(plan.person))
    plan.save()
    Proposal.objects.filter(plan=plan).delete()
    note(aggregate=AGGREGATE, aggregate_id=plan.pk, action=act, actor=plan.person_id, facts=facts)
    want_better(plan, because=Proposal.Because.BETTER)


def want_better(plan: Plan, *, because: str) -> None:
    """Have the best plan worked out by a job."""
    announce(BetterPlanWanted(plan_id=plan.pk, revision=plan.revision, because=because))


def ordered(plan: Plan, *, steps: Collection[str]) -> None:
    """Put chosen steps in her order, as prerequisites allow, and say what that moved."""
    before = list(plan.steps)
    plan.steps = list(steps)
    problem = ground_of(plan).problem
    made = in_order(problem, steps)
    plan.changes = as_plain(changes(before, problem, made))
    plan.steps = list(made.keys)
