"""Qualify a person for a rubric: by a try she passed, or as a founding assessor (R16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.events import (
    QualificationEnds,
    QualificationWithdrawn,
    Qualified,
)
from lapel.journey.qualification.models import Qualification
from lapel.journey.qualification.policies import may_lead
from lapel.journey.qualification.queries import (
    RENEWAL,
    TERM,
    candidates,
    is_trained_for,
    qualification_of,
)
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Training, Trial


def qualify(*, training: Training, trial: Trial) -> Qualification:
    """Qualify who passed; call it inside the transaction that finishes the try."""
    return _begin(
        training.person, training.version, training.language, actor=training.person, trial=trial
    )


def name_founding(
    *, person: Person, assessor: Person, version: Version, language: str
) -> Qualification:
    """Name a founding assessor, while nobody can qualify on anchors yet; for twelve months.

    One who is qualified keeps what she has.
    """
    organisation = version.microcredential.organisation
    if not may_lead(person, organisation):
        raise PermissionDenied
    if not candidates(organisation).filter(pk=assessor.pk).exists():
        raise Refusal(_("Only an assessor of your organisations can be named."))
    with transaction.atomic():
        held = qualification_of(assessor, version, language)
        if held is not None and not held.founding:
            return held
        if is_trained_for(version, language):
            raise Refusal(_("There is a training set now: she qualifies on its anchors."))
        return _begin(assessor, version, language, actor=person, founding=True)


def withdraw_qualification(*, person: Person, qualification_id: UUID, words: str) -> None:
    """End a qualification before its day; `words` say why."""
    with transaction.atomic():
        found = Qualification.objects.select_for_update(of=("self",)).select_related(
            "version__microcredential__organisation"
        )
        held = found.get(pk=qualification_id)
        if not may_lead(person, held.version.microcredential.organisation):
            raise PermissionDenied
        if not words.strip():
            raise Refusal(_("Say why."))
        if held.ended_at is None:
            _end(held, Qualification.Ending.WITHDRAWN)
            _tell(held, person, "qualification withdrawn", words.strip())
            announce(QualificationWithdrawn(qualification_id=held.pk))


def _begin(  # noqa: PLR0913 (what makes a qualification)
    assessor: Person,
    version: Version,
    language: str,
    *,
    actor: Person,
    trial: Trial | None = None,
    founding: bool = False,
) -> Qualification:
    earlier = Qualification.objects.filter(
        person=assessor,
        version__microcredential=version.microcredential_id,
        version__rubric_hash=version.rubric_hash,
        language=language,
        ended_at__isnull=True,
    )
    for each in earlier:
        _end(each, Qualification.Ending.RENEWED)
    begun = now()
    made = Qualification.objects.create(
        person=assessor,
        version=version,
        language=language,
        qualified_at=begun,
        until=begun + TERM,
        founding=founding,
        named_by=actor if founding else None,
        trial=trial,
    )
    _tell(made, actor, "founding assessor named" if founding else "qualified")
    announce(Qualified(qualification_id=made.pk))
    announce(
        QualificationEnds(qualification_id=made.pk, days=RENEWAL.days),
        due_at=made.until - RENEWAL,
    )
    announce(QualificationEnds(qualification_id=made.pk, days=0), due_at=made.until)
    return made


def _end(held: Qualification, why: Qualification.Ending) -> None:
    held.ended_at = now()
    held.ending = why
    held.save(update_fields=["ended_at", "ending"])


def _tell(held: Qualification, actor: Person, action: str, words: str = "") -> None:
    note(
        aggregate="qualification",
        aggregate_id=held.pk,
        action=action,
        actor=actor.pk,
        facts={
            "person": str(held.person_id),
            "version": str(held.version_id),
            "language": held.language,
            **({"own keys": held.trial.own_keyed} if held.trial and held.trial.own_keyed else {}),
        },
        words=words,
    )
