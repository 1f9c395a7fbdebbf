"""How the demo's assessors are watched: Ben is warned, Devi's pause waits for a lead (R17).

Their scorings are of hidden anchors of the training set, and of work beside colleagues that the
demo does not show.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import Level
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.catalogue.queries import criteria
from lapel.journey.qualification import actions, queries
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person

# On how many of the criteria she stands one level below the reference, scoring by scoring.
ALL = 99
STEADY = (0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)
TO_WARNING = (*STEADY, ALL, ALL, 0, ALL, ALL, ALL)
TO_PAUSE = (*STEADY, 2, ALL, ALL, ALL, 2, *(ALL,) * 5)
# Each sixth scoring is a hidden anchor.
EVERY, AT = 6, 2
LOWER = {"yes": "almost", "almost": "not_yet", "not_yet": "not_yet"}
# What others found in ordinary work; where it is “not yet” nobody could be stricter.
USUAL = ("almost", "yes", "almost", "yes", "yes")
SLUG = "wait-time-and-uptake"
OBJECTION = (
    "In the anchor the second lesson has no pauses at all before the follow-ups. I read the "
    "descriptor of “almost” as asking for them; please look at the key once more."
)


def happen(people: People) -> None:
    """Warn Ben, pause Devi, and let her say something against it."""
    found = MicroCredential.objects.filter(slug=SLUG).first()
    if found is None or found.current is None:
        return
    _score(people.persons["ben"], found.current, TO_WARNING)
    _score(people.persons["devi"], found.current, TO_PAUSE)
    devi = people.persons["devi"]
    for pause in queries.open_pauses().filter(person=devi):
        with clock_at(now() - timedelta(hours=1)):
            actions.contest_pause(person=devi, pause_id=pause.pk, words=OBJECTION)
    deliver_all()


def _score(person: Person, version: Version, below: tuple[int, ...]) -> None:
    anchors = queries.anchors_of(version, version.language)
    # Where a key says “not yet” nobody can be stricter; the anchor that counts has the fewest.
    anchors.sort(key=lambda each: -list(queries.agreed_key(each).values()).count(Level.NOT_YET))
    anchors = anchors[-3:]
    keys = [each["key"] for each in criteria(version)]
    for number, lower in enumerate(below):
        is_anchor = number % EVERY == AT and number // EVERY < len(anchors)
        anchor = anchors[number // EVERY] if is_anchor else None
        usual = {key: USUAL[(number + place) % len(USUAL)] for place, key in enumerate(keys)}
        reference = queries.agreed_key(anchor) if anchor else usual
        with clock_at(now() - _ago(number, len(below))):
            actions.record_sign(
                person=person,
                version=version,
                work=uuid.uuid5(uuid.NAMESPACE_URL, f"demo {person.pk} {number}"),
                given={
                    key: LOWER[reference[key]] if place < lower else str(reference[key])
                    for place, key in enumerate(keys)
                },
                at=now(),
                portfolio=anchor,
                references=() if anchor else [reference],
            )


def _ago(number: int, of: int) -> timedelta:
    """Give how long ago a scoring was: steady ones every other day, the last within a day.

    A lead has a business day to decide on a pause, so the demo's is fresh.
    """
    return timedelta(days=2 * max(len(STEADY) - number, 0), hours=2 * (of - number))
