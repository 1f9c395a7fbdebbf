"""When she may begin again, and about what."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lapel.domain.measurement.later import PAUSE, PAUSE_AFTER_LEARNING, left_out, retest
from lapel.domain.measurement.sessions import Said
from lapel.journey.diagnosis.models import Diagnosis, Learned, Turn
from lapel.journey.diagnosis.queries.sessions import aim_kept
from lapel.journey.people.queries import today

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lapel.journey.people.models import Person

DAYS_AGAIN, DAYS_AFTER_LEARNING = PAUSE, PAUSE_AFTER_LEARNING


@dataclass(frozen=True)
class Again:
    """Which competencies may be asked about today, and from which day on all of them.

    `all_from` is None where nothing stands against it today.
    """

    today: tuple[str, ...]
    all_from: date | None


def again(person: Person, competencies: Sequence[str]) -> Again:
    """Judge whether she may begin; one that she ended early keeps nobody from the next."""
    last = _last_concluded(person)
    if last is None or last.finished_at is None:
        return Again(tuple(competencies), None)
    learned = {each.competency_id: each.at.date() for each in Learned.objects.filter(person=person)}
    found = retest(competencies, last.finished_at.date(), today(), learned)
    whole = len(found.today) == len(competencies)
    return Again(found.today, None if whole else found.all_from)


def counts_from(diagnosis: Diagnosis) -> int:
    """Give from how many answers on one that she ends herself counts: half of what is planned."""
    return ceil(aim_kept(diagnosis).fewest / 2)


def _last_concluded(person: Person) -> Diagnosis | None:
    """Give the last that the rule ended, or that she ended herself with enough answers."""
    over = Diagnosis.objects.filter(person=person, finished_at__isnull=False)
    told = over.annotate(answers=Count("turns", filter=Q(turns__said=Said.ANSWERED)))
    newest = told.only("aim", "ended", "finished_at").order_by("-finished_at")
    return next((each for each in newest if each.ended or each.answers >= counts_from(each)), None)


def items_left_out(person: Person) -> frozenset[str]:
    """Give the questions that she saw within a year, or that are not of her context."""
    turns = Turn.objects.filter(diagnosis__person=person).order_by("at")
    seen = {item: at.date() for item, at in turns.values_list("item", "at")}
    aside = turns.filter(said=Said.NOT_MY_CONTEXT).values_list("item", flat=True)
    return left_out(seen, aside, today())
