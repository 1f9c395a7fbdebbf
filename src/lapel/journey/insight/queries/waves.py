"""What was published of teachers' diagnoses, as a lead is shown it; nothing is counted anew."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.domain.measurement.aggregates import Class, at_least
from lapel.domain.measurement.later import Standing
from lapel.journey.diagnosis.models import Aim
from lapel.journey.diagnosis.queries.aims import LEVEL_OF, aims_set_by
from lapel.journey.insight.models import Wave, WaveClass
from lapel.journey.people.queries import organisations_above, organisations_under

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Competency
    from lapel.journey.people.models import Organisation

RANKS = list(Standing)


@dataclass(frozen=True)
class Line:
    """A competency of a wave: its classes in words with their numbers, and an aim held beside.

    `reached` counts those at the aim's level or above; None where its line lies within a class.
    """

    competency: Competency
    classes: list[tuple[str, int]]
    aim: str
    reached: int | None


def waves_of(scope: Organisation) -> QuerySet[Wave]:
    """List the waves of an organisation and its parts, the newest first."""
    found = Wave.objects.filter(place__in=organisations_under(scope))
    return found.select_related("place", "day").order_by("-day", "place__name", "pk")


def aims_beside(scope: Organisation) -> list[Aim]:
    """List the aims of an organisation and those above it, which its figures may be held against.

    They are held against classes that are published already, so that they tell nothing new.
    """
    return list(aims_set_by(organisations_above(scope)).filter(kind=Aim.Kind.SCHOOL))


def lines_of(waves: Iterable[Wave], aim: Aim | None) -> dict[Wave, list[Line]]:
    """Give the lines of some waves, in one query."""
    rows = WaveClass.objects.filter(wave__in=list(waves)).select_related("competency")
    by_wave: dict[Wave, list[Line]] = {wave: [] for wave in waves}
    named = {wave.pk: wave for wave in waves}
    ordered = rows.order_by("wave", "competency", "first")
    for (wave, _code), group in groupby(ordered, lambda each: (each.wave_id, each.competency_id)):
        by_wave[named[wave]].append(_line(list(group), aim))
    return by_wave


def _line(rows: list[WaveClass], aim: Aim | None) -> Line:
    told = [Class(each.first, each.last, each.count) for each in rows]
    competency = rows[0].competency
    wanted = aim.levels.get(competency.pk) if aim else None
    return Line(
        competency,
        [(_words(each), each.count) for each in told],
        str(LEVEL_OF[wanted].label) if wanted else "",
        at_least(told, RANKS.index(Standing(wanted)) + 1) if wanted else None,
    )


def _words(told: Class) -> str:
    first, last = _level(told.first), _level(told.last)
    if told.first == told.last:
        return first
    if told.first == 0 and told.last == len(RANKS):
        return _("All levels together")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _level(level: int) -> str:
    return str(LEVEL_OF[RANKS[level - 1]].label) if level else _("Before Emerging")
