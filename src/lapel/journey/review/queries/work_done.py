"""The ledger of an assessor's work: what counts for an honorarium, month by month (R17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

from lapel.journey.people.models import Organisation
from lapel.journey.review.models import Assessment, Seat, VivaHold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from lapel.journey.people.models import Person

    # What it was, when, and for whom.
    Entry = tuple[str, datetime, UUID]


@dataclass
class WorkDone:
    """What a person did in one month for one organisation; `month` is its first day there.

    Hidden anchors and appeals are scorings like any other here: she is not to tell them (R14, R17).
    """

    month: date
    organisation: Organisation
    scored: int = 0
    settled: int = 0
    stepped_back: int = 0
    heard: int = 0

    @property
    def together(self) -> int:
        """Give how many pieces of work these are; stepping back is one as well."""
        return self.scored + self.settled + self.stepped_back + self.heard


def work_done(person: Person) -> list[WorkDone]:
    """Give a person's ledger, the latest month first; months without work are left out.

    What was locked counts, whatever became of it, and so does every recusal and every talk that
    she heard (R17).
    """
    entries = [*_seats(person), *_hearings(person)]
    places = Organisation.objects.in_bulk({place for _kind, _at, place in entries})
    ledger: dict[tuple[date, UUID], WorkDone] = {}
    for kind, at, place in entries:
        month = at.astimezone(ZoneInfo(places[place].zone)).date().replace(day=1)
        line = ledger.setdefault((month, place), WorkDone(month, places[place]))
        setattr(line, kind, getattr(line, kind) + 1)
    return sorted(
        ledger.values(), key=lambda each: (-each.month.toordinal(), each.organisation.name)
    )


def _seats(person: Person) -> Iterator[Entry]:
    counts = Q(locked_at__isnull=False) | Q(ending=Assessment.Ending.RECUSED)
    found = Assessment.objects.filter(counts, assessor=person).values_list(
        "seat", "locked_at", "ended_at", "case__microcredential__organisation"
    )
    for seat, locked_at, ended_at, place in found:
        moment = locked_at or ended_at
        assert moment is not None  # it was locked, or left
        done = "settled" if seat == Seat.ADJUDICATOR else "scored"
        yield done if locked_at else "stepped_back", moment, place


def _hearings(person: Person) -> Iterator[Entry]:
    found = VivaHold.objects.filter(heard_by=person, heard_at__isnull=False)
    for moment, place in found.values_list("heard_at", "case__microcredential__organisation"):
        assert moment is not None  # asked for above
        yield "heard", moment, place
