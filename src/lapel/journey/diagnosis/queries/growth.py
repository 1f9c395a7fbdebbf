"""How what is known of a person came to be: moments, and where she stood at each.

Nothing of it is kept: at a moment counts the diagnosis that was the last one then, moved by the
decisions on her work that were made until then and stand today. Each moment has its evidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lapel.domain.measurement.gaps import LINES, gaps
from lapel.domain.measurement.posterior import NINETY
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.models import Diagnosis, GrowthReader, LaterResult
from lapel.journey.diagnosis.queries.sessions import (
    finished_diagnoses,
    moved,
    results_between,
    session_of,
)
from lapel.journey.diagnosis.queries.standings import Word, word_for
from lapel.journey.people.models import Membership, Person, Role
from lapel.journey.people.queries import has_role, organisations_above, roles_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.measurement.gaps import Gap
    from lapel.domain.measurement.posterior import Posterior
    from lapel.journey.diagnosis.queries.aims import Target

# So many moments stand side by side in a picture.
COLUMNS = 12


@dataclass(frozen=True)
class Moment:
    """Something that changed what is known.

    A diagnosis that ended, a decision on a work, or (`is_end`) the end of the award it earned.
    """

    at: datetime
    diagnosis: Diagnosis | None
    decided: tuple[LaterResult, ...]
    is_end: bool = False

    @property
    def title(self) -> str:
        """Name the work; empty for a diagnosis."""
        return self.decided[0].title if self.decided else ""


@dataclass(frozen=True)
class Place:
    """Where she stood in a competency at a moment; `gap` where she holds it against an aim.

    `mean`, `low` and `high` are in standard deviations and shown only where `provisional` is not.
    """

    word: Word
    mean: float
    sd: float
    provisional: bool
    gap: Gap | None = None

    @property
    def low(self) -> float:
        """Give the lower end of a 90 % interval."""
        return self.mean - NINETY * self.sd

    @property
    def high(self) -> float:
        """Give the upper end of a 90 % interval."""
        return self.mean + NINETY * self.sd


@dataclass(frozen=True)
class Way:
    """One competency: places at the moments up to the one looked at, and the evidence behind."""

    competency: Competency
    places: list[Place]
    results: list[LaterResult]
    line: float | None
    at: datetime

    @property
    def now(self) -> Place:
        """Give where she stood at the moment looked at."""
        return self.places[-1]

    @property
    def evidence(self) -> list[tuple[str, str, datetime, int, datetime | None]]:
        """Give of each work its title, a decision, when, on how many criteria, and its end.

        The end is that of the award it earned, where it was over at the moment looked at.
        """
        told = {(each.source, each.decided): each for each in self.results}
        count = Counter((each.source, each.decided) for each in self.results)
        return [
            (each.title, each.decided, each.at, count[key], self._over(each))
            for key, each in told.items()
        ]

    def _over(self, result: LaterResult) -> datetime | None:
        ends_at = result.ends_at
        return ends_at if ends_at is not None and ends_at <= self.at else None


@dataclass(frozen=True)
class Growth:
    """The moments there are, the one looked at (by number, 0 the first), and a way a competency."""

    moments: list[Moment]
    number: int
    shown: list[Moment]
    ways: list[Way]
    target: Target | None

    @property
    def moment(self) -> Moment:
        """Give the moment looked at."""
        return self.moments[self.number]

    @property
    def is_provisional(self) -> bool:
        """Tell whether any of what is shown rests on a bank that claims no precision."""
        return any(place.provisional for way in self.ways for place in way.places)


def moments_of(person: Person) -> list[Moment]:
    """List what changed what is known of her, from her first diagnosis on."""
    over = Diagnosis.objects.filter(pk__in=finished_diagnoses(person).values("pk"))
    over = over.select_related("parameters").defer("parameters__items")
    diagnoses = list(over.order_by("finished_at", "pk"))
    if not diagnoses or diagnoses[0].finished_at is None:
        return []
    by_source: dict[UUID, list[LaterResult]] = defaultdict(list)
    first = diagnoses[0].finished_at
    ends: dict[datetime, list[LaterResult]] = defaultdict(list)
    for each in results_between(person.pk, None, None, with_ended=True):
        if each.at > first:
            by_source[each.source].append(each)
        if each.ends_at is not None and first < each.ends_at <= now():
            ends[each.ends_at].append(each)
    found = [Moment(each.finished_at, each, ()) for each in diagnoses if each.finished_at]
    found += [Moment(each[-1].at, None, tuple(each)) for each in by_source.values()]
    found += [Moment(at, None, tuple(each), is_end=True) for at, each in ends.items()]
    return sorted(found, key=lambda each: (each.at, each.diagnosis is None))


def growth_of(person: Person, number: int | None, target: Target | None) -> Growth | None:
    """Give her growth up to a moment, the last one if none is told; None before a diagnosis."""
    moments = moments_of(person)
    if not moments:
        return None
    at = len(moments) - 1 if number is None else max(0, min(number, len(moments) - 1))
    shown = moments[max(0, at + 1 - COLUMNS) : at + 1]
    known = [_known_at(moments, each) for each in shown]
    last, _diagnosis = known[-1]
    codes = last.prior.competencies
    competencies = Competency.objects.in_bulk(codes)
    levels = target.levels if target else {}
    measured = {code: level for code, level in levels.items() if code in codes}
    judged = {each.competency: each for each in gaps(last, measured)}
    results = results_between(person.pk, None, shown[-1].at, with_ended=True)
    ways = []
    for code in codes:
        places = [
            _place(posterior, code, provisional=diagnosis.parameters.is_provisional)
            for posterior, diagnosis in known
            if code in posterior.prior.competencies
        ]
        places[-1] = replace(places[-1], gap=judged.get(code))
        own = [each for each in results if each.competency_id == code]
        line = LINES[measured[code]] if code in measured else None
        ways.append(Way(competencies[code], places, own, line, shown[-1].at))
    return Growth(moments, at, shown, ways, target)


def _known_at(moments: Sequence[Moment], moment: Moment) -> tuple[Posterior, Diagnosis]:
    last = [each.diagnosis for each in moments if each.diagnosis and each.at <= moment.at][-1]
    later = results_between(last.person_id, last.begun_at, moment.at)
    return moved(session_of(last).posterior, later), last


def _place(posterior: Posterior, code: str, *, provisional: bool) -> Place:
    at = posterior.prior.competencies.index(code)
    mean, sd = posterior.mean[at], posterior.sds[at]
    return Place(word_for(mean, sd, provisional=provisional), mean, sd, provisional)


def mentors_to_ask(person: Person) -> QuerySet[Person]:
    """List the mentors of her places and those above, whom she has not let in already."""
    places = {one.pk for each in roles_of(person) for one in organisations_above(each.organisation)}
    held = Membership.objects.filter(role=Role.MENTOR, until=None, organisation__in=places)
    standing = GrowthReader.objects.filter(person=person, ended_at=None).values("mentor")
    mentors = Person.objects.filter(memberships__in=held, is_active=True)
    return mentors.exclude(pk=person.pk).exclude(pk__in=standing).distinct().order_by("name")


def growth_readers(person: Person) -> QuerySet[GrowthReader]:
    """List whom she let see her growth, the latest first."""
    found = GrowthReader.objects.filter(person=person).select_related("mentor")
    return found.order_by("-let_in_at", "pk")


def growth_shown_to(mentor: Person) -> QuerySet[GrowthReader]:
    """List the leaves that let a mentor see somebody's growth today; none once she is no mentor."""
    if not has_role(mentor, Role.MENTOR):
        return GrowthReader.objects.none()
    found = GrowthReader.objects.filter(mentor=mentor, ended_at=None, person__is_active=True)
    return found.select_related("person").order_by("person__name", "pk")
