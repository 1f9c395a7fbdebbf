"""Amina's plan in the demo: her goals, one thing she keeps in, and one she puts off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import MicroCredential, Stack
from lapel.journey.people.queries import today
from lapel.journey.plan.actions import Renewing, change, set_goals
from lapel.journey.plan.queries import renewals_offered
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People

TARGETS = {
    "T02": "Practising",
    "T06": "Proficient",
    "T07": "Proficient",
    "T09": "Proficient",
    "T10": "Proficient",
    "T11": "Proficient",
    "T14": "Practising",
}
PROBLEM = "The same five students answer every question, and I cannot see what the others think."
STACK = "inclusive-classroom"
# What her renewal asks for; the board's statements are among the demo's recognitions.
BOARD, UNIT, TENTHS = "Riverbend State Board of Education (demo)", "hours", 400
RENEWAL_BEGAN = timedelta(weeks=52 * 3)
KEPT, PUT_OFF = "creating-accessible-learning-materials", "mentoring-a-new-colleague"


def happen(people: People) -> None:
    """Let Amina plan four days ago for the year in which her licence ends."""
    amina = people.persons["amina"]
    with clock_at(now() - timedelta(days=4)):
        set_goals(
            person=amina,
            targets=TARGETS,
            focus=["T07"],
            problem=PROBLEM,
            stack=Stack.objects.filter(slug=STACK).first(),
            minutes_a_week=90,
            deadline=today() + timedelta(weeks=36),
            is_renewal=True,
            renewing=_renewing(),
        )
        for act, slug in (("skip", PUT_OFF), ("lock", KEPT)):
            # content may tell of fewer
            if MicroCredential.objects.filter(slug=slug).exists():
                change(person=amina, act=act, slug=slug)
        deliver_all()


def _renewing() -> Renewing | None:
    """Give what her renewal asks for, where somebody counts towards it."""
    if (BOARD, UNIT) not in renewals_offered():
        return None
    return Renewing(BOARD, UNIT, TENTHS, today() - RENEWAL_BEGAN)
