"""Many people who answered: rows as finished diagnoses leave them, drawn from known parameters."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lapel.domain.measurement.items import Bank, Item
from lapel.domain.measurement.sessions import Plan, Said
from lapel.domain.measurement.study.walking import answers_of
from lapel.journey.diagnosis import actions
from lapel.journey.diagnosis.models import (
    Aim,
    Calibration,
    Diagnosis,
    ItemVersion,
    ParameterSet,
    Turn,
)
from lapel.journey.people.models import Membership, Person, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.journey.people.models import Organisation
    from world import World

FIRST_DAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def crowd(count: int, organisation: Organisation, prefix: str = "t") -> list[Person]:
    """Give teachers of an organisation."""
    people = Person.objects.bulk_create(
        Person(email=f"{prefix}{number}@example.org", name=f"{prefix.title()} {number}")
        for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(
            person=each, organisation=organisation, role=Role.TEACHER, since=FIRST_DAY.date()
        )
        for each in people
    )
    return people


def finished(
    person: Person,
    parameters: ParameterSet,
    *,
    at: datetime = FIRST_DAY,
    mean: Sequence[float] | None = None,
    sd: float = 0.5,
) -> Diagnosis:
    """Give a finished diagnosis of a person, and what was known at its end."""
    size = len(parameters.competencies)
    return Diagnosis(
        person=person,
        parameters=parameters,
        plan=Plan(seed="1").as_plain(),
        prior={"mean": [0.0] * size, "covariance": []},
        aim={},
        known={"mean": list(mean or [0.0] * size), "sd": [sd] * size},
        begun_at=at,
        changed_at=at,
        finished_at=at,
        ended="enough",
    )


def ended(
    people: Sequence[Person], bank: ParameterSet, place: float, at: datetime = FIRST_DAY
) -> None:
    """Let people end a diagnosis of three competencies; in the second of them all stand low."""
    Diagnosis.objects.bulk_create(
        finished(each, bank, at=at, mean=[place, -2.0, place]) for each in people
    )
    Diagnosis.objects.filter(revision=0).update(revision=45)


def answered(
    people: Sequence[Person],
    parameters: ParameterSet,
    *,
    harder: Mapping[str, float] | None = None,
    from_day: int = 0,
    seed: int = 1,
) -> None:
    """Let people answer all questions of a set, one a minute apart, a person a day.

    `harder` moves the steps of questions for these people.
    """
    chance, moved = random.Random(seed), harder or {}
    items = tuple(
        Item(
            each["item"],
            each["competency"],
            1.2,
            tuple(step + moved.get(each["item"], 0.0) for step in each["steps"]),
        )
        for each in parameters.items
    )
    bank = Bank(tuple(parameters.competencies), items)
    wording = {each["item"]: each["version"] for each in parameters.items}
    versions = ItemVersion.objects.in_bulk(list(wording.values()), field_name="pk")
    by_text = {str(key): each for key, each in versions.items()}
    diagnoses, turns = [], []
    for number, person in enumerate(people):
        at = FIRST_DAY + timedelta(days=from_day + number)
        held = finished(person, parameters, at=at)
        diagnoses.append(held)
        common = chance.gauss(0, 0.8)
        abilities = [common + chance.gauss(0, 0.6) for _name in bank.competencies]
        for place, (key, category) in enumerate(answers_of(bank, abilities, chance).items()):
            turns.append(
                Turn(
                    diagnosis=held,
                    number=place + 1,
                    item=key,
                    version=by_text[wording[key]],
                    said=Said.ANSWERED,
                    category=category,
                    option=0,
                    order=[],
                    why={},
                    mean=[],
                    sd=[],
                    asked_at=at,
                    at=at + timedelta(minutes=place),
                )
            )
    Diagnosis.objects.bulk_create(diagnoses)
    Turn.objects.bulk_create(turns)


def leave_growth(world: World) -> None:
    """Leave a calibration, an aim of the district, and a mentor whom Amina let see her growth."""
    cast = world.cast
    run = Calibration.objects.create(language="tr", ordered_by=cast.dara, ordered_at=FIRST_DAY)
    world.put("calibration", "waiting", calibration_id=run.pk)
    aim = Aim.objects.create(
        organisation=cast.district,
        kind=Aim.Kind.SCHOOL,
        name="By 2028",
        levels={"T05": "proficient"},
        set_by=cast.elif_,
        set_at=FIRST_DAY,
    )
    world.put("aim", "standing", aim_id=aim.pk)
    leave = actions.let_see_growth(person=cast.amina, mentor_id=cast.chipo.pk, words="I let her.")
    world.put("growth reader", "let in", reader_id=leave.pk)
