"""The demo's questions, and how Amina found out where she stands, in two sittings."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.domain.measurement.items import chances
from lapel.domain.measurement.sessions import Said
from lapel.doors.cli.demo import told
from lapel.doors.cli.demo.stage import BEGINNING
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis import actions, queries
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.doors.cli.demo.stage import People
    from lapel.journey.diagnosis.models import Diagnosis
    from lapel.journey.people.models import Person

BEGAN_DAYS_AGO = 200
DISTRICT = "east-delta"
AIMS_SET, CALIBRATION_ORDERED = timedelta(days=60), timedelta(days=5)
LANGUAGE = "en"
# What her district aims at, and what a role in it asks for.
AIMS = (
    ("school", "Every lesson checks understanding", {"T07": "proficient", "T09": "proficient"}),
    (
        "role",
        "Mentor of new colleagues",
        {"T02": "proficient", "T06": "proficient", "T14": "leading", "T15": "proficient"},
    ),
)
SITTINGS = ((0, 20), (2, 99))  # days after the first, and most questions
SECONDS_A_QUESTION = 55
SEED, GOALS = "amina", ("T10", "T07")
# What she is like, in the bank's own measure; nobody knows that of a real person.
USUAL = 0.2
LIKE = {"T02": 1.4, "T07": 1.3, "T12": 1.0, "T10": -1.6, "T13": -1.0, "T08": -0.6}
SEES_HERSELF = {"T02": 4, "T05": 3, "T07": 3, "T09": 4, "T10": 2, "T11": 3, "T13": 3, "T14": 1}
PASSED_BY = {11: Said.SKIPPED, 23: Said.NOT_MY_CONTEXT}


def happen(people: People) -> None:
    """Take in the questions in the beginning; let Amina answer some months ago.

    A designer has them calibrated, and reads that there are too few answers for it.
    """
    documents = told.documents("items")
    if not documents:
        return
    with clock_at(BEGINNING):
        actions.take_in_items(
            person=people.persons["dara"], organisation=people.state, documents=documents
        )
    _answer(people.persons["amina"])
    aim(people)
    with clock_at(now() - CALIBRATION_ORDERED):
        actions.order_calibration(person=people.persons["dara"], language=LANGUAGE)


def aim(people: People) -> None:
    """Let the district's lead say where it is going, and what a mentor is asked for."""
    known = set(Competency.objects.values_list("code", flat=True))
    district = people.organisations.get(DISTRICT)
    with clock_at(now() - AIMS_SET):
        for kind, name, levels in AIMS:
            wanted = {code: level for code, level in levels.items() if code in known}
            if district is not None and wanted:
                actions.set_aim(
                    person=people.persons["elif"],
                    organisation=district,
                    kind=kind,
                    name=name,
                    levels=wanted,
                )


def _answer(person: Person) -> None:
    start = now().replace(hour=16, minute=20, second=0, microsecond=0)
    start -= timedelta(days=BEGAN_DAYS_AGO)
    with clock_at(start):
        diagnosis = actions.begin_diagnosis(person=person, seed=SEED, goals=GOALS)
        known = queries.bank_of(diagnosis.parameters_id).competencies
        places = {code: place for code, place in SEES_HERSELF.items() if code in known}
        actions.rate_oneself(person=person, diagnosis_id=diagnosis.pk, places=places)
    chance = random.Random(SEED)  # noqa: S311 (invented answers)
    for days, most in SITTINGS:
        diagnosis = _sitting(person, diagnosis, start + timedelta(days=days), most, chance)


def _sitting(
    person: Person, diagnosis: Diagnosis, start: datetime, most: int, chance: random.Random
) -> Diagnosis:
    for number in range(most):
        if diagnosis.asked is None:
            break
        said = PASSED_BY.get(diagnosis.revision, Said.ANSWERED)
        with clock_at(start + timedelta(seconds=SECONDS_A_QUESTION * (number + 1))):
            diagnosis = actions.answer_question(
                person=person,
                diagnosis_id=diagnosis.pk,
                revision=diagnosis.revision,
                said=said,
                option=_chosen(diagnosis, chance) if said is Said.ANSWERED else None,
            )
    return diagnosis


def _chosen(diagnosis: Diagnosis, chance: random.Random) -> int:
    """Draw an answer as somebody like her would give it; of equal worth, the first she reads."""
    asked = queries.asked_now(diagnosis)
    assert asked is not None
    assert diagnosis.asked is not None
    item = queries.bank_of(diagnosis.parameters_id).by_key[diagnosis.asked["item"]]
    likely = chances(item.slope, item.steps, LIKE.get(item.competency, USUAL))
    category = chance.choices(range(item.categories), likely)[0]
    options = asked.content["options"]
    return next(place for place, _text in asked.options if options[place]["credit"] == category)
