"""What a calibration rests on: answers with the wording they were given to, and people's groups.

Of every person the first answer to a question counts, of finished diagnoses, and only where the
wording is the one that is asked now. Nothing of it is shown but counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.measurement.sessions import Said
from lapel.journey.diagnosis.models import Calibration, Turn
from lapel.journey.people.models import Organisation, Role
from lapel.journey.people.queries import open_memberships

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.diagnosis.models import ParameterSet

DISTRICT = "district"


@dataclass(frozen=True)
class Given:
    """Answers as (person, item, category), who was shown what, and on which day each first said."""

    answers: list[tuple[str, str, int]]
    showings: Mapping[str, int]
    first_day: Mapping[str, date]


def answers_given(parameters: ParameterSet) -> Given:
    """Gather what was answered to the wordings of a set."""
    turns = Turn.objects.filter(
        version__in=[each["version"] for each in parameters.items],
        diagnosis__finished_at__isnull=False,
    ).order_by("at", "pk")
    shown: set[tuple[UUID, str]] = set()
    first: dict[tuple[UUID, str], int] = {}
    first_day: dict[str, date] = {}
    told = turns.values_list("diagnosis__person", "item", "said", "category", "at")
    for person, item, said, category, at in told.iterator():
        shown.add((person, item))
        if said == Said.ANSWERED and category is not None:
            first.setdefault((person, item), category)
            first_day.setdefault(str(person), at.date())
    return Given(
        [(str(person), item, category) for (person, item), category in first.items()],
        Counter(item for _person, item in shown),
        first_day,
    )


def districts_of(people: Iterable[str]) -> dict[str, str]:
    """Name, of each person who teaches somewhere, the district; or else the topmost place."""
    places = {each.pk: each for each in Organisation.objects.all()}
    held = open_memberships().filter(role=Role.TEACHER, person__in=list(people))
    found = {}
    for person, at in held.order_by("-since", "-pk").values_list("person", "organisation"):
        found[str(person)] = str(_district(places[at], places))
    return found


def _district(place: Organisation, places: Mapping[UUID, Organisation]) -> Organisation:
    while place.kind != DISTRICT and place.parent_id is not None:
        place = places[place.parent_id]
    return place


def calibrations() -> QuerySet[Calibration]:
    """List the runs, the newest first."""
    found = Calibration.objects.select_related("parameters").defer("items", "shifts")
    return found.order_by("-ordered_at", "pk")


@dataclass(frozen=True)
class ItemTold:
    """How many people were shown a question and answered it, and by how many of all it was seen."""

    item: str
    answers: int
    showings: int
    exposure: int | None


def items_told(run: Calibration) -> list[ItemTold]:
    """List the questions of a run, those that were seen most first; exposure in hundredths."""
    found = [
        ItemTold(
            each["item"],
            each["answers"],
            each["showings"],
            round(100 * each["showings"] / run.people) if run.people else None,
        )
        for each in run.items
    ]
    return sorted(found, key=lambda each: (-each.showings, each.item))
