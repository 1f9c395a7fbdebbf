"""Who finished a diagnosis and is in no wave yet; for counting only, never shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from lapel.domain.measurement.gaps import LINES, level_of
from lapel.journey.diagnosis.models import Diagnosis
from lapel.journey.insight.models import Counted
from lapel.journey.people.models import Role
from lapel.journey.people.queries import open_memberships

if TYPE_CHECKING:
    from collections.abc import Mapping

# Before the first line, and at each of the lines.
LEVELS = len(LINES) + 1
# Twice the same people in two waves could be subtracted from each other, were they near in time.
AGAIN_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class Waiting:
    """Where she teaches, and her likeliest level by competency at the end of her diagnosis."""

    place: str
    levels: Mapping[str, int]
    is_provisional: bool


def waiting(day: date) -> dict[str, Waiting]:
    """Give, by person, who teaches somewhere and finished a diagnosis before a day.

    One that she broke off does not count, nor anybody who was counted within a year.
    """
    lately = dict(Counted.objects.values_list("person", "day"))
    homes = {
        person: str(place)
        for person, place in open_memberships()
        .filter(role=Role.TEACHER, person__is_active=True)
        .order_by("-since", "-pk")
        .values_list("person", "organisation")
    }
    before = datetime.combine(day, datetime.min.time(), UTC)
    over = Diagnosis.objects.filter(
        person__in=homes, finished_at__lt=before, revision__gt=0
    ).exclude(ended="")
    found = {}
    told = over.order_by("finished_at", "pk").values_list(
        "person",
        "finished_at",
        "known",
        "parameters__competencies",
        "parameters__is_provisional",
    )
    for person, finished_at, known, codes, is_provisional in told:
        last = lately.get(person)
        if last and (day - last < AGAIN_AFTER or not finished_at or finished_at.date() < last):
            continue
        levels = {code: level_of(mean) for code, mean in zip(codes, known["mean"], strict=True)}
        found[str(person)] = Waiting(homes[person], levels, is_provisional)
    return found
