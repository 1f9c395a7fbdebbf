"""Say where she wants to go, by when, and in how many minutes a week; a plan follows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import Competency, Level
from lapel.journey.people.queries import today
from lapel.journey.plan.actions.making import make_anew, remember, settle
from lapel.journey.plan.actions.refusal import Refusal
from lapel.journey.plan.models import Plan
from lapel.journey.plan.queries import renewals_offered
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from lapel.journey.catalogue.models import Stack
    from lapel.journey.people.models import Person

MOST_DAYS = 5 * 366


class Renewing(NamedTuple):
    """What her renewal asks for: who counts, in which unit, how much, and what was earned since."""

    by: str
    unit: str
    tenths: int
    since: date


def set_goals(  # noqa: PLR0913 (a goal has these parts)
    *,
    person: Person,
    targets: Mapping[str, str],
    minutes_a_week: int,
    deadline: date,
    stack: Stack | None = None,
    focus: Collection[str] = (),
    problem: str = "",
    aim: str = "",
    is_renewal: bool = False,
    renewing: Renewing | None = None,
) -> Plan:
    """Set a person's goals and plan at once; what she locked, skipped and ordered stays."""
    _check(targets, focus, minutes_a_week, deadline)
    if not targets and stack is None and renewing is None:
        raise Refusal(_("Choose a level for at least one competency, or a stack."))
    if renewing is not None:
        _check_renewal(renewing, deadline)
    with transaction.atomic():
        take_turns(f"plan:{person.pk}")
        plan = Plan.objects.select_for_update(of=("self",)).filter(person=person).first()
        is_new = plan is None
        plan = plan or Plan(
            person=person, minutes_a_week=minutes_a_week, deadline=deadline, changed_at=now()
        )
        if not is_new:
            remember(plan, act="goals")
        plan.targets, plan.focus, plan.stack = dict(targets), sorted(focus), stack
        plan.minutes_a_week, plan.deadline = minutes_a_week, deadline
        plan.is_renewal = is_renewal or renewing is not None
        plan.problem, plan.aim = problem.strip(), aim
        by, unit, tenths, since = renewing or ("", "", 0, None)
        plan.renewal_by, plan.renewal_unit = by, unit
        plan.renewal_tenths, plan.renewal_since = tenths, since
        make_anew(plan, order=plan.steps if plan.is_ordered else ())
        if is_new:
            plan.changes = {}
            plan.save()
        settle(plan, act="goals set")
    return plan


def _check(
    targets: Mapping[str, str],
    focus: Collection[str],
    minutes_a_week: int,
    deadline: date,
) -> None:
    known = set(Competency.objects.values_list("code", flat=True))
    if not {*targets, *focus} <= known or not set(targets.values()) <= set(Level.values):
        raise Refusal(_("One of the competencies or levels is not known here."))
    if not set(focus) <= set(targets):
        raise Refusal(_("Say for each competency that matters most which level you aim at."))
    if minutes_a_week < 1 or (deadline - today()).days > MOST_DAYS or deadline <= today():
        raise Refusal(_("A plan needs some minutes a week, and a day ahead within five years."))


def _check_renewal(renewing: Renewing, deadline: date) -> None:
    if (renewing.by, renewing.unit) not in renewals_offered():
        raise Refusal(_("Nobody has stated a number of that kind here."))
    if renewing.tenths < 1 or renewing.since >= deadline:
        raise Refusal(_("Say how much your renewal asks for, and from which day it counts."))
