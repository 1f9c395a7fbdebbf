"""Trainings: whose, how far, and what comes next."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.qualifying import smallest_set
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.evidence.models import Submission
from lapel.journey.people.queries import organisations_above, roles_of
from lapel.journey.qualification.models import (
    FurtherTry,
    Key,
    Portfolio,
    Qualification,
    Scoring,
    Training,
    Trial,
)
from lapel.journey.qualification.policies import ASSESSORS
from lapel.journey.qualification.queries.anchors import (
    agreed_keys,
    anchors_of,
    is_trained_for,
    practice_of,
)
from lapel.journey.qualification.queries.qualified import RENEWAL, qualification_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Organisation, Person

# R16: two tries; a lead opens each further one.
TRIES = 2
_RUBRIC = ("version__microcredential", "version__rubric_hash", "language")


def trainings_of(person: Person) -> QuerySet[Training]:
    """Give a person's trainings, the latest first."""
    found = Training.objects.filter(person=person)
    return found.select_related("version__microcredential").order_by("-begun_at", "pk")


def training_for(person: Person, version: Version, language: str) -> Training | None:
    """Give her training on a version's rubric, of whichever version it was begun for."""
    found = trainings_of(person).filter(
        version__microcredential=version.microcredential_id,
        version__rubric_hash=version.rubric_hash,
        language=language,
    )
    return found.first()


def holds_it(person: Person, microcredential: MicroCredential) -> bool:
    """Tell whether a person has earned a micro-credential herself (R16)."""
    earned = Submission.objects.filter(person=person, outcome=Submission.Outcome.EARNED)
    return earned.filter(draft__enrolment__version__microcredential=microcredential).exists()


def assesses_for(person: Person, organisation: Organisation) -> bool:
    """Tell whether a person holds an assessor's role in an organisation, below or above it."""
    line = {each.pk for each in organisations_above(organisation)}
    for held in roles_of(person):
        if held.role not in ASSESSORS:
            continue
        above = {each.pk for each in organisations_above(held.organisation)}
        if held.organisation_id in line or organisation.pk in above:
            return True
    return False


@dataclass(frozen=True)
class Step:
    """A portfolio on her way: `scoring` is hers on it, None where she has not begun."""

    portfolio: Portfolio
    number: int
    scoring: Scoring | None

    @property
    def is_done(self) -> bool:
        """Tell whether she locked it."""
        return self.scoring is not None and self.scoring.locked_at is not None


@dataclass(frozen=True)
class Way:
    """A training as its person sees it: what is done, what is next."""

    training: Training
    practice: list[Step]
    trial: Trial | None
    anchors: list[Step]
    tries_left: int
    qualification: Qualification | None
    has_set: bool
    may_renew: bool
    past: list[Trial]

    @property
    def is_practised(self) -> bool:
        """Tell whether she locked every practice portfolio."""
        return bool(self.practice) and all(each.is_done for each in self.practice)

    @property
    def is_ready(self) -> bool:
        """Tell whether all that comes before the anchors is done."""
        read = self.training.bias_done_at and self.training.rubric_done_at
        return bool(read) and self.is_practised

    @property
    def may_try(self) -> bool:
        """Tell whether a try may begin now."""
        wanted = self.qualification is None or self.may_renew
        return self.is_ready and self.has_set and self.tries_left > 0 and wanted and not self.trial


def way_of(training: Training) -> Way:
    """Give all there is to say of how far a training is."""
    version, language = training.version, training.language
    trials = list(training.trials.order_by("number"))
    trial = next((each for each in trials if each.finished_at is None), None)
    held = qualification_of(training.person, version, language)
    own = training.scorings.filter(trial__isnull=True)
    practice = {each.portfolio_id: each for each in own}
    return Way(
        training=training,
        practice=[
            Step(each, number, practice.get(each.pk))
            for number, each in enumerate(practice_of(version, language), start=1)
        ],
        trial=trial,
        anchors=steps_of(trial) if trial else [],
        tries_left=tries_left(training),
        qualification=held,
        has_set=is_trained_for(version, language),
        may_renew=held is not None and (held.founding or held.until - RENEWAL <= now()),
        past=[each for each in trials if each.finished_at is not None],
    )


