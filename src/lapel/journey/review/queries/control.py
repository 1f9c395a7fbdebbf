"""A lead's control room: the queue and its ages, and the rubric lines that divide assessors."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.lifecycle import FINAL
from lapel.journey.catalogue.queries import criteria
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.record.queries import now
from lapel.journey.review.models import Case, Score, Seat
from lapel.journey.review.queries.desk_clock import desk_calendars
from lapel.journey.review.queries.leading import cases_led_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person
    from lapel.journey.people.queries import Calendar

# Business days by which ages are told: the target of R15 is five, its breach ten.
AGES = ((2, _("up to 2 business days")), (5, _("3 to 5")), (10, _("6 to 10")))
LATELY = timedelta(days=180)
FEWEST = 5
MOST_LINES = 10


@dataclass(frozen=True)
class Line:
    """A line of a rubric: on how many works two scored it, and on how many they differed."""

    title: str
    microcredential: str
    scored: int
    differed: int
    across: int

    @property
    def share(self) -> float:
        """Give the share of works on which they differed, in hundredths."""
        return 100 * self.differed / self.scored


def queue_ages(person: Person) -> list[tuple[str, float]]:
    """Count the open cases a lead oversees by their age in business days, the youngest first.

    They are the business days of those who assess, as a teacher's would tell of her (R5).
    """
    open_ = list(cases_led_by(person).exclude(state__in=FINAL))
    calendars = desk_calendars(open_)
    counts = Counter(
        _age(calendars[each.microcredential.organisation_id], each.opened_at) for each in open_
    )
    bands = [str(words) for _days, words in AGES] + [str(_("more than 10"))]
    return [(band, float(counts[band])) for band in bands]


def _age(calendar: Calendar, opened_at: datetime) -> str:
    days = calendar.days_between(opened_at, now())
    return next((str(words) for most, words in AGES if days <= most), str(_("more than 10")))


def dividing_lines(person: Person) -> list[Line]:
    """Give the rubric lines on which two blind assessors differed most often of late.

    Of the micro-credentials a person leads; a line counts from five works on. `across` counts
    those where they stood on different sides of the line between yes and almost.
    """
    led = organisations_where(person, Role.LEAD_ASSESSOR)
    cases = Case.objects.filter(
        microcredential__organisation__in=led, decision__isnull=False, opened_at__gt=now() - LATELY
    )
    scores = Score.objects.filter(
        assessment__case__in=cases,
        assessment__seat__in=(Seat.FIRST, Seat.SECOND),
        assessment__locked_at__isnull=False,
        assessment__ended_at=None,
    ).exclude(level="cannot_judge")
    pairs: dict[tuple[UUID, UUID, str], list[str]] = defaultdict(list)
    for version, case, criterion, level in scores.values_list(
        "assessment__case__version", "assessment__case", "criterion", "level"
    ):
        pairs[version, case, criterion].append(level)
    versions = {each.version_id: each.version for each in cases.select_related("version")}
    return _lines(pairs, versions)


def _lines(
    pairs: dict[tuple[UUID, UUID, str], list[str]], versions: dict[UUID, Version]
) -> list[Line]:
    by_line: dict[tuple[UUID, str], list[list[str]]] = defaultdict(list)
    for (version, _case, criterion), levels in pairs.items():
        if len(levels) == 2:
            by_line[version, criterion].append(levels)
    found = [
        _line(versions[version], criterion, twice)
        for (version, criterion), twice in by_line.items()
        if len(twice) >= FEWEST
    ]
    dividing = [each for each in found if each.differed]
    return sorted(dividing, key=lambda each: (-each.share, each.title))[:MOST_LINES]


def _line(version: Version, criterion: str, twice: Iterable[list[str]]) -> Line:
    titles = {each["key"]: each["title"] for each in criteria(version)}
    works = list(twice)
    return Line(
        title=titles[criterion],
        microcredential=version.title,
        scored=len(works),
        differed=sum(one != other for one, other in works),
        across=sum((one == "yes") != (other == "yes") for one, other in works),
    )
