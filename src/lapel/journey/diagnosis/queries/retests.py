"""When she may begin again, and about what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.measurement.later import PAUSE_AFTER_LEARNING, left_out, retest
from lapel.domain.measurement.sessions import Said
from lapel.journey.diagnosis.models import Diagnosis, Learned, Turn
from lapel.journey.people.queries import today

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lapel.journey.people.models import Person

DAYS_AFTER_LEARNING = PAUSE_AFTER_LEARNING


@dataclass(frozen=True)
class Again:
    """Which competencies may be asked about today, and from which day on all of them.

    `all_from` is None where nothing stands against it today.
    """

    today: tuple[str, ...]
    all_from: date | None


def again(person: Person, competencies: Sequence[str]) -> Again:
    """Judge whether she may begin; one that she ended herself keeps nobody from the next."""
    concluded = Diagnosis.objects.filter(person=person, finished_at__isnull=False)
    last = concluded.exclude(ended="").order_by("-finished_at").first()
    if last is None or last.finished_at is None:
        return Again(tuple(competencies), None)
    learned = {each.competency_id: each.at.date() for each in Learned.objects.filter(person=person)}
    found = retest(competencies, last.finished_at.date(), today(), learned)
    whole = len(found.today) == len(competencies)
    return Again(found.today, None if whole else found.all_from)


def items_left_out(person: Person) -> frozenset[str]:
    """Give the questions that she saw within a year, or that are not of her context."""
    turns = Turn.objects.filter(diagnosis__person=person).order_by("at")
    seen = {item: at.date() for item, at in turns.values_list("item", "at")}
    aside = turns.filter(said=Said.NOT_MY_CONTEXT).values_list("item", flat=True)
    return left_out(seen, aside, today())
