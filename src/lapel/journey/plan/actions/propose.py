"""Work out the best plan, and offer it; she takes it or leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.pathways import Standing, changes, chosen_at_once, plan_of
from lapel.journey.plan.actions.making import held_plan, ordered, remember, settle
from lapel.journey.plan.actions.refusal import Refusal
from lapel.journey.plan.models import Plan, Proposal
from lapel.journey.plan.queries import as_plain, ground_of, rounded, standing_steps
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.pathways import Plan as Made
    from lapel.domain.pathways import Problem
    from lapel.journey.people.models import Person
    from lapel.journey.plan.queries import Ground

# A plan is not changed for less than one in a hundred.
ENOUGH = 1.01


def work_out(*, plan_id: UUID, revision: int, because: str) -> None:
    """Find the best plan, and propose it where it is better; a heavy job calls it, maybe twice.

    A plan that was changed meanwhile is left to the job of that change.
    """
    plan = Plan.objects.select_related("person", "stack").filter(pk=plan_id).first()
    if plan is None or plan.revision != revision:
        return
    ground = ground_of(plan)
    best = plan_of(ground.problem, _chosen(ground.problem))
    found = changes(plan.steps, ground.problem, best)
    wanted = not found.is_none and _is_better(plan, ground, best)
    # Where her steps are the best by what is known now, that is no news any more.
    news = {} if wanted else {"known": rounded(ground.beliefs)}
    with transaction.atomic():
        standing = Plan.objects.filter(pk=plan_id, revision=revision)
        if not standing.update(worked_out=revision, **news):
            return
        Proposal.objects.filter(plan=plan_id).delete()
        if wanted:
            Proposal.objects.create(
                plan=plan,
                because=because,
                steps=list(best.keys),
                changes=as_plain(found),
                made_at=now(),
            )


def _chosen(problem: Problem) -> frozenset[str]:
    """Choose by HiGHS; where its time ran out, as at once."""
    # It loads NumPy, and this module is loaded by the web too.
    from lapel.domain.pathways.optimum import chosen_at_best

    best = chosen_at_best(problem)
    return chosen_at_once(problem) if best is None else best


def _is_better(plan: Plan, ground: Ground, best: Made) -> bool:
    """Tell whether another plan is worth her while, or this one has steps nobody can do."""
    steps = standing_steps(plan, ground)
    if len(steps) < len(plan.steps):
        return True
    now_is = plan_of(ground.problem, steps)
    if sum(best.credits.values()) != sum(now_is.credits.values()):
        return sum(best.credits.values()) > sum(now_is.credits.values())
    return best.worth > now_is.worth * ENOUGH or now_is.hours_over > best.hours_over


def settle_proposal(*, person: Person, proposal_id: UUID, take: bool) -> Plan:
    """Take a proposed plan, or leave it; one that stands no more is refused."""
    with transaction.atomic():
        plan = held_plan(person)
        proposal = Proposal.objects.filter(plan=plan, pk=proposal_id).first()
        if proposal is None:
            raise Refusal(_("That proposal does not stand any more. Your plan has changed since."))
        if not take:
            proposal.delete()
            return plan
        remember(plan, act="take")
        standings = ground_of(plan).problem.standings
        usable = {Standing.OPEN, Standing.TO_PROVE}
        ordered(plan, steps=[slug for slug in proposal.steps if standings.get(slug) in usable])
        plan.changes = proposal.changes
        settle(plan, act="proposal taken")
    return plan
