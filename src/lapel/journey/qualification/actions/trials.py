"""Tries on the anchors: begin one, finish it, open a further one (R16)."""

from __future__ import annotations

import random
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.qualifying import Compared, judged
from lapel.journey.catalogue.queries import criteria
from lapel.journey.qualification.actions.qualify import qualify
from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.actions.train import own_training, tell
from lapel.journey.qualification.events import QualificationNotReached
from lapel.journey.qualification.models import FurtherTry, Training, Trial
from lapel.journey.qualification.policies import may_lead
from lapel.journey.qualification.queries import (
    agreed_keys,
    anchors_for,
    bars,
    keyed_among,
    steps_of,
    tries_left,
    way_of,
)
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.rubrics.qualifying import Result
    from lapel.journey.people.models import Person


def begin_trial(*, person: Person, training_id: UUID) -> Trial:
    """Begin a try, or go on with the one that is open; `Refusal` where something comes first."""
    with transaction.atomic():
        training = own_training(person=person, training_id=training_id)
        way = way_of(training)
        if way.trial is not None:
            return way.trial
        _refuse(way)
        number = training.trials.count() + 1
        trial = Trial.objects.create(
            training=training,
            number=number,
            anchors=[str(each.pk) for each in anchors_for(training, number)],
            begun_at=now(),
        )
        tell(training, actor=person, action="try begun")
    return trial


def _refuse(way: Any) -> None:
    if way.qualification is not None and not way.may_renew:
        raise Refusal(_("You are qualified already."))
    if not way.has_set:
        raise Refusal(_("The keys of the anchors are not agreed yet."))
    if not way.is_ready:
        raise Refusal(_("The module, the rubric and the practice portfolios come first."))
    if not way.tries_left:
        raise Refusal(_("You had your tries; a lead assessor opens the next one."))


def finish_if_whole(trial: Trial) -> None:
    """Judge a try whose anchors are all locked, and qualify who reached the bars.

    Call it inside a transaction that holds the training.
    """
    steps = steps_of(trial)
    if not all(each.is_done for each in steps):
        return
    training = trial.training
    keys = agreed_keys([each.portfolio for each in steps])
    compared = [Compared(key=keys[step.portfolio.pk], given=_given(step.scoring)) for step in steps]
    required = {each["key"] for each in criteria(training.version) if each["required"]}
    limits = bars()
    result = judged(
        compared,
        required=required,
        bars=limits,
        chance=random.Random(str(trial.pk)),  # noqa: S311 (draws an interval's resamples)
    )
    own = keyed_among(training.person, [each.portfolio.pk for each in steps])
    trial.result = {**_plain(result), "bars": asdict(limits), "own_keyed": len(own)}
    trial.passed = result.passed
    trial.finished_at = now()
    trial.save(update_fields=["result", "passed", "finished_at"])
    said = "try passed" if result.passed else "try not passed"
    tell(training, actor=training.person, action=said)
    if result.passed:
        qualify(training=training, trial=trial)
    else:
        announce(QualificationNotReached(trial_id=trial.pk))


def _given(scoring: Any) -> dict[str, Level]:
    return {
        criterion: Level(level)
        for criterion, level in scoring.marks.values_list("criterion", "level")
    }


def _plain(result: Result) -> dict[str, Any]:
    return {
        "anchors": result.anchors,
        "ratings": result.ratings,
        "severe": result.severe,
        "missed": list(result.missed),
        "figures": {name: asdict(figure) for name, figure in result.figures.items()},
        "lines": {name: asdict(line) for name, line in result.lines.items()},
    }


def open_further_try(*, person: Person, training_id: UUID, words: str) -> FurtherTry:
    """Open one more try for somebody who had hers; `words` say what was done before it."""
    with transaction.atomic():
        found = Training.objects.select_for_update(of=("self",)).select_related(
            "version__microcredential__organisation"
        )
        training = found.get(pk=training_id)
        if not may_lead(person, training.version.microcredential.organisation):
            raise PermissionDenied
        if not words.strip():
            raise Refusal(_("Say what you did together before she tries again."))
        if tries_left(training):
            raise Refusal(_("She has a try left."))
        opened = FurtherTry.objects.create(
            training=training, opened_by=person, opened_at=now(), words=words.strip()
        )
        tell(training, actor=person, action="further try opened", words=words.strip())
    return opened
