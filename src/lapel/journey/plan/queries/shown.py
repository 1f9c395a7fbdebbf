"""A plan as its page shows it: steps with reasons and days, what is left out and why, the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.domain.pathways import Standing, broken, laid_out, plan_of
from lapel.journey.catalogue.models import Competency, Level, MicroCredential
from lapel.journey.plan.models import Plan
from lapel.journey.plan.queries.judged import CUTS
from lapel.journey.plan.queries.problems import MINUTES_AN_HOUR, ground_of
from lapel.journey.plan.queries.renewals import RENEWAL, amount_words
from lapel.journey.plan.queries.words import (
    known_words,
    lapsed_words,
    share_words,
    stand_words,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from lapel.domain.pathways import Plan as Made
    from lapel.domain.pathways import Step
    from lapel.journey.people.models import Person
    from lapel.journey.plan.queries.problems import Ground
    from lapel.journey.plan.queries.renewals import Renewal
    from lapel.journey.plan.queries.words import KnownWords, Told

USABLE = {Standing.OPEN, Standing.TO_PROVE}


def own_plan(person: Person) -> Plan | None:
    """Give a person's plan."""
    return Plan.objects.select_related("person", "stack", "proposal").filter(person=person).first()


@dataclass(frozen=True)
class Covering:
    """How much of one gap a step covers, and where she stands."""

    competency: Competency
    share: str
    stands: str
    level: str


@dataclass(frozen=True)
class ShownStep:
    """A step with all its page says of it."""

    number: int
    slug: str
    offer: MicroCredential
    step: Step
    starts: date
    ends: date
    is_begun: bool
    covers: list[Covering]
    opens: list[str]
    for_steps: list[str]
    counts_for: list[str]
    lapsed: str

    @property
    def title(self) -> str:
        """Give its title."""
        return str(self.offer)

    @property
    def hours(self) -> float:
        """Give its hours."""
        return self.step.hours

    @property
    def whole_hours(self) -> int:
        """Give its hours as a page says them: rounded up."""
        return ceil(self.step.hours)


@dataclass(frozen=True)
class ShownRenewal:
    """How far a plan takes her towards her renewal; amounts as they are read."""

    by: str
    unit: str
    since: date
    least: str
    planned: str
    earned: str
    missing: str


@dataclass(frozen=True)
class Aside:
    """Something that is no step, and what would make it one."""

    slug: str
    title: str
    opened_by: list[str]


@dataclass(frozen=True)
class Box:
    """A micro-credential at its place in the drawing."""

    slug: str
    number: int | None
    kind: str
    x: int
    y: int
    lines: list[str]


@dataclass(frozen=True)
class Map:
    """The drawing of a plan."""

    boxes: list[Box]
    lines: list[str]
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """All that the page of a plan shows."""

    plan: Plan
    ground: Ground
    made: Made
    steps: list[ShownStep]
    done: list[Told]
    known: KnownWords
    mastered: list[Aside]
    skipped: list[Aside]
    closed: list[Aside]
    changes: Mapping[str, list[Told]]
    proposal: Mapping[str, list[Told]]
    renewal: ShownRenewal | None

    @property
    def share(self) -> str:
        """Say how much of all gaps the steps cover."""
        wanted = self.ground.problem.wanted
        whole = sum(wanted[name].weight * need for name, need in self.made.needs.items())
        share = self.made.worth / whole if whole else 1.0
        return share_words(share, in_figures=self.ground.beliefs.in_figures)

    @property
    def missing(self) -> dict[str, int]:
        """Give how many credentials of a stack the plan does not reach, by name."""
        return {name: short for name, short in self.made.missing.items() if name != RENEWAL}


def standing_steps(plan: Plan, ground: Ground) -> list[str]:
    """Give the steps that can still be done, in her order."""
    problem = ground.problem
    return [slug for slug in plan.steps if problem.standings.get(slug) in USABLE]


def shown_of(plan: Plan) -> Shown:
    """Read a plan as things stand today; nothing of it is moved by that."""
    ground = ground_of(plan, since=plan.changed_at.date())
    problem = ground.problem
    made = plan_of(problem, standing_steps(plan, ground))
    titles, known = _titles(plan, ground), known_words(in_figures=ground.beliefs.in_figures)
    aside: dict[Standing, list[Aside]] = {}
    for slug, standing in problem.standings.items():
        opened_by = [titles[each] for each in sorted(problem.by_key[slug].after) if each in titles]
        aside.setdefault(standing, []).append(Aside(slug, titles[slug], opened_by))
    return Shown(
        plan,
        ground,
        made,
        _steps(plan, ground, made, titles),
        _done(plan, ground, titles, known),
        known,
        aside.get(Standing.MASTERED, []),
        aside.get(Standing.SKIPPED, []),
        aside.get(Standing.CLOSED, []),
        told(plan.changes, titles, known),
        told(plan.proposal.changes, titles, known) if hasattr(plan, "proposal") else {},
        _renewal(ground.renewal, made) if ground.renewal else None,
    )


