"""How the demo's assessors qualify: one did, one tried in vain, one is in the midst of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lapel.doors.cli.demo import told
from lapel.doors.cli.demo.stage import BEGINNING
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.qualification import actions, queries
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.review.actions import appoint_assessor

if TYPE_CHECKING:
    from collections.abc import Callable

    from lapel.doors.cli.demo.stage import People
    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Portfolio, Scoring, Training

    Choose = Callable[[int, str], str]

BECAUSE = "She has taught this for years, and her colleagues ask her to look at their plans."
LOWER = {"yes": "almost", "almost": "not_yet", "not_yet": "not_yet"}


def sets() -> list[str]:
    """List the micro-credentials for which `content/` holds a training set."""
    return [each["microcredential"] for each in told.documents("training")]


def happen(people: People) -> None:
    """Put the sets into use; then let Ben, Emeka and Devi go their way on the first of them."""
    lead, today = people.persons["gita"], datetime.now(UTC)
    documents = told.documents("training")
    with clock_at(BEGINNING + timedelta(days=30)):
        versions = [_put_into_use(lead, each) for each in documents]
    if not versions:
        return
    version = versions[0]
    with clock_at(BEGINNING + timedelta(days=40)):
        _qualify(people.persons["ben"], lead, version)
    with clock_at(today - timedelta(days=12)):
        training = _prepared(people.persons["emeka"], lead, version)
        _try(training, _too_strict)
    with clock_at(today - timedelta(days=2)):
        _half_way(people.persons["devi"], lead, version)
    deliver_all()


def _put_into_use(lead: Person, document: dict[str, object]) -> Version:
    version = MicroCredential.objects.get(slug=document["microcredential"]).current
    assert version is not None
    text = json.dumps(document, ensure_ascii=False, indent=1)
    draft = actions.bring_training(person=lead, version=version, text=text)
    actions.publish_training(person=lead, draft_id=draft.pk)
    return version


def _qualify(person: Person, lead: Person, version: Version) -> None:
    """Let a founding assessor qualify as everybody does, and be appointed by it."""
    _try(_prepared(person, lead, version), _nearly_as_the_key)
    appoint_assessor(
        person=lead, microcredential=version.microcredential, assessor=person, daily_cap=40
    )


def _admitted(person: Person, lead: Person, version: Version) -> Training:
    return actions.admit_to_training(
        person=lead,
        assessor=person,
        version=version,
        language=version.language,
        because=BECAUSE,
    )


def _read(person: Person, lead: Person, version: Version) -> Training:
    training = _admitted(person, lead, version)
    right = {
        topic.key: next(place for place, each in enumerate(topic.options) if each.is_right)
        for topic in queries.TOPICS
    }
    actions.answer_bias(person=person, training_id=training.pk, answers=right)
    return actions.finish_rubric(person=person, training_id=training.pk)


def _prepared(person: Person, lead: Person, version: Version) -> Training:
    training = _read(person, lead, version)
    for portfolio in queries.practice_of(version, version.language):
        _practise(training, portfolio)
    return training


def _practise(training: Training, portfolio: Portfolio) -> None:
    scoring = actions.begin_practice(
        person=training.person, training_id=training.pk, portfolio_id=portfolio.pk
    )
    _mark(scoring, _nearly_as_the_key)
    actions.lock_scoring(person=training.person, scoring_id=scoring.pk)


def _try(training: Training, choose: Choose) -> None:
    person = training.person
    trial = actions.begin_trial(person=person, training_id=training.pk)
    for step in queries.steps_of(trial):
        scoring = actions.begin_anchor(
            person=person, trial_id=trial.pk, portfolio_id=step.portfolio.pk
        )
        _mark(scoring, choose)
        actions.lock_scoring(person=person, scoring_id=scoring.pk)


def _mark(scoring: Scoring, choose: Choose, *, most: int | None = None) -> None:
    key = sorted(queries.agreed_key(scoring.portfolio).items())
    for number, (criterion, level) in enumerate(key[:most]):
        actions.save_mark(
            person=scoring.training.person,
            scoring_id=scoring.pk,
            criterion=criterion,
            level=choose(number + scoring.portfolio.number, level),
        )


def _nearly_as_the_key(number: int, level: str) -> str:
    return LOWER[level] if number % 6 == 0 else level


def _too_strict(number: int, level: str) -> str:
    return LOWER[level] if number % 2 else level


def _half_way(person: Person, lead: Person, version: Version) -> None:
    """Leave somebody who compared one practice portfolio and is at the second."""
    training = _read(person, lead, version)
    first, second = queries.practice_of(version, version.language)[:2]
    _practise(training, first)
    begun = actions.begin_practice(person=person, training_id=training.pk, portfolio_id=second.pk)
    _mark(begun, _nearly_as_the_key, most=2)
