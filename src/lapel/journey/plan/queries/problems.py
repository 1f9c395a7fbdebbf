"""A person's plan as `domain/pathways` reads it: what is offered, known, wanted and decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from lapel.domain.pathways import (
    Belief,
    Demand,
    Module,
    Problem,
    Standing,
    Wanted,
    demands_of,
)
from lapel.journey.catalogue.models import Competency, Version
from lapel.journey.catalogue.queries import criteria, modules, published
from lapel.journey.diagnosis.queries import (
    bank_of,
    finished_diagnoses,
    first_prior,
    languages,
    newest_set,
    prior_for,
)
from lapel.journey.people.queries import today
from lapel.journey.plan.models import Known
from lapel.journey.plan.queries.judged import CUTS, FOCUS, MEAN, SD, gain
from lapel.journey.plan.queries.level_ways import level_prerequisites
from lapel.journey.plan.queries.renewals import Renewal, renewal_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from lapel.journey.catalogue.models import MicroCredential, Stack
    from lapel.journey.people.models import Person
    from lapel.journey.plan.models import Plan

DAYS_A_WEEK, MINUTES_AN_HOUR = 7, 60
# Proving without learning takes what its modules do not, and never less than this.
LEAST_HOURS = 1.0
KEPT = 4096
DIGITS = 1
NOT_OPEN = {Standing.SKIPPED, Standing.CLOSED}


@dataclass(frozen=True)
class Facts:
    """What a plan reads in a version's document; a version never changes."""

    after: tuple[str, ...]
    learning_minutes: int
    criteria: tuple[str, ...]


_facts: dict[UUID, Facts] = {}


def facts_of(offered: Iterable[MicroCredential]) -> dict[str, Facts]:
    """Give the facts of current versions by slug; at most one query."""
    wanted = {each.current_id: each.slug for each in offered if each.current_id}
    if len(_facts) > KEPT:
        _facts.clear()
    unread = [pk for pk in wanted if pk not in _facts]
    for version in Version.objects.filter(pk__in=unread) if unread else ():
        _facts[version.pk] = Facts(
            tuple(version.content.get("prerequisites", [])),
            sum(each["minutes"] for each in modules(version)),
            tuple(each["title"] for each in criteria(version)),
        )
    return {slug: _facts[pk] for pk, slug in wanted.items()}


@dataclass(frozen=True)
class Beliefs:
    """What is known of her, by competency, and what that rests on."""

    by_code: Mapping[str, Belief]
    is_diagnosed: bool
    is_provisional: bool

    @property
    def in_figures(self) -> bool:
        """Tell whether chances may be said as figures: only what answers have calibrated."""
        return self.is_diagnosed and not self.is_provisional


def beliefs_of(person: Person) -> Beliefs:
    """Give what is known of a person today; without answers, what is believed of anybody."""
    found = dict.fromkeys(Competency.objects.values_list("code", flat=True), Belief(MEAN, SD))
    last = finished_diagnoses(person).select_related("parameters").first()
    spoken = [last.parameters.language] if last else languages()[:1]
    made = newest_set(spoken[0]) if spoken else None
    if made is None:
        return Beliefs(found, is_diagnosed=False, is_provisional=True)
    prior = prior_for(person, first_prior(made), now())
    for at, code in enumerate(prior.competencies):
        found[code] = Belief(prior.mean[at], sqrt(prior.covariance[at][at]))
    provisional = bank_of(made.pk).is_provisional
    return Beliefs(found, is_diagnosed=last is not None, is_provisional=provisional)


def rounded(beliefs: Beliefs) -> dict[str, list[float]]:
    """Give what is believed as coarsely as makes a difference: less is no news for a plan."""
    return {
        code: [round(each.mean, DIGITS), round(each.sd, DIGITS)]
        for code, each in beliefs.by_code.items()
    }


@dataclass(frozen=True)
class Has:
    """What a person has, by slug: held (with the day she got it), held no more, and begun.

    What is held no more names the latest award of it, with its end and why.
    """

    held: Mapping[str, date]
    lapsed: Mapping[str, Known]
    begun: frozenset[str]


def has_of(person: Person) -> Has:
    """Read what a person has; an award counts until its end, and not once it was taken away."""
    held: dict[str, date] = {}
    lapsed: dict[str, Known] = {}
    begun = set()
    moment = now()
    found = Known.objects.filter(person=person).select_related("microcredential")
    for each in found.defer("microcredential__current").order_by("ends_at", "since", "pk"):
        slug = each.microcredential.slug
        if each.kind == Known.Kind.BEGUN:
            begun.add(slug)
        elif each.ended or (each.ends_at is not None and each.ends_at <= moment):
            lapsed[slug] = each
        else:
            held[slug] = max(held.get(slug, date.min), localtime(each.since).date())
    over = {slug: each for slug, each in lapsed.items() if slug not in held}
    return Has(held, over, frozenset(begun))