def steps_of(trial: Trial) -> list[Step]:
    """Give a try's anchors in their order, with what she scored of them."""
    anchors = Portfolio.objects.select_related("version").in_bulk(trial.anchors)
    known = {str(pk): each for pk, each in anchors.items()}
    scorings = {str(each.portfolio_id): each for each in trial.scorings.all()}
    return [
        Step(known[pk], number, scorings.get(pk))
        for number, pk in enumerate(trial.anchors, start=1)
    ]


def tries_left(training: Training) -> int:
    """Give how many tries may still begin: two since she was last qualified, and those opened."""
    passed = training.trials.filter(passed=True).order_by("-finished_at").first()
    trials, opened = training.trials.all(), FurtherTry.objects.filter(training=training)
    if passed is not None:
        trials = trials.filter(number__gt=passed.number)
        opened = opened.filter(opened_at__gt=passed.finished_at)
    return max(TRIES + opened.count() - trials.count(), 0)


def anchors_for(training: Training, number: int) -> list[Portfolio]:
    """Draw the anchors of a try: those she has not scored yet first, as many as make a full set.

    What she keyed herself comes last: a founding assessor is held against her own keys only as
    far as there are too few others. The order follows from training and number alone, so it is
    another one at each try.
    """
    found = sorted(anchors_of(training.version, training.language), key=lambda each: str(each.pk))
    random.Random(f"{training.pk}/{number}").shuffle(found)  # noqa: S311 (no secret hangs on it)
    seen = set(
        Scoring.objects.filter(training=training, trial__isnull=False).values_list(
            "portfolio", flat=True
        )
    )
    own = keyed_among(training.person, [each.pk for each in found])
    found.sort(key=lambda each: (each.pk in own, each.pk in seen))
    return found[: _size(found)]


def keyed_among(person: Person, portfolios: Collection[UUID]) -> set[UUID]:
    """Give which of these anchors a person gave a key to that stood, or stands."""
    given = Key.objects.filter(keyed_by=person, portfolio__in=portfolios)
    return set(given.values_list("portfolio", flat=True))


def _size(anchors: Sequence[Portfolio]) -> int:
    keys = agreed_keys(anchors)
    return smallest_set([keys[each.pk] for each in anchors])


def trainable(person: Person) -> list[tuple[MicroCredential, str]]:
    """Give what a person may begin to train for herself, each in every language with a set.

    It takes a handful of queries, however much she holds.
    """
    earned = Submission.objects.filter(person=person, outcome=Submission.Outcome.EARNED)
    hers = MicroCredential.objects.filter(
        pk__in=earned.values("draft__enrolment__version__microcredential"),
        retired_at__isnull=True,
        current__isnull=False,
    )
    found = list(hers.select_related("current", "organisation").order_by("current__title", "pk"))
    places = {each.organisation_id: each.organisation for each in found}
    near = {pk for pk, place in places.items() if assesses_for(person, place)}
    begun = set(trainings_of(person).order_by().values_list(*_RUBRIC))
    practice = Portfolio.objects.filter(
        version__microcredential__in=found, retired_at__isnull=True, use=Portfolio.Use.PRACTICE
    )
    sets = set(practice.order_by().values_list(*_RUBRIC)) - begun
    return [
        (each, language)
        for each in found
        if each.organisation_id in near
        for language in _languages(each, sets)
    ]


def _languages(microcredential: MicroCredential, sets: set[tuple[Any, ...]]) -> list[str]:
    """Give the languages in which there is a set for its rubric, its own first."""
    version = microcredential.current
    assert version is not None  # asked for above
    found = {
        language
        for holder, rubric, language in sets
        if (holder, rubric) == (microcredential.pk, version.rubric_hash)
    }
    return sorted(found, key=lambda language: (language != version.language, language))
