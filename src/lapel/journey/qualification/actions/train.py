"""Begin a training, and finish the reading in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.models import Training
from lapel.journey.qualification.policies import may_lead, may_open
from lapel.journey.qualification.queries import (
    TOPICS,
    assesses_for,
    candidates,
    has_read_keys,
    holds_it,
    practice_of,
    training_for,
)
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person


def begin_training(*, person: Person, version: Version, language: str) -> Training:
    """Begin one's own training: an assessor who holds the micro-credential herself (R16)."""
    microcredential = version.microcredential
    if not assesses_for(person, microcredential.organisation):
        raise PermissionDenied
    if not holds_it(person, microcredential):
        raise Refusal(_("You do not hold this micro-credential; a lead assessor can admit you."))
    return _begin(person, version, language, by=None, because="")


def admit_to_training(
    *, person: Person, assessor: Person, version: Version, language: str, because: str = ""
) -> Training:
    """Let an assessor of one's organisations train; for one who does not hold it, say why."""
    organisation = version.microcredential.organisation
    if not may_lead(person, organisation):
        raise PermissionDenied
    if not candidates(organisation).filter(pk=assessor.pk).exists():
        raise Refusal(_("Only an assessor of your organisations can be admitted."))
    if not because.strip() and not holds_it(assessor, version.microcredential):
        raise Refusal(_("She does not hold this micro-credential; say why she may assess it."))
    return _begin(assessor, version, language, by=person, because=because.strip())


def _begin(
    person: Person, version: Version, language: str, *, by: Person | None, because: str
) -> Training:
    with transaction.atomic():
        known = training_for(person, version, language)
        if known is not None:
            return known
        if has_read_keys(person, version):
            raise Refusal(_("Whoever has read the keys of the anchors cannot be tried on them."))
        if not practice_of(version, language).exists():
            raise Refusal(_("There is no training set for this one yet."))
        training = Training.objects.create(
            person=person,
            version=version,
            language=language,
            begun_at=now(),
            admitted_by=by,
            admitted_because=because,
        )
        tell(training, actor=by or person, action="training begun", words=because)
    return training


def answer_bias(
    *, person: Person, training_id: UUID, answers: dict[str, int]
) -> tuple[Training, bool]:
    """Keep answers on how assessors err; tells whether every question is answered rightly now.

    Wrong answers are no mark against her: each is explained, and she chooses again.
    """
    with transaction.atomic():
        training = own_training(person=person, training_id=training_id)
        known = {topic.key: len(topic.options) for topic in TOPICS}
        given = {key: place for key, place in answers.items() if 0 <= place < known.get(key, 0)}
        training.bias_answers = {**training.bias_answers, **given}
        right = all(
            (place := training.bias_answers.get(topic.key)) is not None
            and topic.options[place].is_right
            for topic in TOPICS
        )
        if right and training.bias_done_at is None:
            training.bias_done_at = now()
            tell(training, actor=person, action="bias module done")
        training.save(update_fields=["bias_answers", "bias_done_at"])
    return training, right


def finish_rubric(*, person: Person, training_id: UUID) -> Training:
    """Note that she walked through the rubric and its exemplars."""
    with transaction.atomic():
        training = own_training(person=person, training_id=training_id)
        if training.rubric_done_at is None:
            training.rubric_done_at = now()
            training.save(update_fields=["rubric_done_at"])
            tell(training, actor=person, action="rubric walk done")
    return training


def own_training(*, person: Person, training_id: UUID) -> Training:
    """Hold a person's own training for writing; another's is `PermissionDenied`."""
    found = Training.objects.select_for_update(of=("self",)).select_related(
        "version__microcredential__organisation", "person"
    )
    training = found.filter(pk=training_id).first()
    if training is None or not may_open(person, training):
        raise PermissionDenied
    return training


def tell(training: Training, *, actor: Person, action: str, words: str = "") -> None:
    """Note a change in the training's chain."""
    note(
        aggregate="training",
        aggregate_id=training.pk,
        action=action,
        actor=actor.pk,
        facts={
            "person": str(training.person_id),
            "version": str(training.version_id),
            "language": training.language,
        },
        words=words,
    )