def held_by(person: Person) -> frozenset[str]:
    """Give the slugs of what a person holds."""
    return frozenset(has_of(person).held)


def offered_now() -> list[MicroCredential]:
    """Give what the catalogue offers, each with its current version and competency."""
    return list(published())


@dataclass(frozen=True)
class Ground:
    """A problem with what it was made of, so that a page reads it once.

    `shut` is what she keeps in and nobody can do now: it builds on something she skipped.
    """

    problem: Problem
    shut: frozenset[str]
    beliefs: Beliefs
    offered: Mapping[str, MicroCredential]
    has: Has
    renewal: Renewal | None


def ground_of(plan: Plan, *, since: date | None = None) -> Ground:
    """Give the problem of a plan as things stand today, with the hours from a day on, or today.

    Its page counts from the day on which it was made: days that pass are not hours too many.
    """
    beliefs, offered = beliefs_of(plan.person), offered_now()
    has = has_of(plan.person)
    held = frozenset(has.held)
    made = _modules(offered, _wanted_by_levels(plan, held, offered))
    renewal = renewal_of(plan, has.held)
    demands = demands_for(plan.stack, made, held) if plan.stack else []
    keys = {each.key for each in made}
    problem = Problem(
        made,
        beliefs.by_code,
        _wanted(plan),
        hours_left(plan, since or today()),
        (*demands, renewal.demand) if renewal else tuple(demands),
        held,
        locked=frozenset(plan.locked) & keys,
        skipped=frozenset(plan.skipped) & keys,
        order=tuple(plan.steps),
    )
    standings = problem.standings
    shut = frozenset(slug for slug in problem.locked if standings[slug] in NOT_OPEN)
    if shut:
        problem = replace(problem, locked=problem.locked - shut)
    by_slug = {each.slug: each for each in offered}
    return Ground(problem, shut, beliefs, by_slug, has, renewal)


def hours_left(plan: Plan, since: date) -> float:
    """Give the hours from a day to the deadline, at her minutes a week."""
    weeks = max(0, (plan.deadline - since).days) / DAYS_A_WEEK
    return weeks * plan.minutes_a_week / MINUTES_AN_HOUR


def demands_for(stack: Stack, made: Iterable[Module], held: frozenset[str]) -> list[Demand]:
    """Give what a stack demands, as sums of credentials."""
    hours = {each.key: each.hours for each in made}
    return demands_of(stack.requires, hours, held, stack.title)


def _wanted(plan: Plan) -> dict[str, Wanted]:
    return {
        code: Wanted(CUTS[level], FOCUS if code in plan.focus else 1.0)
        for code, level in plan.targets.items()
    }


def _wanted_by_levels(
    plan: Plan, held: frozenset[str], offered: list[MicroCredential]
) -> dict[str, list[str]]:
    hours = {each.slug: float(each.current.effort_hours) for each in offered if each.current}
    return level_prerequisites(plan.person, held, hours, plan.skipped)


def _modules(offered: list[MicroCredential], more: Mapping[str, list[str]]) -> tuple[Module, ...]:
    facts = facts_of(offered)
    wanted = {slug: (*each.after, *more.get(slug, ())) for slug, each in facts.items()}
    after = straightened(wanted)
    return tuple(_module(each, facts[each.slug], after[each.slug]) for each in offered)


def _module(offer: MicroCredential, facts: Facts, after: frozenset[str]) -> Module:
    version = offer.current
    assert version is not None, "what is offered has a version"
    hours = max(LEAST_HOURS, float(version.effort_hours))
    proof = max(LEAST_HOURS, hours - facts.learning_minutes / MINUTES_AN_HOUR)
    code = version.competency_id
    return Module(offer.slug, hours, {code: gain(hours)}, after, {code: CUTS[version.level]}, proof)


def straightened(after: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Let go of prerequisites that run in a circle: nobody could ever begin."""
    waiting = {slug: frozenset(needs) & after.keys() - {slug} for slug, needs in after.items()}
    found: dict[str, frozenset[str]] = {}
    while waiting:
        ready = [slug for slug, needs in waiting.items() if needs <= found.keys()]
        if not ready:
            waiting = {slug: needs & found.keys() for slug, needs in waiting.items()}
            continue
        for slug in ready:
            found[slug] = waiting.pop(slug)
    return found
