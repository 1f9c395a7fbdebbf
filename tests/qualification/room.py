"""A micro-credential with a training set, and people on their way through it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.journey.qualification import actions, queries
from lapel.journey.qualification.models import Portfolio, Training, Trial
from review.stage import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cast import Cast
    from lapel.domain.rubrics.levels import Level
    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Qualification

    Choose = Callable[[str, str], str]

EXAMPLE = (Path(__file__).parent / "example.json").read_text(encoding="utf-8")
LOWER = {"yes": "almost", "almost": "not_yet", "not_yet": "almost"}
RIGHT = {
    topic.key: next(place for place, each in enumerate(topic.options) if each.is_right)
    for topic in queries.TOPICS
}


def put_set(person: Person, version: Version, text: str = EXAMPLE) -> list[Portfolio]:
    """Bring a training set and publish it."""
    draft = actions.bring_training(person=person, version=version, text=text)
    return actions.publish_training(person=person, draft_id=draft.pk)


def admit(lead: Person, assessor: Person, version: Version) -> Training:
    """Let an assessor train who does not hold the micro-credential."""
    return actions.admit_to_training(
        person=lead,
        assessor=assessor,
        version=version,
        language="en",
        because="She has taught this for years.",
    )


def prepare(training: Training) -> None:
    """Do all that comes before the anchors."""
    person = training.person
    actions.answer_bias(person=person, training_id=training.pk, answers=RIGHT)
    actions.finish_rubric(person=person, training_id=training.pk)
    for portfolio in queries.practice_of(training.version, training.language):
        scoring = actions.begin_practice(
            person=person, training_id=training.pk, portfolio_id=portfolio.pk
        )
        key = queries.agreed_key(portfolio)
        for criterion, level in key.items():
            actions.save_mark(
                person=person, scoring_id=scoring.pk, criterion=criterion, level=level
            )
        actions.lock_scoring(person=person, scoring_id=scoring.pk)
    training.refresh_from_db()


def as_key(_criterion: str, level: str) -> str:
    return level


def too_low(_criterion: str, level: str) -> str:
    return LOWER[level]


def score_anchor(person: Person, trial: Trial, anchor: str, choose: Choose = as_key) -> None:
    """Score one anchor of a try and lock it."""
    scoring = actions.begin_anchor(person=person, trial_id=trial.pk, portfolio_id=uuid.UUID(anchor))
    for criterion, level in keys_of(anchor).items():
        actions.save_mark(
            person=person,
            scoring_id=scoring.pk,
            criterion=criterion,
            level=choose(criterion, level),
        )
    actions.lock_scoring(person=person, scoring_id=scoring.pk)


def keys_of(anchor: str) -> Mapping[str, Level]:
    return queries.agreed_key(Portfolio.objects.get(pk=anchor))


def tried(training: Training, choose: Choose = as_key) -> Trial:
    """Begin a try and score every anchor of it."""
    trial = actions.begin_trial(person=training.person, training_id=training.pk)
    for anchor in trial.anchors:
        score_anchor(training.person, trial, anchor, choose)
    trial.refresh_from_db()
    return trial


def qualified(lead: Person, assessor: Person, version: Version) -> Qualification:
    """Take an assessor the whole way, with the key throughout."""
    training = admit(lead, assessor, version)
    prepare(training)
    tried(training)
    held = queries.qualification_of(assessor, version, "en")
    assert held is not None
    return held


class Room:
    """The cast with a micro-credential whose training set is in use."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.version = publish(cast.college, cast.dara)
        self.portfolios = put_set(cast.gita, self.version)
        self.anchors = queries.anchors_of(self.version, "en")

    def admitted(self, assessor: Person | None = None) -> Training:
        return admit(self.cast.gita, assessor or self.cast.ben, self.version)

    def ready(self, assessor: Person | None = None) -> Training:
        training = self.admitted(assessor)
        prepare(training)
        return training


def furnish(world: Any) -> None:
    """Leave a training set with its keys, and Ben on his way, for tests that walk all pages."""
    cast: Cast = world.cast
    version = publish(cast.college, cast.dara, slug="keyed", title="Keyed")
    for founder in (cast.ben, cast.bola):
        held = actions.name_founding(
            person=cast.gita, assessor=founder, version=version, language="en"
        )
    world.put("qualification", "founding", qualification_id=held.pk)
    text = EXAMPLE.replace('"waiting"', '"keyed"')
    put_set(cast.gita, version, text)
    world.put("training set", "full", slug="keyed")
    for state, brought in {"sound": text, "faulty": "{"}.items():
        draft = actions.bring_training(person=cast.dara, version=version, text=brought)
        world.put("training document", state, draft_id=draft.pk)
    _key(world, queries.anchors_of(version, "en")[0])
    training = admit(cast.gita, cast.ben, version)
    prepare(training)
    world.put("training", "Ben's", training_id=training.pk)
    practised = training.scorings.all()[0]
    world.put("scoring", "compared", scoring_id=practised.pk)
    world.put("practice", "compared", training_id=training.pk, portfolio_id=practised.portfolio_id)
    trial = tried(training, too_low)
    world.put("trial", "not reached", trial_id=trial.pk)
    trial = actions.begin_trial(person=cast.ben, training_id=training.pk)
    world.put("trial", "begun", trial_id=trial.pk)
    begun = actions.begin_anchor(
        person=cast.ben, trial_id=trial.pk, portfolio_id=uuid.UUID(trial.anchors[0])
    )
    world.put("scoring", "begun", scoring_id=begun.pk)
    world.put("mark", "to be made", scoring_id=begun.pk, criterion="plans")
    world.put("anchor", "begun", trial_id=trial.pk, portfolio_id=trial.anchors[0])


def _key(world: Any, anchor: Portfolio) -> None:
    """Have everybody who keys anchors give theirs to one."""
    for person in (world.cast.ben, world.cast.bola, world.cast.gita):
        for criterion, level in queries.agreed_key(anchor).items():
            actions.give_key(
                person=person,
                portfolio_id=anchor.pk,
                criterion=criterion,
                level=level,
                reason="At 2:05 it shows.",
            )
    world.put("anchor key", "keyed", portfolio_id=anchor.pk)
    world.put("keyed criterion", "keyed", portfolio_id=anchor.pk, criterion="plans")
