"""What a renewal asks for, as a number: what counts towards it, what is earned and what is planned.

Amounts are whole numbers of tenths, so that sums are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.pathways import Demand
from lapel.figures import rounded
from lapel.journey.plan.models import Counted, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lapel.journey.plan.models import Plan

# The name of its demand; those of stacks bear the stack's title, which is never empty.
RENEWAL = ""
TENTHS = 10


@dataclass(frozen=True)
class Renewal:
    """Who counts what towards a renewal: amounts by slug, and what was earned in its time."""

    by: str
    unit: Unit
    least: int
    since: date
    counts: Mapping[str, int]
    earned: int
    demand: Demand


def renewal_of(plan: Plan, held: Mapping[str, date]) -> Renewal | None:
    """Give what a plan's renewal asks for; None where it names no number.

    What she held before its time counts nothing; what she holds cannot count again.
    """
    if not plan.renewal_tenths or plan.renewal_since is None:
        return None
    counts = counted_by(plan.renewal_by, plan.renewal_unit)
    fresh = {slug for slug, day in held.items() if day >= plan.renewal_since}
    credits_ = {
        slug: tenths for slug, tenths in counts.items() if slug in fresh or slug not in held
    }
    return Renewal(
        plan.renewal_by,
        Unit(plan.renewal_unit),
        plan.renewal_tenths,
        plan.renewal_since,
        counts,
        sum(tenths for slug, tenths in counts.items() if slug in fresh),
        Demand(RENEWAL, plan.renewal_tenths, credits_),
    )


def counted_by(recogniser: str, unit: str) -> dict[str, int]:
    """Give by slug what a recogniser counts in a unit; the latest statement counts."""
    found = Counted.objects.filter(recogniser=recogniser, unit=unit).order_by("stated_on", "pk")
    return dict(found.values_list("microcredential__slug", "tenths"))


def renewals_offered() -> list[tuple[str, Unit]]:
    """List who counts anything towards a renewal as a number, with the unit."""
    found = Counted.objects.order_by("recogniser", "unit").distinct()
    return [(name, Unit(unit)) for name, unit in found.values_list("recogniser", "unit")]


def amount_words(tenths: int) -> str:
    """Write an amount: whole without decimals, else with one."""
    return rounded(tenths / TENTHS, 0 if tenths % TENTHS == 0 else 1)