def _renewal(renewal: Renewal, made: Made) -> ShownRenewal:
    missing = made.missing.get(RENEWAL, 0)
    return ShownRenewal(
        renewal.by,
        str(renewal.unit.label),
        renewal.since,
        amount_words(renewal.least),
        amount_words(sum(renewal.counts.get(key, 0) for key in made.keys)),
        amount_words(renewal.earned) if renewal.earned else "",
        amount_words(missing) if missing else "",
    )


def _titles(plan: Plan, ground: Ground) -> dict[str, str]:
    """Give titles by slug, of what is retired too where the plan names it."""
    found = {slug: str(each) for slug, each in ground.offered.items()}
    kept = [plan.changes, plan.proposal.changes if hasattr(plan, "proposal") else {}]
    named = set(plan.steps)
    for side in ("came", "went", "moved"):
        named |= {slug for changes in kept for slug, _why in changes.get(side, [])}
    if gone := named - found.keys():
        retired = MicroCredential.objects.select_related("current").filter(slug__in=gone)
        found |= {each.slug: str(each) for each in retired.defer("current__content")}
    return found


def _done(plan: Plan, ground: Ground, titles: Mapping[str, str], known: KnownWords) -> list[Told]:
    """Give the steps of her plan that she need not or cannot do any more, with why."""
    why = {Standing.HELD: "held", Standing.MASTERED: "mastered", Standing.CLOSED: "closed"}
    rows = []
    for slug in plan.steps:
        standing = ground.problem.standings.get(slug)
        if standing not in USABLE:
            rows.append([slug, why.get(standing, "retired") if standing else "retired"])
    return told({"came": rows, "went": [], "moved": [], "kept": []}, titles, known)["came"]


def _steps(plan: Plan, ground: Ground, made: Made, titles: Mapping[str, str]) -> list[ShownStep]:
    competencies = Competency.objects.in_bulk()
    days = days_of([each.hours for each in made.steps], plan)
    found = []
    for at, step in enumerate(made.steps):
        found.append(
            ShownStep(
                at + 1,
                step.key,
                ground.offered[step.key],
                step,
                *days[at],
                step.key in ground.has.begun,
                [
                    _covering(plan, ground, competencies[code], amount)
                    for code, amount in step.covers.items()
                ],
                [titles[slug] for slug in step.opens if slug not in step.for_steps],
                [titles[slug] for slug in step.for_steps],
                _counts_for(plan, ground, step),
                lapsed_words(ground.has.lapsed.get(step.key)),
            )
        )
    return found


def _counts_for(plan: Plan, ground: Ground, step: Step) -> list[str]:
    """Name the stack that a step counts for, and how much of the renewal it is."""
    found = [str(plan.stack)] if step.counts.keys() - {RENEWAL} else []
    if ground.renewal and RENEWAL in step.counts:
        told = {
            "amount": amount_words(ground.renewal.counts[step.key]),
            "unit": ground.renewal.unit.label,
            "by": ground.renewal.by,
        }
        found.append(_("%(amount)s %(unit)s of your renewal (%(by)s)") % told)
    return found


def _covering(plan: Plan, ground: Ground, competency: Competency, amount: float) -> Covering:
    problem, code = ground.problem, competency.code
    level = plan.targets[code]
    in_figures = ground.beliefs.in_figures
    return Covering(
        competency,
        share_words(amount / problem.needs[code], in_figures=in_figures),
        stand_words(problem.beliefs[code], CUTS[level], in_figures=in_figures),
        str(Level(level).label),
    )


def days_of(hours: Sequence[float], plan: Plan) -> list[tuple[date, date]]:
    """Give the first and last day of each step, one after the other since the plan was made."""
    start = plan.changed_at.date()
    minutes_a_day = plan.minutes_a_week / 7
    found, minutes = [], 0.0
    for each in hours:
        first = int(minutes / minutes_a_day)
        minutes += each * MINUTES_AN_HOUR
        last = max(first, int((minutes - 1) / minutes_a_day))
        found.append((start + timedelta(days=first), start + timedelta(days=last)))
    return found


def map_of(shown: Shown) -> Map:
    """Draw the steps, what they build on that she has, and what they open."""
    problem = shown.ground.problem
    numbers = {each.slug: each.number for each in shown.steps}
    inside = set(numbers)
    for slug in numbers:
        inside |= {each for each in problem.by_key[slug].after if each in problem.by_key}
        inside |= set(shown.made.step(slug).opens)
    drawn = {slug: sorted(problem.by_key[slug].after & inside) for slug in sorted(inside)}
    layout = laid_out(drawn)
    boxes = [
        Box(
            slug,
            numbers.get(slug),
            _kind(problem.standings[slug], is_step=slug in numbers),
            *layout.places[slug],
            broken(str(shown.ground.offered[slug])),
        )
        for slug in sorted(inside, key=lambda each: (numbers.get(each, len(numbers) + 1), each))
    ]
    return Map(boxes, layout.lines, layout.width, layout.height)


def _kind(standing: Standing, *, is_step: bool) -> str:
    return "step" if is_step else standing.value
