"""Count those who finished a diagnosis: once each, in waves, on the first of a month (ADR 42)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.measurement.aggregates import Wave as Drawn
from lapel.domain.measurement.aggregates import classes, waves
from lapel.journey.insight.events import WavesDue
from lapel.journey.insight.models import Counted, Wave, WaveClass, WaveDay
from lapel.journey.insight.queries.waiting import LEVELS, Waiting, waiting
from lapel.journey.people.models import Organisation
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Mapping

TURN = "insight.waves"


def await_waves() -> None:
    """See to it that those who wait are counted on the next first of a month; a job calls it."""
    today = now().date()
    day = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    with transaction.atomic():
        take_turns(TURN)
        _found, is_new = WaveDay.objects.get_or_create(day=day)
        if is_new:
            announce(WavesDue(day=day), due_at=datetime.combine(day, datetime.min.time(), UTC))


def publish_waves(*, day: date) -> int:
    """Count everybody who waits and is not too few; a job calls it. Returns how many waves.

    Run twice, it counts once: a day is published or not. Who waits on is looked at a month later.
    """
    with transaction.atomic():
        take_turns(TURN)
        found = WaveDay.objects.select_for_update().get(day=day)
        if found.published_at is not None:
            return 0
        found.published_at = now()
        found.save(update_fields=["published_at"])
        here = waiting(day)
        parents = Organisation.objects.values_list("pk", "parent")
        parent_of = {str(pk): str(parent) if parent else None for pk, parent in parents}
        drawn = waves({person: each.place for person, each in here.items()}, parent_of)
        for wave in drawn:
            _publish(found, wave, here)
        if sum(len(wave.people) for wave in drawn) < len(here):
            await_waves()
    return len(drawn)


def _publish(day: WaveDay, drawn: Drawn, here: Mapping[str, Waiting]) -> None:
    people = [here[each] for each in drawn.people]
    wave = Wave.objects.create(
        day=day,
        place_id=drawn.place,
        rest=drawn.rest,
        people=len(people),
        is_provisional=any(each.is_provisional for each in people),
    )
    shared = set.intersection(*(set(each.levels) for each in people))
    WaveClass.objects.bulk_create(
        WaveClass(
            wave=wave,
            competency_id=code,
            first=told.first,
            last=told.last,
            count=told.count,
        )
        for code in sorted(shared)
        for told in classes([each.levels[code] for each in people], LEVELS)
    )
    Counted.objects.bulk_create(
        [Counted(person_id=each, day=day.day) for each in drawn.people],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["day"],
    )
    note(
        aggregate="wave",
        aggregate_id=wave.pk,
        action="published",
        actor=None,
        facts={"people": wave.people, "place": drawn.place},
    )
